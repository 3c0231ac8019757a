package import Units
package import Wires

/// `chip.wires`: resistances in the array.
package enum WireFields {
  package static let node = Setting(
    choice: "chip.wires.node", WireNode?.none,
    "Technology node whose wires are taken for word and bit lines; `none` takes `word` and `bit`.")
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

  static let all = [
    node.field, word.field, bit.field, driver.field, sense.field, access.field, inputsFromBothEnds.field,
  ]
}
