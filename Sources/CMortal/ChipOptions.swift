internal import Crossbar
internal import ExperimentFiles
internal import Workbench

/// A chip by named options: those of `mortal mvm` without their dashes, and every field of `chip` of an experiment's
/// file by its path.
struct ChipOptions {
  private var settings = CommandSettings()
  private var seed: UInt64 = 1
  private var threads = 1

  /// - Throws: ``WorkbenchError`` for a name that is none, and for a seed or a number of threads that is none.
  init(_ options: [(name: String, value: String)]) throws {
    for (name, value) in options {
      switch name {
      case "seed": seed = try number(name, value, "0...\(UInt64.max)")
      case "threads": threads = try number(name, value, "1...")
      case "no-noise":
        guard let isQuiet = Bool(value) else {
          throw WorkbenchError.outOfRange(option: "--no-noise", value: value, allowed: "true, false")
        }
        guard isQuiet else { continue }
        settings.options.append(ConfigurationOption("--no-noise", ChipFields.readNoise.path, "false"))
        if let noise = ConverterFields.adc.noise {
          settings.options.append(ConfigurationOption("--no-noise", noise.path, "0"))
        }
      default:
        if let paths = Self.paths[name] {
          settings.options.append(ConfigurationOption("--\(name)", paths, value))
        } else if name.hasPrefix("chip.") {
          settings.assignments.append("\(name)=\(value)")
        } else {
          let known = Self.paths.keys.sorted() + ["no-noise", "seed", "threads"]
          throw WorkbenchError.outOfRange(
            option: "option", value: name,
            allowed: known.joined(separator: ", ") + " and fields of experiment files, such as chip.write")
        }
      }
    }
  }

  /// The chip of these options.
  /// - Throws: what its settings, its card and a first look at its configuration throw.
  func chip() throws -> Chip {
    let chip = try ChipSelection(settings, seed: seed, threads: threads).chip()
    // A layer of one cell checks what a chip cannot be, here instead of at the first use.
    _ = try chip.layer(0, inputs: 1, outputs: 1, weightRange: 1, inSitu: false)
    return chip
  }

  /// The fields that options set.
  private static let paths: [String: [String]] = [
    "card": [ChipFields.card.path], "serial": [ChipFields.serial.path], "dac-bits": [ConverterFields.dac.bits.path],
    "adc-bits": [ConverterFields.adc.bits.path], "dac-full-scale": [ConverterFields.dac.fullScale.path],
    "adc-full-scale": [ConverterFields.adc.fullScale.path],
    "tile": [ChipFields.tileRows.path, ChipFields.tileColumns.path], "at": [ChipFields.age.path],
    "temperature": [ChipFields.temperature.path], "mapping": [ChipFields.mapping.path],
    "word-resistance": [WireFields.word.path], "bit-resistance": [WireFields.bit.path],
    "wire-node": [WireFields.node.path], "telegraph-noise": [ChipFields.telegraphNoise.path],
  ]

  private func number<Number: LosslessStringConvertible>(
    _ name: String, _ value: String, _ allowed: String
  ) throws -> Number {
    guard let number = Number(value) else {
      throw WorkbenchError.outOfRange(option: "--\(name)", value: value, allowed: allowed)
    }
    return number
  }
}
