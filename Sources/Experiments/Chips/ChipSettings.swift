public import Crossbar
internal import DeviceModels
internal import Periphery
internal import Randomness
internal import Units
internal import Wires

/// What a command line says of a chip, as text; ``chip()`` makes the chip of it.
public struct ChipSettings: Sendable {
  /// Name of a shipped card, or path of a card file.
  public var card = "ideal"
  public var serial = 1
  public var seed: UInt64 = 1
  /// Bits of the converters, `1`…`16` or `none`.
  public var dacBits = "8"
  public var adcBits = "8"
  /// Largest input and largest output current that convert; nil: calibrated.
  public var dacFullScale: Double?
  public var adcFullScale: Double?
  /// `ROWSxCOLUMNS`.
  public var tile = "128x128"
  /// Time since programming, such as `1d`; nil at the card's reference time.
  public var at: String?
  public var temperature = "300K"
  public var mapping: String?
  /// Resistance of a wire segment between two cells, such as `2.97 Ohm`.
  public var wordResistance: String?
  public var bitResistance: String?
  /// Technology node whose wire resistances are taken, such as `22nm`.
  public var node: String?
  /// Neither read noise nor converter noise.
  public var noNoise = false
  /// Random telegraph noise, for cards that have it.
  public var telegraph = false
  public var threads = 1

  public init() {}

  /// The chip's configuration.
  /// - Throws: ``SettingError`` or a parsing error naming the option, its value and what is allowed.
  public func configuration() throws -> ChipConfiguration {
    var configuration = ChipConfiguration()
    configuration.tile = try TileShape(parsing: tile)
    configuration.dac.bits = try bits(dacBits, option: "--dac-bits")
    if try bits(adcBits, option: "--adc-bits") == nil {
      // Without bits an LSB has no size, and a converter's errors none to be counted in.
      configuration.adc = ConverterSpecification(bits: nil)
    } else {
      configuration.adc.bits = try bits(adcBits, option: "--adc-bits")
    }
    if let dacFullScale { configuration.dac.fullScale = .value(try positive(dacFullScale, "--dac-full-scale")) }
    if let adcFullScale { configuration.adc.fullScale = .value(try positive(adcFullScale, "--adc-full-scale")) }
    if let at {
      let age = try quantity(at, Seconds.self, "--at")
      guard age.value >= 0 else { throw SettingError.outOfRange(option: "--at", value: at, allowed: "0 s and more") }
      configuration.age = age
    }
    configuration.temperature = try quantity(temperature, Kelvin.self, "--temperature")
    if let mapping {
      guard let chosen = WeightMapping(rawValue: mapping) else {
        throw SettingError.outOfRange(
          option: "--mapping", value: mapping,
          allowed: WeightMapping.allCases.map(\.rawValue).joined(separator: ", "))
      }
      configuration.mapping = chosen
    }
    configuration.wires = try wires()
    configuration.telegraphNoise = telegraph
    configuration.threads = threads
    if noNoise {
      configuration.readNoise = false
      configuration.adc.noise = 0
    }
    return configuration
  }

  /// The chip these settings name.
  /// - Throws: as ``configuration()``, and what reading the card throws.
  public func chip() throws -> Chip {
    Chip(
      card: try DeviceLibrary.card(card), serial: serial, configuration: try configuration(),
      run: StreamKey(seed: seed))
  }

  private func bits(_ text: String, option: String) throws -> Int? {
    if text == "none" { return nil }
    guard let bits = Int(text), (1...16).contains(bits) else {
      throw SettingError.outOfRange(option: option, value: text, allowed: "1...16 or none")
    }
    return bits
  }

  private func positive(_ value: Double, _ option: String) throws -> Float {
    guard value > 0, value.isFinite else {
      throw SettingError.outOfRange(option: option, value: "\(value)", allowed: "a finite number above 0")
    }
    return Float(value)
  }

  private func quantity<Q: Quantity>(_ text: String, _ type: Q.Type, _ option: String) throws -> Q {
    do { return try Q(parsing: text) } catch { throw SettingError.notAQuantity(option: option, reason: "\(error)") }
  }

  private func wires() throws -> WireSpecification {
    var wires = WireSpecification.ideal
    if let node {
      guard let known = WireNode(rawValue: node) else {
        throw SettingError.outOfRange(
          option: "--wire-node", value: node, allowed: WireNode.allCases.map(\.rawValue).joined(separator: ", "))
      }
      wires = WireSpecification(node: known)
    }
    if let wordResistance { wires.word = try quantity(wordResistance, Ohms.self, "--word-resistance") }
    if let bitResistance { wires.bit = try quantity(bitResistance, Ohms.self, "--bit-resistance") }
    try wires.validate()
    return wires
  }
}

/// An option of a command that cannot be used.
public enum SettingError: Error, Equatable, CustomStringConvertible {
  case outOfRange(option: String, value: String, allowed: String)
  case notAQuantity(option: String, reason: String)
  /// A field that the command sets itself.
  case reserved(path: String, remedy: String)
  /// A field that is about what is done with a trained net, not about its training.
  case notForTraining(path: String)
  case shapesDiffer(first: String, firstShape: String, second: String, secondShape: String, remedy: String)

  public var description: String {
    switch self {
    case .outOfRange(let option, let value, let allowed): "\(option): '\(value)' is outside \(allowed)"
    case .notAQuantity(let option, let reason): "\(option): \(reason)"
    case .reserved(let path, let remedy): "--set \(path): this command sets it itself; \(remedy)"
    case .notForTraining(let path):
      "--set \(path): has no part in a training; `mortal evaluate` tests copies and age, `mortal run` does studies"
    case .shapesDiffer(let first, let firstShape, let second, let secondShape, let remedy):
      "\(first) is \(firstShape) and \(second) is \(secondShape): \(remedy)"
    }
  }
}
