internal import Crossbar

/// What a command line says of a comparison, as text; ``settings()`` makes the settings of it.
public struct ComparisonChoices: Sendable {
  public var chip: ChipSettings
  public var card = "ecram-li2018"
  public var chips = 5
  public var hidden = "500,500,500"
  public var epochs = 10
  public var arms: String?
  public var write = "mixedPrecision"
  public var rates = "0.5,1,2"
  public var weightRange: Float = 4
  public var seed: UInt64 = 1

  public init(chip: ChipSettings) { self.chip = chip }

  /// - Throws: ``SettingError`` naming the option, its value and what is allowed.
  public func settings() throws -> ComparisonSettings {
    var configuration = try chip.configuration()
    guard let policy = WritePolicy(rawValue: write) else {
      throw SettingError.outOfRange(
        option: "--write", value: write, allowed: WritePolicy.allCases.map(\.rawValue).joined(separator: ", "))
    }
    configuration.writePolicy = policy
    var settings = ComparisonSettings(chip: configuration)
    settings.card = card
    settings.chips = try positive(chips, "--chips")
    settings.epochs = try positive(epochs, "--epochs")
    settings.hidden = try list(hidden, "--hidden", allowed: "whole numbers from 2 on, such as 500,500") { Int($0) }
    if let small = settings.hidden.first(where: { $0 < 2 }) {
      throw SettingError.outOfRange(option: "--hidden", value: "\(small)", allowed: "2 units and more")
    }
    if let arms {
      let names = Arm.allCases.map(\.rawValue).joined(separator: ", ")
      settings.arms = try list(arms, "--arms", allowed: names) { Arm(rawValue: $0) }
    }
    settings.rateFactors = try list(rates, "--rates", allowed: "numbers above 0, such as 0.5,1,2") {
      Float($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
    guard weightRange > 0, weightRange.isFinite else {
      throw SettingError.outOfRange(option: "--weight-range", value: "\(weightRange)", allowed: "above 0")
    }
    settings.weightRange = weightRange
    settings.seed = seed
    return settings
  }

  private func positive(_ value: Int, _ option: String) throws -> Int {
    guard value >= 1 else { throw SettingError.outOfRange(option: option, value: "\(value)", allowed: "1 and more") }
    return value
  }

  private func list<Value>(
    _ text: String, _ option: String, allowed: String, _ parse: (String) -> Value?
  ) throws -> [Value] {
    let values = try text.split(separator: ",").map { part -> Value in
      guard let value = parse(String(part)) else {
        throw SettingError.outOfRange(option: option, value: String(part), allowed: allowed)
      }
      return value
    }
    guard !values.isEmpty else { throw SettingError.outOfRange(option: option, value: text, allowed: allowed) }
    return values
  }
}
