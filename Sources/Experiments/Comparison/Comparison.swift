package import ExperimentFiles
internal import Learning
internal import RunStore

/// All arms on all chips: `mortal compare`. Every arm on every chip is a run as experiments have them.
package struct Comparison: Sendable {
  package let settings: ComparisonSettings
  package let data: RunData
  let configurations: [ResolvedConfiguration]
  /// Copies are compared with home and with the arm `readout-only`.
  private let runner = ExperimentRunner(measuresFloors: false)

  /// Reads data and card.
  /// - Throws: `DatasetError`, `DeviceModelsError`, `ExperimentError`.
  package init(_ settings: ComparisonSettings) throws {
    self.settings = settings
    configurations = try settings.configurations()
    for configuration in configurations { try ExperimentRunner.check(configuration) }
    data = try runner.shared.data(settings.base)
  }

  /// Runs every arm on every chip, `jobs` runs at a time. The numbers do not depend on `jobs`.
  ///
  /// - Parameter progress: told what is being done, from any thread.
  /// - Returns: outcomes in the order arm, chip.
  /// - Throws: the first error of any run; ``CrossbarError/notTrainable(card:cardsThatAre:)`` when arms that learn in
  ///   situ are asked of a card that cannot.
  package func run(jobs: Int, progress: @escaping @Sendable (ComparisonProgress) -> Void) throws -> [ArmOutcome] {
    // The choices of rates first, one an arm, so that no two runs wait for the same.
    var searched: Set<String> = []
    let searches = configurations.filter {
      !$0[LearnerFields.rateSearch].isEmpty && searched.insert($0.rateSearch.canonicalText).inserted
    }
    _ = try searches.parallelMap(jobs: jobs) { configuration in
      progress(.searching(configuration[LearnerFields.name]))
      _ = try ExperimentRun(configuration, shared: runner.shared, context: RunContext())
    }
    return try Array(configurations.enumerated()).parallelMap(jobs: jobs) { place, configuration in
      let arm = configuration[LearnerFields.name]
      let serial = configuration[ChipFields.serial]
      let context = RunContext(onProgress: { progress(.run(place, arm, chip: serial, share: $0)) })
      let found = try runner.measure(configuration, context)
      context.report(progress: 1)
      return ArmOutcome(configuration, found)
    }
  }
}

/// What a comparison is doing.
package enum ComparisonProgress: Sendable {
  /// An arm's learning rate.
  case searching(LearnerName)
  /// A run, by its place among all, and how much of it is done.
  case run(Int, LearnerName, chip: Int, share: Double)
}
