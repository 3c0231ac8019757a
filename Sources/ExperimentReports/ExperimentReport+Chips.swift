internal import ExperimentFiles
internal import Experiments
internal import Reports
internal import RunStore

extension ExperimentReport {
  /// What must be known of the chips that were compared: cells that are alike for good, spread that is assumed.
  func chips() -> Part? {
    var notices: [String] = []
    for run in groups.runs {
      guard let card = run.parameters[ChipFields.card.path] else { continue }
      func number(_ path: String) -> Double { run.parameters[path].flatMap { Double($0) } ?? 0 }
      let notice = ChipNotices.comparison(
        card: card, assumedStep: number(VariationFields.assumedStep.path),
        assumedBounds: number(VariationFields.assumedBounds.path))
      if let notice, !notices.contains(notice) { notices.append(notice) }
    }
    guard !notices.isEmpty else { return nil }
    var table = Table(caption: "To be known when these chips are compared.", columns: ["note"])
    for notice in notices { table.append([.text(notice)]) }
    return Part(heading: "Chips", tables: [table])
  }
}
