public import Units
public import Wires

/// `chip.wires`: resistances in the array.
public enum WireFields {
  public static let node = Setting(
    choice: "chip.wires.node", WireNode?.none,
    "Technology node whose wires are taken for word and bit lines; `none` takes `word` and `bit`.")
  public static let word = Setting(
    "chip.wires.word", Ohms(0), .ohm, in: 0...1e6, "One word-line segment, from cell to cell.")
  public static let bit = Setting(
    "chip.wires.bit", Ohms(0), .ohm, in: 0...1e6, "One bit-line segment, from cell to cell.")
  public static let driver = Setting(
    "chip.wires.driver", Ohms(0), .ohm, in: 0...1e6, "In series with each source.")
  public static let sense = Setting(
    "chip.wires.sense", Ohms(0), .ohm, in: 0...1e6, "Between each bit line and its virtual ground.")
  public static let access = Setting(
    "chip.wires.access", Ohms(0), .ohm, in: 0...1e9, "In series with each cell: the access transistor's on-resistance.")
  public static let inputsFromBothEnds = Setting(
    "chip.wires.inputsFromBothEnds", false, "Whether word lines are driven at both ends.")

  static let all = [
    node.field, word.field, bit.field, driver.field, sense.field, access.field, inputsFromBothEnds.field,
  ]
}
