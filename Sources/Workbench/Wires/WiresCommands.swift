internal import Foundation
internal import Matrices
internal import NumPyFiles
internal import OutputFiles
internal import Units
package import Wires

/// What `mortal wires` does with files.
package enum WiresCommands {
  /// Currents of an array of resistors for one or more inputs.
  ///
  /// Word lines and bit lines all of whose cells are open are allowed: they carry nothing.
  /// - Parameters:
  ///   - resistances: file of cells in ohm [m × n], `inf` an open cell.
  ///   - voltages: file of volts [m] or [m × p], one column for each input.
  ///   - output: file for the currents in ampere [p × n].
  ///   - branches: file for the currents through all cells in ampere, [p × m × n]; as text, the m lines of one input after
  ///     those of the other.
  /// - Returns: what was done, and what the user should know of the numbers.
  /// - Throws: `NPYError`, `TableError`, `WiresError`, `OutputError`, ``WorkbenchError``.
  package static func solve(
    resistances: String, voltages: String, wires: WireSpecification, curve: String? = nil, output: String,
    branches: String? = nil
  ) throws -> (text: String, warnings: [String]) {
    _ = try OutputFile.ready(output, endings: NumberTable.endings)
    if let branches { _ = try OutputFile.ready(branches, option: "--branches", endings: NumberTable.endings) }
    let (array, cells) = try cells(resistances)
    let inputs = try inputs(voltages, rows: array.rows, columns: array.columns)
    try requireMemory(array.rows, array.columns, for: resistances)
    if let curve {
      let curved = try CurvedArray(card: curve, cells: cells, array: array, wires: wires)
      return (try curved.solve(inputs, output: output), warnings(array, inputs, resistances, voltages))
    }
    let transfer = try TransferMatrix.solve(
      conductances: cells, rows: array.rows, columns: array.columns, wires: wires, openWordLines: .allowed)
    var currents = [Double](repeating: 0, count: inputs.columns * array.columns)
    for row in 0..<array.rows {
      for input in 0..<inputs.columns {
        let voltage = inputs.values[row * inputs.columns + input]
        for column in 0..<array.columns {
          currents[input * array.columns + column] += voltage * transfer[row * array.columns + column]
        }
      }
    }
    try requireFinite(currents, columns: array.columns)
    try NumberTable(rows: inputs.columns, columns: array.columns, values: currents).write(to: output)
    var text = "\(array.rows) x \(array.columns) cells, \(inputs.columns) input(s): "
    let own = cells.reduce(0, +)
    text +=
      own > 0
      ? "effective conductance is \(rounded(100 * transfer.reduce(0, +) / own)) % of the cells' own; "
      : "all cells are open; "
    text += "wrote \(output) [\(inputs.columns) x \(array.columns)] in ampere"
    if let branches {
      try writeBranches(array, cells, inputs, wires, to: branches)
      text += " and \(branches) [\(inputs.columns) x \(array.rows) x \(array.columns)], the currents through the cells"
    }
    return (text, warnings(array, inputs, resistances, voltages))
  }

  /// The current through every cell for every input.
  private static func writeBranches(
    _ array: NumberTable, _ cells: [Double], _ inputs: NumberTable, _ wires: WireSpecification, to path: String
  ) throws {
    let network = try ArrayNetwork(conductances: cells, rows: array.rows, columns: array.columns, wires: wires)
    let access = wires.access.value
    var currents: [Double] = []
    for input in 0..<inputs.columns {
      let driven = (0..<array.rows).map { inputs.values[$0 * inputs.columns + input] }
      let voltages = try network.cellVoltages(inputs: driven)
      currents += zip(voltages, cells).map { $0 * $1 / (1 + $1 * access) }
    }
    if OutputFile.ending(of: path) == "npy" {
      try NPY.write(doubles: currents, shape: [inputs.columns, array.rows, array.columns], to: path)
    } else {
      try NumberTable(rows: inputs.columns * array.rows, columns: array.columns, values: currents).write(to: path)
    }
  }

  /// The same circuit as a SPICE deck.
  /// - Parameters:
  ///   - input: column of the voltages; nil writes all of them into one deck, one after the other.
  ///   - program: whose dialect the deck is in.
  /// - Throws: `NPYError`, `TableError`, `WiresError`, `OutputError`.
  package static func netlist(
    resistances: String, voltages: String, input: Int?, wires: WireSpecification, program: SpiceProgram, output: String
  ) throws -> (text: String, warnings: [String]) {
    let file = try OutputFile.ready(output, endings: ["cir", "sp", "spi", "spice", "net", "ckt", "txt"])
    let (array, cells) = try cells(resistances)
    let inputs = try inputs(voltages, rows: array.rows, columns: array.columns)
    if let input, !(0..<inputs.columns).contains(input) {
      throw WorkbenchError.outOfRange(
        option: "--input", value: "\(input)", allowed: "0...\(inputs.columns - 1), the columns of \(voltages)")
    }
    let chosen = input.map { [$0] } ?? Array(0..<inputs.columns)
    let deck = try SpiceDeck(
      conductances: cells, rows: array.rows, columns: array.columns, wires: wires,
      vectors: chosen.map { input in (0..<array.rows).map { inputs.values[$0 * inputs.columns + input] } },
      program: program)
    try file.write(deck.text)
    return (
      "wrote \(output): \(array.rows) x \(array.columns) cells, \(chosen.count) input(s); run it with: "
        + program.call(output), warnings(array, inputs, resistances, voltages)
    )
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

  /// Numbers that cannot be right for their unit.
  static func warnings(
    _ array: NumberTable, _ inputs: NumberTable?, _ resistances: String, _ voltages: String?
  ) -> [String] {
    var warnings: [String] = []
    let finite = array.values.filter(\.isFinite)
    if let largest = finite.max(), largest < 1 {
      warnings.append(
        "\(resistances): the largest cell is \(largest) Ohm; are these conductances in siemens? Cells are given in ohm")
    }
    if let inputs, let voltages, let largest = inputs.values.map({ abs($0) }).max(), largest > 100 {
      warnings.append(
        "\(voltages): the largest voltage is \(largest) V; are these millivolts? Inputs are given in volts")
    }
    return warnings
  }

  /// What solving an array holds at once: a dozen numbers a cell.
  static func requireMemory(_ rows: Int, _ columns: Int, for work: String) throws(MemoryShortage) {
    try MachineMemory.require(200 * Double(rows) * Double(columns), for: "\(work), \(rows) x \(columns) cells")
  }

  private static func requireFinite(_ currents: [Double], columns: Int) throws(WorkbenchError) {
    guard let index = currents.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(
      what: "currents", place: "input \(index / columns), bit line \(index % columns)", value: "\(currents[index])",
      remedy: "check resistances and voltages for numbers of the wrong size")
  }

  static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
