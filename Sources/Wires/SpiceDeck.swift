internal import Units

/// A wired array as a SPICE deck, for ngspice and its relatives.
///
/// Nodes: `s<i>` source of word line i, `w<i>_<j>` and `b<i>_<j>` the word and bit line at cell (i, j), `x<i>_<j>`
/// between a cell and its access resistance, `o<j>` the virtual ground of bit line j, held at 0 V by `Vout<j>` whose current is
/// the output. A line without resistance is one node. Open cells are left out.
public struct SpiceDeck: Sendable {
  /// The deck's text.
  public let text: String

  /// The operating point of an array.
  /// - Parameters:
  ///   - conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  ///   - inputs: volts at the word lines [rows].
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``, and for the inputs
  ///   ``WiresError/shape(what:count:expected:rows:columns:)`` or ``WiresError/voltage(row:input:value:)``.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification, inputs: [Double]
  ) throws(WiresError) {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .refused)
    guard inputs.count == rows else {
      throw .shape(what: "input voltages", count: inputs.count, expected: rows, rows: rows, columns: columns)
    }
    for (row, value) in inputs.enumerated() where !value.isFinite { throw .voltage(row: row, input: 0, value: value) }
    let circuit = Circuit(wires: wires, rows: rows, columns: columns)
    var lines = ["crossbar array of \(rows) word lines x \(columns) bit lines"]
    for row in 0..<rows { lines.append("Vin\(row) s\(row) 0 DC \(inputs[row])") }
    for column in 0..<columns { lines.append("Vout\(column) o\(column) 0 DC 0") }
    lines += circuit.wordLines + circuit.bitLines
    for row in 0..<rows {
      for column in 0..<columns where conductances[row * columns + column] > 0 {
        lines += circuit.cell(row, column, resistance: 1 / conductances[row * columns + column])
      }
    }
    lines += [".options reltol=1e-9 abstol=1e-18 vntol=1e-15", ".control", "set numdgt=15", "op"]
    lines += (0..<columns).map { "print i(Vout\($0))" }
    lines += [".endc", ".end", ""]
    text = lines.joined(separator: "\n")
  }

  /// Names of nodes and elements.
  private struct Circuit {
    let wires: WireSpecification
    let rows: Int
    let columns: Int

    func word(_ row: Int, _ column: Int) -> String {
      if wires.word.value > 0 { return "w\(row)_\(column)" }
      return wires.driver.value > 0 ? "w\(row)" : "s\(row)"
    }

    func bit(_ row: Int, _ column: Int) -> String {
      if wires.bit.value > 0 { return "b\(row)_\(column)" }
      return wires.sense.value > 0 ? "b\(column)" : "o\(column)"
    }

    var wordLines: [String] {
      (0..<rows).flatMap { row in
        var lines: [String] = []
        let end = wires.word.value + wires.driver.value
        if end > 0 { lines.append("Rd\(row) s\(row) \(word(row, 0)) \(end)") }
        if wires.word.value > 0 {
          for column in 1..<max(columns, 1) {
            lines.append("Rw\(row)_\(column) \(word(row, column - 1)) \(word(row, column)) \(wires.word.value)")
          }
        }
        if wires.inputsFromBothEnds, end > 0 { lines.append("Re\(row) \(word(row, columns - 1)) s\(row) \(end)") }
        return lines
      }
    }

    var bitLines: [String] {
      (0..<columns).flatMap { column in
        var lines: [String] = []
        if wires.bit.value > 0 {
          for row in 1..<max(rows, 1) {
            lines.append("Rb\(row)_\(column) \(bit(row - 1, column)) \(bit(row, column)) \(wires.bit.value)")
          }
        }
        let end = wires.bit.value + wires.sense.value
        if end > 0 { lines.append("Rs\(column) \(bit(rows - 1, column)) o\(column) \(end)") }
        return lines
      }
    }

    func cell(_ row: Int, _ column: Int, resistance: Double) -> [String] {
      let name = "\(row)_\(column)"
      if wires.access.value == 0 { return ["Rc\(name) \(word(row, column)) \(bit(row, column)) \(resistance)"] }
      return [
        "Ra\(name) \(word(row, column)) x\(name) \(wires.access.value)",
        "Rc\(name) x\(name) \(bit(row, column)) \(resistance)",
      ]
    }
  }
}
