package import ExperimentFiles

/// A figure that a report may show.
package struct ReportFigure: Sendable, Equatable {
  /// What `report:` of an experiment's file calls it.
  package let name: String
  /// What it shows, in a few words.
  package let meaning: String

  init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

/// A section that a report may have.
struct ReportSection: Sendable {
  /// What it may show; none: tables alone.
  let figures: [ReportFigure]
  /// Nil where the runs have nothing for it.
  let part: @Sendable (ExperimentReport) throws -> ExperimentReport.Part?

  init(_ figures: ReportFigure..., part: @escaping @Sendable (ExperimentReport) throws -> ExperimentReport.Part?) {
    self.figures = figures
    self.part = part
  }
}

/// Every section that a report may have. Nothing else lists them: what `report:` takes, the reference and the order of
/// a report's sections are made from this.
package enum ReportTable {
  /// All sections, in the order in which they stand.
  static let sections = [
    ReportSection(.errorByLearner) { $0.errorsByLearner() },
    ReportSection(.errorAgainstSweep) { try $0.errorsAgainstSweep() },
    ReportSection(.learningCurves) { $0.curves() },
    ReportSection(.goodness) { try $0.goodness() },
    ReportSection(.goodnessByClass, .receptiveFields) { try $0.layersLearned() },
    ReportSection(.copyMatrix, .layerCorrelation) { $0.copies() },
    ReportSection(.mortality) { $0.mortality() },
    ReportSection(.halfDose) { try $0.halfDoses() },
    ReportSection { $0.twoDoses() },
    ReportSection(.lifetimes) { $0.lifetimes() },
    ReportSection(.mortality) { $0.copiesAgainstSweep() },
    ReportSection(.chain) { $0.chain() },
    ReportSection(.ageing) { $0.ageing() },
    ReportSection(.temperature) { $0.temperature() },
    ReportSection(.endurance) { $0.endurance() },
    ReportSection(.reincarnation) { $0.revival() },
    ReportSection(.resurrection) { $0.resurrection() },
    ReportSection(.theft) { $0.theft() },
    ReportSection(.budgets) { $0.budgets() },
    ReportSection(.energy) { $0.energy() },
    ReportSection(.weightMaps) { try $0.weightMaps() },
    ReportSection { $0.chosenMetrics() },
    ReportSection { try $0.tests() },
    ReportSection { $0.chips() },
  ]

  /// All figures, each once.
  package static let figures: [ReportFigure] = {
    var figures: [ReportFigure] = []
    for figure in sections.flatMap(\.figures) where !figures.contains(figure) { figures.append(figure) }
    return figures
  }()

  /// Makes sure that there are the figures that an experiment's file asks for.
  /// - Throws: `YAMLError` with the place of a name that is none.
  package static func check(_ file: ExperimentFile) throws {
    _ = try ReportSelection(fileText: file.text, file: file.file, figures: figures.map(\.name))
  }
}
