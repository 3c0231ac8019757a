internal import ExperimentFiles

/// What a command line says of a comparison, as text; ``settings()`` makes the settings of it.
package struct ComparisonChoices: Sendable {
  package var learning: LearningChoices
  package var chips = 5
  package var arms: String?
  package var rates = "0.5,1,2"

  package init(learning: LearningChoices) { self.learning = learning }

  /// - Throws: ``ExperimentFileError`` naming the option, its value and what is allowed; `YAMLError` and `ExperimentError` for
  ///   `--set`.
  package func settings() throws -> ComparisonSettings {
    var settings = ComparisonSettings()
    try learning.apply(to: &settings.base)
    for path in Self.reserved where settings.base.entries.contains(where: { $0.path == path && $0.origin == .option }) {
      throw ExperimentError.reserved(path: path, remedy: "see --arms, --chips and --rates")
    }
    guard (1...10_000).contains(chips) else {
      throw ExperimentFileError.outOfRange(option: "--chips", value: "\(chips)", allowed: "1...10000")
    }
    settings.chips = chips
    guard settings.base[DataFields.validation] > 0 else {
      throw ExperimentFileError.outOfRange(option: "--validation", value: "0", allowed: "1 and more")
    }
    if let arms {
      let names = LearnerName.allCases.map(\.rawValue).joined(separator: ", ")
      settings.arms = try list(arms, "--arms", allowed: names) { LearnerName(rawValue: $0) }
    }
    settings.rateFactors = try list(rates, "--rates", allowed: "numbers above 0, such as 0.5,1,2") {
      Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
    return settings
  }

  /// Fields that every run of a comparison has its own values of.
  private static let reserved = [
    LearnerFields.name.path, LearnerFields.rate.path, LearnerFields.rateSearch.path, ChipFields.serial.path,
    CopyFields.recipients.path,
  ]

  private func list<Value: Hashable>(
    _ text: String, _ option: String, allowed: String, _ parse: (String) -> Value?
  ) throws -> [Value] {
    var values: [Value] = []
    for part in text.split(separator: ",") {
      guard let value = parse(String(part)), !values.contains(value) else {
        throw ExperimentFileError.outOfRange(option: option, value: String(part), allowed: allowed + ", each once")
      }
      values.append(value)
    }
    guard !values.isEmpty else { throw ExperimentFileError.outOfRange(option: option, value: text, allowed: allowed) }
    return values
  }
}
