package import StrictYAML

/// What an experiment's file wants its report to show.
package struct ReportSelection: Sendable, Equatable {
  /// Empty: all.
  package let metrics: [Metric]
  /// In the order in which they shall stand; empty: those of the experiment.
  package let figures: [ReportFigure]

  /// Reads `metrics:` and `report:` of a file.
  package init(_ root: YAMLMapping) throws(YAMLError) {
    metrics =
      try root.optional("metrics") { (value: YAMLValue) throws(YAMLError) in
        var metrics: [Metric] = []
        for item in try value.list(count: 1...100) { metrics.append(try item.choice(of: Metric.self)) }
        return metrics
      } ?? []
    figures =
      try root.optional("report") { (value: YAMLValue) throws(YAMLError) in
        var figures: [ReportFigure] = []
        for item in try value.list(count: 1...100) { figures.append(try item.choice(of: ReportFigure.self)) }
        return figures
      } ?? []
  }

  /// Reads them from the text of a file, whatever else stands in it.
  package init(fileText: String) throws(YAMLError) {
    try self.init(YAMLDocument(text: fileText, file: "experiment file").root)
  }

  /// Whether a recorded metric is shown.
  package func shows(_ metric: String) -> Bool { metrics.isEmpty || metrics.contains { $0.covers(metric) } }

  /// The place of a figure; nil when it is not shown.
  package func place(of figure: ReportFigure) -> Int? { figures.isEmpty ? 0 : figures.firstIndex(of: figure) }
}
