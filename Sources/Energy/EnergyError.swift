/// Why energies cannot be named.
package enum EnergyError: Error, Equatable, CustomStringConvertible {
  /// No folder with technologies was found.
  case noLibrary(searched: [String])
  case unknownTechnology(name: String, known: [String])
  /// A technology does not say an energy that is needed.
  case missingNumber(technology: String, number: String, technologiesThatHaveIt: [String])
  /// A card does not say what a pulse costs.
  case noPulseVoltages(card: String, cardsThatHaveThem: [String])
  /// Converters without bits are no hardware.
  case idealConverters(field: String)
  /// Runs without counts.
  case noCounts(path: String)
  case outOfRange(option: String, value: String, allowed: String)

  package var description: String {
    switch self {
    case .noLibrary(let searched):
      "no folder 'Energy' with technologies; searched \(searched.joined(separator: ", ")). Run the program in its package, "
        + "or name the folder in MORTAL_ENERGY"
    case .unknownTechnology(let name, let known):
      "technology '\(name)': not among \(known.joined(separator: ", ")); give one of these or the path of a .yaml file"
    case .missingNumber(let technology, let number, let others):
      "technology '\(technology)' does not say \(number); those that do: "
        + (others.isEmpty ? "none" : others.joined(separator: ", "))
    case .noPulseVoltages(let card, let others):
      "card '\(card)' does not say with which voltages its cells are written, so that its pulses have no energy; cards that "
        + "do: \(others.joined(separator: ", ")). Choose one of these, or assume an energy with --pulse-energy '1 pJ'"
    case .idealConverters(let field):
      "\(field): none, and ideal converters have no energy; give them bits, such as --set \(field)=8"
    case .noCounts(let path):
      "\(path): no run kept counts of what it did; runs made by an earlier version have none, run the experiment again"
    case .outOfRange(let option, let value, let allowed): "\(option): \(value) is outside \(allowed)"
    }
  }
}
