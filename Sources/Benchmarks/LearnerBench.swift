internal import ExperimentFiles
internal import Experiments
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Substrate

/// `mortal bench learners`: an epoch of every learner in floating point beside its own matrix products: those that its
/// layers made in an epoch are written down, with their shapes, and made again with nothing between them. Products of
/// digital readouts and classifiers are not among them, so that these count as what they are: something beside the
/// layers.
package enum LearnerBench {
  /// How much is learned.
  package struct Size: Sendable {
    package var images = 1_000
    /// Units of each layer, or channels of a place for local fields; nil takes 500, 500, 500 and 128, 128.
    package var hidden: [Int]?
    package var batch = 100
    package var repetitions = 5

    package init() {}
  }

  /// - Parameter only: of cases, those whose names contain it.
  /// - Throws: `ExperimentFileError.outOfRange` for layers that no figure is worth; what making learners throws.
  package static func run(_ size: Size = Size(), only: String = "") throws -> [BenchmarkResult] {
    guard size.hidden?.allSatisfy((10...4_096).contains) ?? true else {
      throw ExperimentFileError.outOfRange(
        option: "--hidden", value: "\(size.hidden ?? [])", allowed: "10...4096 units each")
    }
    return try LearnerTable.all.filter { description in
      description.place == .digital && BenchmarkResult.isWanted("learner-\(description.name)", only: only)
    }.map { description in
      guard let name = LearnerName(rawValue: description.name) else { preconditionFailure(description.name) }
      return try bench(name, size)
    }
  }

  private static func bench(_ name: LearnerName, _ size: Size) throws -> BenchmarkResult {
    var settings = ResolvedConfiguration()
    settings.set(DataFields.train, to: size.images)
    settings.set(DataFields.validation, to: 0)
    settings.set(DataFields.test, to: 100)
    let usual = name.rawValue.hasPrefix("ff-local") ? [128, 128] : [500, 500, 500]
    settings.set(NetworkFields.hidden, to: size.hidden ?? usual)
    settings.set(LearnerFields.epochs, to: 100)
    settings.set(LearnerFields.batch, to: size.batch)
    settings.set(LearnerFields.name, to: name)
    let run = try ExperimentRun(settings, shared: SharedWork(), context: RunContext())
    let data = run.data.train
    var learner = run.learner
    let log = ProductLog()
    var recorded = learner
    func recording(_ layer: some BlackBox, _ index: Int) -> any BlackBox {
      RecordingLayer(layer, layer: index, log: log)
    }
    recorded.layers = recorded.layers.enumerated().map { recording($1, $0) }
    _ = recorded.trainEpoch(data, epoch: 1)
    var products = Products(log.all)
    var epoch = 1
    let timing = PairedTiming.run(repetitions: size.repetitions) {
      epoch += 1
      _ = learner.trainEpoch(data, epoch: epoch)
    } against: {
      products.run()
    }
    let shape = [run.data.train.images.columns] + settings[NetworkFields.hidden]
    let counts = LayerProduct.Kind.allCases.map { kind in log.all.count { $0.kind == kind } }
    return BenchmarkResult(
      case: "learner-\(name.rawValue)", shape: shape.map(String.init).joined(separator: "-"), batch: size.batch,
      seconds: timing.seconds, gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: size.repetitions,
      extra: Dictionary(
        uniqueKeysWithValues: zip(["productsForward", "productsOfChanges", "productsBack"], counts.map(Double.init))))
  }

  /// Products of given shapes, on matrices that are made once: each layer has its own weights and its own running mean of
  /// changes, while activities and what is measured come back to the same memory.
  private struct Products {
    /// Rows and columns.
    private struct Shape: Hashable {
      let rows: Int
      let columns: Int
    }

    private let operations: [LayerProduct]
    private var activities: [Shape: Matrix] = [:]
    private var results: [Shape: Matrix] = [:]
    private var weights: [Int: Matrix] = [:]
    private var changes: [Int: Matrix] = [:]

    init(_ operations: [LayerProduct]) {
      self.operations = operations
      let key = StreamKey(seed: 1).child("learnerBench")
      for operation in Set(operations) {
        for columns in [operation.inputs, operation.outputs] {
          let shape = Shape(rows: operation.rows, columns: columns)
          activities[shape] = Matrix(
            rows: shape.rows, columns: columns,
            elements: key.child("activities", shape.rows, columns).normals(shape.rows * columns))
          results[shape] = Matrix(rows: shape.rows, columns: columns)
        }
        weights[operation.layer] = Matrix(
          rows: operation.inputs, columns: operation.outputs,
          elements: key.child("weights", operation.layer).normals(operation.inputs * operation.outputs))
        changes[operation.layer] = Matrix(rows: operation.inputs, columns: operation.outputs)
      }
    }

    mutating func run() {
      for operation in operations {
        let inputs = Shape(rows: operation.rows, columns: operation.inputs)
        let outputs = Shape(rows: operation.rows, columns: operation.outputs)
        guard let below = activities[inputs], let above = activities[outputs], let matrix = weights[operation.layer]
        else { preconditionFailure("no matrices for \(operation)") }
        let none = Matrix(rows: 0, columns: 0)
        switch operation.kind {
        case .forward: multiply(below, matrix, alpha: 1e-6, beta: 0, into: &results[outputs, default: none])
        case .change:
          multiply(
            below, above, transposeLeft: true, alpha: 1e-6, beta: 0.9, into: &changes[operation.layer, default: none])
        case .backward:
          multiply(above, matrix, transposeRight: true, alpha: 1e-6, beta: 0, into: &results[inputs, default: none])
        }
      }
    }
  }
}
