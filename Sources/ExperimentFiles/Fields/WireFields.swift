package import Units
package import Wires

/// `chip.wires`: resistances in the array.
package enum WireFields {
  package static let node = Setting(
    choice: "chip.wires.node", WireNode?.none,
    "Technology node whose wires are taken for word and bit lines, where `word` and `bit` are 0.")
  package static let word = Setting(
    "chip.wires.word", Ohms(0), .ohm, in: 0...1e6, "One word-line segment, from cell to cell.")
  package static let bit = Setting(
    "chip.wires.bit", Ohms(0), .ohm, in: 0...1e6, "One bit-line segment, from cell to cell.")
  package static let driver = Setting(
    "chip.wires.driver", Ohms(0), .ohm, in: 0...1e6, "In series with each source.")
  package static let sense = Setting(
    "chip.wires.sense", Ohms(0), .ohm, in: 0...1e6, "Between each bit line and its virtual ground.")
  package static let access = Setting(
    "chip.wires.access", Ohms(0), .ohm, in: 0...1e9, "In series with each cell: the access transistor's on-resistance.")
  package static let inputsFromBothEnds = Setting(
    "chip.wires.inputsFromBothEnds", false, "Whether word lines are driven at both ends.")

  package static let pitch = Setting(
    choice: "chip.wires.pitch", WireNode.Pitch.oneTransistor,
    "With `node`: cells with a transistor, four wire widths apart, or of a bare crosspoint, two.")
  package static let tolerance = Setting(
    "chip.wires.tolerance", 0.0, in: 0...0.01,
    "Largest error of effective conductances behind wires, relative to the largest one of a tile, that is allowed while "
      + "cells change little. 0 solves every tile after every change; 1e-4 makes learning through wires several times "
      + "faster.")

  static let all = [
    node.field, pitch.field, word.field, bit.field, driver.field, sense.field, access.field, inputsFromBothEnds.field,
    tolerance.field,
  ]
}
