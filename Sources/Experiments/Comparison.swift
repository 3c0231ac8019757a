internal import Crossbar
internal import DeviceModels
package import ExperimentFiles
internal import StrictYAML

/// The experiment of `mortal compare`: learners side by side on the same chips, and their weights carried to others.
///
/// It is an experiment like any other: ``file()`` makes the file that `mortal run` would take, and the same runner, store
/// and report serve both.
package struct Comparison: Sendable {
  /// Data, net, training and kind of chip: what all runs have in common.
  package var settings: CommandSettings
  /// Serial numbers of the chips that learn are 1…chips. Chip n learns with the seed of the settings + n, so that each
  /// has its own order of data and noise, and its weights are also copied to chip n + 1,000,000.
  package var chips = 5
  /// Names separated by commas.
  package var arms = Self.usualArms.map(\.rawValue).joined(separator: ",")
  /// Factors of each learner's own rate that are tried, separated by commas; one alone skips the search.
  package var rates = "0.5,1,2"
  package var name = "compare"

  package init(_ settings: CommandSettings) { self.settings = settings }

  package static let usualArms: [LearnerName] = [
    .ffDigital, .bpDigital, .ffInSitu, .bpExact, .bpNominal, .bpOffline, .bpHardwareAware, .ffOffline, .readoutOnly,
  ]

  /// The comparison that the demonstration shows, small enough for minutes on two cores: five chips, three hidden layers
  /// of 250 units, 10 epochs of 5000 training images, learning rates at their defaults.
  package static func demonstration(data: String, seed: Int) -> Comparison {
    let settings = CommandSettings([
      ConfigurationOption("--data", DataFields.source.path, data),
      ConfigurationOption("--train", DataFields.train.path, "5000"),
      ConfigurationOption("--validation", DataFields.validation.path, "500"),
      ConfigurationOption("--test", DataFields.test.path, "1000"),
      ConfigurationOption("--hidden", NetworkFields.hidden.path, "250,250,250"),
      ConfigurationOption("--epochs", LearnerFields.epochs.path, "10"),
      ConfigurationOption("--seed", [NetworkFields.seed.path, DataFields.seed.path], "\(seed)"),
    ])
    var comparison = Comparison(settings)
    comparison.rates = "1"
    comparison.name = "demo"
    return comparison
  }

  /// The factors as numbers.
  /// - Throws: ``ExperimentFileError/outOfRange(option:value:allowed:)``.
  package func rateFactors() throws -> [Double] {
    try list(rates, "--rates", allowed: "numbers above 0, such as 0.5,1,2") {
      Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
  }

  /// The learners in their order.
  /// - Throws: ``ExperimentFileError/outOfRange(option:value:allowed:)``.
  package func learners() throws -> [LearnerName] {
    try list(arms, "--arms", allowed: LearnerName.allCases.map(\.rawValue).joined(separator: ", ")) {
      LearnerName(rawValue: $0)
    }
  }

  /// The experiment as a file: what `mortal run` takes.
  /// - Throws: ``ExperimentFileError`` naming the option, its value and what is allowed; ``ExperimentError/reserved(path:remedy:)``
  ///   for fields that every run has its own value of; `CrossbarError.notTrainable` for a card without pulses and
  ///   learners that learn on the chip; what reading the card throws.
  package func file() throws -> ExperimentFile {
    let base = try ResolvedConfiguration(settings)
    for path in Self.reserved where base.entries.contains(where: { $0.path == path && $0.origin == .option }) {
      throw ExperimentError.reserved(path: path, remedy: "see --arms, --chips and --rates")
    }
    guard (1...10_000).contains(chips) else {
      throw ExperimentFileError.outOfRange(option: "--chips", value: "\(chips)", allowed: "1...10000")
    }
    guard base[DataFields.validation] > 0 else {
      throw ExperimentFileError.outOfRange(option: "--validation", value: "0", allowed: "1 and more")
    }
    let (learners, factors) = (try learners(), try rateFactors())
    let card = try DeviceLibrary.card(base[ChipFields.card])
    if card.pulse == nil, learners.contains(where: \.isInSitu) {
      let others = (try? DeviceLibrary.find().cards())?.filter { $0.pulse != nil }.map(\.id) ?? []
      throw CrossbarError.notTrainable(card: card.id, cardsThatAre: others)
    }
    var text = """
      name: \(name)
      question: How well does each learner do on the same chips, and what is left of it on another chip?
      \(base.yaml(all: false))
      copy.measuresFloor: false
      learners:

      """
    for learner in learners { text += "  - \(arm(learner, factors, base))\n" }
    let serials = 1...chips
    func row(_ value: (Int) -> String) -> String { "[" + serials.map(value).joined(separator: ", ") + "]" }
    text += """
      sweep:
        zip:
          - chips: \(row { "\($0)" })
            seeds: \(row { "\(base[NetworkFields.seed] + $0)" })
            copy.recipients: \(row { "[\($0 + 1_000_000)]" })

      """
    return try ExperimentFile(document: YAMLDocument(text: text, file: name))
  }

  private func arm(_ learner: LearnerName, _ factors: [Double], _ base: ResolvedConfiguration) -> String {
    let usual = learner.defaultRate(writing: base[ChipFields.write])
    var fields = ["name: \(learner.rawValue)"]
    if factors.count > 1, learner != .readoutOnly {
      fields.append("rateSearch: [" + factors.map { "\($0 * usual)" }.joined(separator: ", ") + "]")
    } else {
      fields.append("rate: \(learner == .readoutOnly ? usual : usual * (factors.first ?? 1))")
    }
    if !learner.hasChip { fields.append("copy.recipients: []") }
    return "{" + (fields + ["label: \(learner.rawValue)"]).joined(separator: ", ") + "}"
  }

  /// Fields that every run of a comparison has its own values of.
  private static let reserved = [
    LearnerFields.name.path, LearnerFields.rate.path, LearnerFields.rateSearch.path, ChipFields.serial.path,
    CopyFields.recipients.path, CopyFields.measuresFloor.path,
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
