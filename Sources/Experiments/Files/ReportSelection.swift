internal import StrictYAML

/// What an experiment's file wants its report to show.
struct ReportSelection: Sendable, Equatable {
  /// Empty: all.
  let metrics: [StudyMetric]
  /// In the order in which they shall stand; empty: those of the study.
  let figures: [ReportFigure]

  /// Reads `metrics:` and `report:` of a file.
  init(_ root: YAMLMapping) throws(YAMLError) {
    metrics = try root.optional("metrics") { (value: YAMLValue) throws(YAMLError) in
      var metrics: [StudyMetric] = []
      for item in try value.list(count: 1...100) { metrics.append(try item.choice(of: StudyMetric.self)) }
      return metrics
    } ?? []
    figures = try root.optional("report") { (value: YAMLValue) throws(YAMLError) in
      var figures: [ReportFigure] = []
      for item in try value.list(count: 1...100) { figures.append(try item.choice(of: ReportFigure.self)) }
      return figures
    } ?? []
  }

  /// Reads them from the text of a file, whatever else stands in it.
  init(fileText: String) throws(YAMLError) {
    try self.init(YAMLDocument(text: fileText, file: "experiment file").root)
  }

  /// Whether a recorded metric is shown.
  func shows(_ metric: String) -> Bool { metrics.isEmpty || metrics.contains { $0.covers(metric) } }

  /// The place of a figure; nil when it is not shown.
  func place(of figure: ReportFigure) -> Int? { figures.isEmpty ? 0 : figures.firstIndex(of: figure) }
}
