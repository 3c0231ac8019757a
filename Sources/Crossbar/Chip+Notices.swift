internal import DeviceModels
public import Units
internal import Wires

extension Chip {
  /// What who uses this chip should know of it: an old name of its card, a temperature that its cells do not know, spread
  /// that is assumed. One sentence each.
  public var notices: [String] {
    [card.renamingNote, temperatureNotice(configuration.temperature), assumedSpreadNotice, assumedDisturbNotice]
      .compactMap { $0 }
  }

  /// What a comparison of chips of this card must say: that cells are alike, or that they differ by what was assumed.
  public var comparisonNotice: String? { assumedSpreadNotice ?? identicalCellsNotice }

  /// What does and what does not react to a temperature, for cards that say nothing of it; nil at 300 K and for cards that
  /// do.
  public func temperatureNotice(_ temperature: Kelvin) -> String? {
    guard temperature.value != 300, card.temperature == nil, card.technology != .ideal else { return nil }
    var react: [String] = []
    if configuration.readNoise, configuration.thermalNoise { react.append("thermal and shot noise") }
    if !configuration.wires.isIdeal { react.append("the resistance of the wires") }
    return "card '\(card.id)' says nothing of temperature: at \(temperature) "
      + (react.isEmpty
        ? "nothing reacts" : "only \(react.joined(separator: " and ")) react\(react.count > 1 ? "" : "s")")
  }

  /// That all working cells of a chip of this card are alike, with the remedy; nil where they differ.
  public var identicalCellsNotice: String? {
    guard !card.cellsDiffer, card.technology != .ideal, assumedSpreadNotice == nil else { return nil }
    let remedy =
      card.pulse == nil
      ? "" : "; chip.variation.assumedStep and assumedBounds give them a spread that is marked as assumed"
    return
      "card '\(card.id)' gives no spread from cell to cell: the working cells of its chips are alike for good, and chips "
      + "differ by their converters, stuck cells and die-wide factors only" + remedy
  }

  private var assumedSpreadNotice: String? {
    let variation = configuration.variation
    guard variation.assumedStep > 0 || variation.assumedBounds > 0 else { return nil }
    return "the spread from cell to cell is assumed, not published for card '\(card.id)': write steps "
      + "\(percent(variation.assumedStep)), ends of the window \(percent(variation.assumedBounds))"
  }

  private var assumedDisturbNotice: String? {
    let settings = configuration.disturb
    guard settings.scheme != .none, settings.step ?? settings.read != nil else { return nil }
    let parts = [
      settings.step.map { "\($0) of a step for a cell that a pulse selects in part" },
      settings.read.map { "\($0) of one for a read at full scale" },
    ].compactMap { $0 }
    return "disturbed steps are assumed, not published for card '\(card.id)': " + parts.joined(separator: ", ")
  }

  private func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths)) %" : "\(tenths) %"
  }
}
