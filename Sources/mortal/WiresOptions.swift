import ArgumentParser
import Workbench

/// Resistances of the wires, for every command on one array.
struct WiresOptions: ParsableArguments {
  @Option(help: "Word-line segment between two cells, in ohm. (default: the node's, else 0)")
  var wordResistance: String?

  @Option(help: "Bit-line segment between two cells, in ohm. (default: the node's, else 0)")
  var bitResistance: String?

  @Option(help: "Driver in series with each source, in ohm. (default: 0)")
  var driverResistance: String?

  @Option(help: "Between each bit line and its virtual ground, in ohm. (default: 0)")
  var senseResistance: String?

  @Option(help: "Access transistor in series with each cell, in ohm. (default: 0)")
  var accessResistance: String?

  @Option(help: "Technology node whose segments to take: 130nm, 90nm, 65nm, 45nm, 32nm, 22nm, 14nm, 10nm, 7nm.")
  var node: String?

  @Flag(help: "With --node: cells of a bare crosspoint, two wire widths apart instead of four.")
  var crosspoint = false

  @Flag(help: "Drive each word line at both ends.")
  var inputsFromBothEnds = false

  var settings: WiresSettings {
    var settings = WiresSettings()
    settings.word = wordResistance
    settings.bit = bitResistance
    settings.driver = driverResistance
    settings.sense = senseResistance
    settings.access = accessResistance
    settings.node = node
    settings.crosspoint = crosspoint
    settings.bothEnds = inputsFromBothEnds
    return settings
  }
}
