package import ExperimentFiles
internal import Learning

/// Learners that can have no net as they are set, whatever they learn from: their runs would fail, each by itself.
package enum PlanNotices {
  /// What data may look like, before any are read; a learner that can plan a net for one of these is left to its run.
  private static let shapes = [
    ImageShape(height: 28, width: 28), ImageShape(height: 14, width: 14),
    ImageShape(height: 32, width: 32, channels: 3),
  ]

  /// One sentence for each learner and reason, in the order of the runs.
  package static func of(_ configurations: [ResolvedConfiguration]) -> [String] {
    var notices: [String] = []
    var known: Set<[ConfigurationValue]> = []
    for configuration in configurations {
      let asked = configuration.entries.filter { $0.path.hasPrefix("learner.") || $0.path.hasPrefix("network.") }
      guard known.insert(asked.map(\.value)).inserted, let reason = reason(configuration) else { continue }
      let notice = "\(configuration[LearnerFields.name].rawValue) cannot run: \(reason)"
      if !notices.contains(notice) { notices.append(notice) }
    }
    return notices
  }

  /// Why no net can be planned, nil where one can be.
  private static func reason(_ configuration: ResolvedConfiguration) -> String? {
    let rule = configuration[LearnerFields.name].description.rule
    var reason: String?
    for shape in shapes {
      let task = LearningTask(
        features: shape.pixels, image: shape, classes: 2, hidden: configuration[NetworkFields.hidden])
      do {
        _ = try rule.plan(task, configuration.learnerValues)
        return nil
      } catch { reason = reason ?? "\(error)" }
    }
    return reason
  }
}
