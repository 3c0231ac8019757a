internal import Units

/// An array as if every cell knew the other lines only by their resistance: the part of the wires' effect that is found
/// in O(rows × columns).
///
/// Each line is a ladder; its taps end at 0 V behind the resistance of the lines they cross. Left out are sneak paths,
/// on which current passes three cells or more. They only add: T = M + N with M the model's conductances and N ≥ 0,
/// and N grows with the third power of the cells' conductances while it is small.
struct LineModel {
  /// Conductance from each cell's own source through the cell to its own ground [rows × columns].
  let conductances: [Double]
  /// Voltage across each cell per volt at its own source.
  let voltages: [Double]
  /// Share of a current injected across each cell that reaches its own ground.
  let shares: [Double]

  /// - Parameter cells: conductances with their access resistance [rows × columns] in siemens.
  init(cells: [Double], rows: Int, columns: Int, wires: WireSpecification) {
    let (word, bit) = (LineSystem.Kind.word(wires), LineSystem.Kind.bit(wires))
    var (wordTaps, bitTaps) = (cells, cells)
    var (alongWord, alongBit) = (cells, cells)
    var (wordVoltages, bitVoltages) = (cells, cells)
    for round in 0..<2 {
      let words = LineField(
        word, taps: wordTaps.transposed(rows: rows, columns: columns), positions: columns, lines: rows)
      let bits = LineField(bit, taps: bitTaps, positions: rows, lines: columns)
      let sources = words.sources.transposed(rows: columns, columns: rows)
      for cell in cells.indices {
        alongWord[cell] = cells[cell] / sources[cell]
        alongBit[cell] = cells[cell] / bits.sources[cell]
        wordTaps[cell] = cells[cell] / (1 + alongBit[cell])
        bitTaps[cell] = cells[cell] / (1 + alongWord[cell])
      }
      if round == 1 {
        wordVoltages = words.openVoltages.transposed(rows: columns, columns: rows)
        bitVoltages = bits.openVoltages
      }
    }
    var conductances = cells
    for cell in cells.indices {
      let share = 1 / (1 + alongWord[cell] + alongBit[cell])
      conductances[cell] = wordVoltages[cell] * bitVoltages[cell] * cells[cell] * share
      wordVoltages[cell] *= share
      bitVoltages[cell] *= share
    }
    self.conductances = conductances
    voltages = wordVoltages
    shares = bitVoltages
  }
}

extension LineSystem.Kind {
  /// Word lines: the terminal stands before the first node, at both ends where inputs come from both.
  static func word(_ wires: WireSpecification) -> Self {
    let end = 1 / (wires.word.value + wires.driver.value)
    if wires.word.value > 0 {
      return .chain(segment: 1 / wires.word.value, first: end, last: wires.inputsFromBothEnds ? end : 0)
    }
    return wires.driver.value > 0 ? .merged(end: wires.inputsFromBothEnds ? 2 * end : end) : .terminal
  }

  /// Bit lines: the terminal stands after the last node.
  static func bit(_ wires: WireSpecification) -> Self {
    let end = 1 / (wires.bit.value + wires.sense.value)
    if wires.bit.value > 0 { return .chain(segment: 1 / wires.bit.value, first: 0, last: end) }
    return wires.sense.value > 0 ? .merged(end: end) : .terminal
  }
}
