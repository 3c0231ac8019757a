internal import ExperimentFiles
internal import Reports
internal import RunStore

extension ExperimentReport {
  /// A section of the report before it is drawn.
  struct Part {
    var heading: String
    var paragraphs: [String] = []
    var figures: [Drawing] = []
    var tables: [Table] = []
    /// Goes into the answer at the head of the page.
    var finding: String?
  }

  /// A figure with its caption.
  struct Drawing {
    let kind: ReportFigure
    /// Of its files.
    let name: String
    let figure: any Figure
    let caption: String
    /// Printed width in millimetres.
    let width: Double

    init(_ kind: ReportFigure, _ name: String, _ figure: any Figure, _ caption: String, width: Double = 85) {
      self.kind = kind
      self.name = name
      self.figure = figure
      self.caption = caption
      self.width = width
    }
  }

  /// All sections with what the file asks for: its figures in its order, tables without empty columns.
  func parts() throws -> [Part] {
    let selection = results.selection
    let parts = try ReportTable.sections.compactMap { try $0.part(self) }.map { part -> Part in
      var part = part
      part.figures = part.figures.filter { selection.place(of: $0.kind.name) != nil }
      part.figures = Self.sorted(part.figures) { selection.place(of: $0.kind.name) ?? 0 }
      part.tables = part.tables.map { $0.withoutEmptyColumns() }.filter { !$0.rows.isEmpty }
      return part
    }.filter { !$0.figures.isEmpty || !$0.tables.isEmpty }
    guard !selection.figures.isEmpty else { return parts }
    return Self.sorted(parts) { part in
      part.figures.compactMap { selection.place(of: $0.kind.name) }.min() ?? selection.figures.count
    }
  }

  /// Sorted by a place; what has the same place keeps its order.
  private static func sorted<T>(_ items: [T], by place: (T) -> Int) -> [T] {
    items.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
  }

  /// The metrics that the file names, where they are single numbers: a column each.
  func chosenMetrics() -> Part? {
    let names = RunGroups.unique(groups.runs.flatMap { run in run.metrics.filter { $0.step == 0 }.map(\.name) })
      .filter { name in results.selection.metrics.contains { $0.covers(name) } }
    guard !names.isEmpty else { return nil }
    var table = Table(
      caption: "The metrics that the file names; mean over chips and 95 % bootstrap interval, swept fields at rest.",
      columns: ["learner"] + names + ["n"])
    for learner in groups.learners {
      let runs = groups.runs(learner)
      table.append(
        [.text(learner)] + names.map { name in cell(runs.compactMap { $0.metric(name) }, scale: 1, decimals: nil) }
          + [.count(runs.count)])
    }
    return Part(heading: "Metrics", tables: [table])
  }
}
