package import Crossbar
internal import DeviceModels
internal import Periphery
internal import Randomness
internal import Units
internal import Wires

/// What a command line says of a chip, as text; ``chip()`` makes the chip of it.
package struct ChipSettings: Sendable {
  /// Name of a shipped card, or path of a card file.
  package var card = "ideal"
  package var serial = 1
  package var seed: UInt64 = 1
  /// Bits of the converters, `1`…`16` or `none`.
  package var dacBits = "8"
  package var adcBits = "8"
  /// Largest input and largest output current that convert; nil: calibrated.
  package var dacFullScale: Double?
  package var adcFullScale: Double?
  /// `ROWSxCOLUMNS`.
  package var tile = "128x128"
  /// Time since programming, such as `1d`; nil at the card's reference time.
  package var at: String?
  package var temperature = "300K"
  package var mapping: String?
  /// Resistance of a wire segment between two cells, such as `2.97 Ohm`.
  package var wordResistance: String?
  package var bitResistance: String?
  /// Technology node whose wire resistances are taken, such as `22nm`.
  package var node: String?
  /// Neither read noise nor converter noise.
  package var noNoise = false
  /// Random telegraph noise, for cards that have it.
  package var telegraph = false
  package var threads = 1

  package init() {}

  /// The chip's configuration.
  /// - Throws: ``WorkbenchError`` or a parsing error naming the option, its value and what is allowed.
  package func configuration() throws -> ChipConfiguration {
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
      guard age.value >= 0 else { throw WorkbenchError.outOfRange(option: "--at", value: at, allowed: "0 s and more") }
      configuration.age = age
    }
    configuration.temperature = try quantity(temperature, Kelvin.self, "--temperature")
    if let mapping {
      guard let chosen = WeightMapping(rawValue: mapping) else {
        throw WorkbenchError.outOfRange(
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
  package func chip() throws -> Chip {
    Chip(
      card: try DeviceLibrary.card(card), serial: serial, configuration: try configuration(),
      run: StreamKey(seed: seed))
  }

  private func bits(_ text: String, option: String) throws -> Int? {
    if text == "none" { return nil }
    guard let bits = Int(text), (1...16).contains(bits) else {
      throw WorkbenchError.outOfRange(option: option, value: text, allowed: "1...16 or none")
    }
    return bits
  }

  private func positive(_ value: Double, _ option: String) throws -> Float {
    guard value > 0, value.isFinite else {
      throw WorkbenchError.outOfRange(option: option, value: "\(value)", allowed: "a finite number above 0")
    }
    return Float(value)
  }

  private func quantity<Q: Quantity>(_ text: String, _ type: Q.Type, _ option: String) throws -> Q {
    do { return try Q(parsing: text) } catch { throw WorkbenchError.notAQuantity(option: option, reason: "\(error)") }
  }

  private func wires() throws -> WireSpecification {
    var wires = WireSpecification.ideal
    if let node {
      guard let known = WireNode(rawValue: node) else {
        throw WorkbenchError.outOfRange(
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
