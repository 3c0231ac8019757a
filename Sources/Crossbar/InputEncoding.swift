/// How a word line carries a number to its cells.
public enum InputEncoding: String, Sendable, CaseIterable {
  /// As a voltage: one read and one conversion a bit line; a cell's curve acts on the number.
  case amplitude
  /// As the width of a pulse at the read voltage, in slots: 2^(b−1) − 1 slots and one conversion. Cells see one voltage
  /// of either sign, so that their curve is no more than a factor.
  case width
  /// Bit by bit at the read voltage, shifted and added digitally: b − 1 reads, each with a conversion a bit line.
  case bitSerial
}

/// What cells do with a voltage.
public enum CellCurve: String, Sendable, CaseIterable {
  /// Current is conductance times voltage.
  case linear
  /// The card's published current–voltage characteristic.
  case card
}
