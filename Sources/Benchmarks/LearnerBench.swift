internal import ExperimentFiles
internal import Experiments
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Substrate
internal import Synchronization

/// `mortal bench learners`: an epoch of every learner in floating point beside its own matrix products: those that its layers made in an epoch are
/// written down, with their shapes, and made again with nothing between them. Products of digital readouts and
/// classifiers are not among them, so that these count as what they are: something beside the layers.
package enum LearnerBench {
  /// A product that a layer made: [rows × inner] · [inner × columns].
  fileprivate struct Operation: Hashable, Sendable {
    /// Rows of what went in, inputs and outputs of the layer.
    var rows: Int
    var inputs: Int
    var outputs: Int
    /// `forward`: activities · W; `change`: activitiesᵀ · signals; `backward`: errors · Wᵀ.
    var kind: Kind

    enum Kind: Hashable, Sendable { case forward, change, backward }
  }

  /// What was done, in order.
  fileprivate final class Log: Sendable {
    private let operations = Mutex<[Operation]>([])
    func append(_ operation: Operation) { operations.withLock { $0.append(operation) } }
    var all: [Operation] { operations.withLock { $0 } }
  }

  /// - Throws: what making learners throws.
  package static func run() throws -> [BenchmarkResult] {
    try LearnerTable.all.filter { $0.place == .digital }.map { description in
      guard let name = LearnerName(rawValue: description.name) else { preconditionFailure(description.name) }
      return try bench(name)
    }
  }

  private static func bench(_ name: LearnerName) throws -> BenchmarkResult {
    let images = 1_000
    var settings = ResolvedConfiguration()
    settings.set(DataFields.train, to: images)
    settings.set(DataFields.validation, to: 0)
    settings.set(DataFields.test, to: 100)
    // Channels of a place for local fields, units of a layer for all others.
    let isLocal = name.rawValue.hasPrefix("ff-local")
    settings.set(NetworkFields.hidden, to: isLocal ? [128, 128] : [500, 500, 500])
    settings.set(LearnerFields.epochs, to: 100)
    settings.set(LearnerFields.name, to: name)
    let run = try ExperimentRun(settings, shared: SharedWork(), context: RunContext())
    let data = run.data.train
    var learner = run.learner
    let log = Log()
    var recorded = learner
    recorded.layers = recorded.layers.map { RecordingLayer(base: $0, log: log) }
    _ = recorded.trainEpoch(data, epoch: 1)
    var products = Products(log.all)
    var epoch = 1
    let timing = PairedTiming.run(repetitions: 5) {
      epoch += 1
      _ = learner.trainEpoch(data, epoch: epoch)
    } against: {
      products.run()
    }
    let shape = [run.data.train.images.columns] + settings[NetworkFields.hidden]
    return BenchmarkResult(
      case: "learner-\(name.rawValue)", shape: shape.map(String.init).joined(separator: "-"), batch: 100,
      seconds: timing.seconds, gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: 5,
      extra: ["products": Double(log.all.count)])
  }

  /// A layer that writes down the products it makes.
  private struct RecordingLayer: ExactModel {
    var base: any BlackBox
    let log: Log
    /// Of the last measurement.
    var rows = 0

    init(base: any BlackBox, log: Log) {
      self.base = base
      self.log = log
    }

    var inputs: Int { base.inputs }
    var outputs: Int { base.outputs }
    var tally: Tally { base.tally }

    private func append(_ rows: Int, _ kind: Operation.Kind) {
      log.append(Operation(rows: rows, inputs: inputs, outputs: outputs, kind: kind))
    }

    mutating func measure(_ activities: Matrix) -> Matrix {
      rows = activities.rows
      append(rows, .forward)
      return base.measure(activities)
    }

    mutating func request(_ change: WeightChange) {
      for term in change.terms where term.inputs.rows > 0 { append(term.inputs.rows, .change) }
      base.request(change)
    }

    mutating func effectiveWeights() -> Matrix {
      guard var exact = base as? any ExactModel else { preconditionFailure("a layer without a derivative") }
      append(rows, .backward)
      return exact.effectiveWeights()
    }
  }

  /// Products of given shapes, on matrices that are made once.
  private struct Products {
    private let operations: [Operation]
    private var operands: [Operation: (left: Matrix, right: Matrix, result: Matrix)] = [:]

    init(_ operations: [Operation]) {
      self.operations = operations
      let key = StreamKey(seed: 1).child("learnerBench")
      func random(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: key.child("matrix", rows, columns).normals(rows * columns))
      }
      for operation in Set(operations) {
        let (rows, inputs, outputs) = (operation.rows, operation.inputs, operation.outputs)
        switch operation.kind {
        case .forward:
          operands[operation] = (random(rows, inputs), random(inputs, outputs), Matrix(rows: rows, columns: outputs))
        case .change:
          operands[operation] = (random(rows, inputs), random(rows, outputs), Matrix(rows: inputs, columns: outputs))
        case .backward:
          operands[operation] = (random(rows, outputs), random(inputs, outputs), Matrix(rows: rows, columns: inputs))
        }
      }
    }

    mutating func run() {
      for operation in operations {
        // Taken out, so that the result changes in place.
        guard var operand = operands.removeValue(forKey: operation) else { continue }
        switch operation.kind {
        case .forward: multiply(operand.left, operand.right, alpha: 1e-6, beta: 0, into: &operand.result)
        case .change:
          multiply(
            operand.left, operand.right, transposeLeft: true, alpha: 1e-6, beta: 0.9, into: &operand.result)
        case .backward:
          multiply(
            operand.left, operand.right, transposeRight: true, alpha: 1e-6, beta: 0, into: &operand.result)
        }
        operands[operation] = operand
      }
    }
  }
}
