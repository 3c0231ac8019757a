internal import ExperimentFiles
internal import Learning
internal import Matrices

/// What a run holds in memory, found before any of it is made.
enum MemoryPlan {
  /// Bytes of a weight: as it was drawn, as it is learned with its running mean, and, on a chip, its two cells with what
  /// they remember, their views and the digital sums of changes.
  private static let digitalBytes = 16.0
  private static let chipBytes = 72.0

  /// - Parameter runs: at the same time.
  /// - Throws: `MemoryShortage` naming the net; what planning the net throws.
  static func require(_ configuration: ResolvedConfiguration, task: LearningTask, runs: Int = 1) throws {
    let name = configuration[LearnerFields.name]
    let plan = try name.description.rule.plan(task, configuration.learnerValues)
    let weights = plan.layers.reduce(0.0) { $0 + Double($1.inputs) * Double($1.outputs) }
    let cells = name.hasChip ? chipBytes * Double(configuration[ChipFields.cellsPerWeight]) : 0
    let hidden = configuration[NetworkFields.hidden].map(String.init).joined(separator: ",")
    let batch = min(Double(configuration[LearnerFields.batch]), Double(configuration[DataFields.train]))
    let activities = 16 * batch * Double(plan.layers.map(\.outputs).max() ?? 0)
    try MachineMemory.require(
      Double(runs) * (weights * (digitalBytes + cells) + activities),
      for: "network.hidden=\(hidden) with \(name.rawValue)" + (runs > 1 ? ", \(runs) runs at a time" : ""))
  }
}
