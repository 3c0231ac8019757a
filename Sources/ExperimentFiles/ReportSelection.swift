package import StrictYAML
internal import Units

/// What an experiment's file wants its report to show.
package struct ReportSelection: Sendable, Equatable {
  /// Empty: all.
  package let metrics: [Metric]
  /// Names, in the order in which they shall stand; empty: those of the experiment.
  package let figures: [String]

  /// Reads `metrics:` and `report:` of a file.
  /// - Parameter known: the names of all figures, which the room of the reports has; nil takes any.
  package init(_ root: YAMLMapping, figures known: [String]? = nil) throws(YAMLError) {
    metrics =
      try root.optional("metrics") { (value: YAMLValue) throws(YAMLError) in
        var metrics: [Metric] = []
        for item in try value.list(count: 1...100) { metrics.append(try item.choice(of: Metric.self)) }
        return metrics
      } ?? []
    figures =
      try root.optional("report") { (value: YAMLValue) throws(YAMLError) in
        var figures: [String] = []
        for item in try value.list(count: 1...100) {
          let name = try item.string()
          if let known, !known.contains(name) {
            let hint = nearest(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw item.outside(shown(name), allowed: known.joined(separator: ", ") + hint)
          }
          figures.append(name)
        }
        return figures
      } ?? []
  }

  /// Reads them from the text of a file, whatever else stands in it.
  package init(
    fileText: String, file: String = "experiment file", figures known: [String]? = nil
  ) throws(YAMLError) {
    try self.init(YAMLDocument(text: fileText, file: file).root, figures: known)
  }

  /// Whether a recorded metric is shown.
  package func shows(_ metric: String) -> Bool { metrics.isEmpty || metrics.contains { $0.covers(metric) } }

  /// The place of a figure; nil when it is not shown.
  package func place(of figure: String) -> Int? { figures.isEmpty ? 0 : figures.firstIndex(of: figure) }
}
