internal import ExperimentFiles
internal import Experiments
internal import Reports
internal import RunStore

extension ExperimentReport {
  /// What must be known of the chips that were compared: cells that are alike for good, spread that is assumed.
  func chips() -> Part? {
    let paths = [ChipFields.card.path, VariationFields.assumedStep.path, VariationFields.assumedBounds.path]
    var notices: [String] = []
    // A card is a file, and there may be 100,000 runs: each kind of chip once.
    var seen: Set<[String]> = []
    for run in groups.runs {
      let kind = paths.map { run.parameters[$0] ?? "" }
      guard seen.insert(kind).inserted else { continue }
      let notice = ChipNotices.comparison(
        card: kind[0], assumedStep: Double(kind[1]) ?? 0, assumedBounds: Double(kind[2]) ?? 0)
      if let notice, !notices.contains(notice) { notices.append(notice) }
    }
    guard !notices.isEmpty else { return nil }
    var table = Table(caption: "To be known when these chips are compared.", columns: ["note"])
    for notice in notices { table.append([.text(notice)]) }
    return Part(heading: "Chips", tables: [table])
  }
}
