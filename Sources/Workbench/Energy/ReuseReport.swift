internal import Energy
internal import Learning
internal import Matrices
internal import Randomness
package import Reports
internal import Substrate

/// What `mortal energy reuse` prints: average reuse distances of learners, from traces of the learners at work.
package struct ReuseReport: Sendable {
  private let learners: [LearnerDescription]
  private let task: LearningTask
  private let batch: Int
  private let batches: Int

  /// - Throws: `WorkbenchError`-like `EnergyError.outOfRange` for names and sizes that cannot be.
  package init(learners: String, features: Int, hidden: [Int], batch: Int, batches: Int) throws {
    for (option, value, allowed) in [
      ("--features", features, 10...4_096), ("--batch", batch, 1...1_000), ("--batches", batches, 1...100),
    ] where !allowed.contains(value) {
      throw EnergyError.outOfRange(option: option, value: "\(value)", allowed: "\(allowed)")
    }
    guard !hidden.isEmpty, hidden.allSatisfy({ (10...4_096).contains($0) }) else {
      throw EnergyError.outOfRange(option: "--hidden", value: "\(hidden)", allowed: "10...4096 units each")
    }
    self.learners = try learners.split(separator: ",").map { name in
      guard let found = LearnerTable[String(name)], found.place == .digital else {
        throw EnergyError.outOfRange(
          option: "--learners", value: String(name),
          allowed: LearnerTable.all.filter { $0.place == .digital }.map(\.name).joined(separator: ", "))
      }
      return found
    }
    task = LearningTask(features: features, classes: 10, hidden: hidden)
    (self.batch, self.batches) = (batch, batches)
  }

  private struct Surroundings: LearnerSurroundings {
    let task: LearningTask
    let training: TrainingChoices
    let values = LearnerValues()
    let key = StreamKey(seed: 1)
    let initialWeights: [Matrix]
    let trace: ReuseTrace

    func layers(_ kind: LayerKind) throws -> [any BlackBox] {
      initialWeights.enumerated().map { TracedLayer($1, name: "weights \($0)", trace: trace) }
    }
  }

  /// A row a learner.
  /// - Throws: `LearningError`.
  package func table() throws -> Table {
    let shape = ([task.features] + task.hidden).map(String.init).joined(separator: "-")
    var table = Table(
      caption: "Average reuse distance: numbers touched between the write of a buffer and its read, weighed by size. "
        + "\(batches) batches of \(batch), layers \(shape) (backpropagation with an output layer of 10 behind them).",
      columns: ["learner", "numbers read", "average reuse distance", "to the first"])
    var first: Double?
    for learner in learners {
      let trace = ReuseTrace()
      let around = Surroundings(
        task: task, training: TrainingChoices(epochs: 1, batchSize: batch, rate: Float(learner.rule.rate)),
        initialWeights: try learner.rule.plan(task, LearnerValues()).initialWeights(key: StreamKey(seed: 2)),
        trace: trace)
      var net = try learner.make(around)
      let count = batch * batches
      let key = StreamKey(seed: 3)
      let images = Matrix(rows: count, columns: task.features, elements: key.uniforms(count * task.features))
      let labels = key.child("labels").uniforms(count).map { Int($0 * 10) }
      _ = net.trainEpoch(try Examples(images: images, labels: labels, classes: 10), epoch: 1)
      let distance = trace.averageDistance
      table.append([
        .text(learner.name), .number(trace.numbersRead), .number(distance, decimals: 0),
        .number(distance / (first ?? distance), decimals: 2),
      ])
      if first == nil { first = distance }
    }
    return table
  }
}
