import ArgumentParser
import ExperimentFiles
import Wires

/// Resistances of the wires, for every command on one array: the fields of `chip.wires`. A bare number is in ohm.
struct WiresOptions: FieldOptions {
  @Option(help: .field(WireFields.word.field)) var wordResistance: String?
  @Option(help: .field(WireFields.bit.field)) var bitResistance: String?
  @Option(help: .field(WireFields.driver.field)) var driverResistance: String?
  @Option(help: .field(WireFields.sense.field)) var senseResistance: String?
  @Option(help: .field(WireFields.access.field)) var accessResistance: String?
  @Option(help: .field(WireFields.node.field)) var node: String?
  @Flag(help: "With --node: cells of a bare crosspoint, two wire widths apart instead of four. (chip.wires.pitch)")
  var crosspoint = false
  @Flag(help: "Drive each word line at both ends. (chip.wires.inputsFromBothEnds)") var inputsFromBothEnds = false

  var given: [(option: String, fields: [ConfigurationField], text: String?)] {
    [
      ("--word-resistance", [WireFields.word.field], wordResistance),
      ("--bit-resistance", [WireFields.bit.field], bitResistance),
      ("--driver-resistance", [WireFields.driver.field], driverResistance),
      ("--sense-resistance", [WireFields.sense.field], senseResistance),
      ("--access-resistance", [WireFields.access.field], accessResistance),
      ("--node", [WireFields.node.field], node),
      ("--crosspoint", [WireFields.pitch.field], crosspoint ? WireNode.Pitch.crosspoint.rawValue : nil),
      ("--inputs-from-both-ends", [WireFields.inputsFromBothEnds.field], inputsFromBothEnds ? "true" : nil),
    ]
  }

  func specification() throws -> WireSpecification {
    let wires = try ResolvedConfiguration(CommandSettings(options)).wires
    try wires.validate()
    return wires
  }
}
