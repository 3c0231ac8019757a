package import Wires

/// What `mortal wires` does with files.
package enum WiresCommands {
  /// Currents of an array of resistors for one or more inputs.
  /// - Parameters:
  ///   - resistances: file of cells in ohm [m × n], `inf` an open cell.
  ///   - voltages: file of volts [m] or [m × p], one column for each input.
  ///   - output: file for the currents in ampere [p × n].
  /// - Returns: what was done, for the user.
  /// - Throws: `NPYError`, `WiresError`.
  package static func solve(
    resistances: String, voltages: String, wires: WireSpecification, output: String
  ) throws -> String {
    let (array, cells) = try cells(resistances)
    let inputs = try inputs(voltages, rows: array.rows, columns: array.columns)
    let transfer = try TransferMatrix.solve(
      conductances: cells, rows: array.rows, columns: array.columns, wires: wires)
    var currents = [Double](repeating: 0, count: inputs.columns * array.columns)
    for row in 0..<array.rows {
      for input in 0..<inputs.columns {
        let voltage = inputs.values[row * inputs.columns + input]
        for column in 0..<array.columns {
          currents[input * array.columns + column] += voltage * transfer[row * array.columns + column]
        }
      }
    }
    try NumberTable(rows: inputs.columns, columns: array.columns, values: currents).write(to: output)
    let share = transfer.reduce(0, +) / cells.reduce(0, +)
    return "\(array.rows) x \(array.columns) cells, \(inputs.columns) input(s): effective conductance is "
      + "\(rounded(100 * share)) % of the cells' own; wrote \(output) [\(inputs.columns) x \(array.columns)] in ampere"
  }

  /// The same circuit as a SPICE deck, for the first or the given input.
  /// - Parameter input: column of the voltages.
  /// - Throws: `NPYError`, `WiresError`.
  package static func netlist(
    resistances: String, voltages: String, input: Int, wires: WireSpecification, output: String
  ) throws -> String {
    let (array, cells) = try cells(resistances)
    let inputs = try inputs(voltages, rows: array.rows, columns: array.columns)
    guard (0..<inputs.columns).contains(input) else {
      throw WiresError.shape(
        what: "input \(input) of \(voltages)", count: inputs.columns, expected: input + 1, rows: array.rows,
        columns: array.columns)
    }
    let deck = try SpiceDeck(
      conductances: cells, rows: array.rows, columns: array.columns, wires: wires,
      inputs: (0..<array.rows).map { inputs.values[$0 * inputs.columns + input] })
    try NumberTable.write(text: deck.text, to: output)
    return "wrote \(output): \(array.rows) x \(array.columns) cells; run it with: ngspice -b \(output)"
  }

  /// The cells of a file as they are and as conductances.
  static func cells(_ path: String) throws -> (array: NumberTable, conductances: [Double]) {
    let array = try NumberTable(path: path)
    return (array, try CellResistances.conductances(array.values, rows: array.rows, columns: array.columns))
  }

  /// The voltages of a file, [m × p], checked; one line of m numbers is one input.
  static func inputs(_ path: String, rows: Int, columns: Int) throws -> NumberTable {
    var inputs = try NumberTable(path: path)
    if inputs.rows == 1, inputs.columns == rows, rows > 1 {
      inputs = NumberTable(rows: rows, columns: 1, values: inputs.values)
    }
    guard inputs.rows == rows else {
      throw WiresError.shape(
        what: "voltages in \(path)", count: inputs.rows, expected: rows, rows: rows, columns: columns)
    }
    for (index, value) in inputs.values.enumerated() where !value.isFinite {
      throw WiresError.voltage(row: index / inputs.columns, input: index % inputs.columns, value: value)
    }
    return inputs
  }

  static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
