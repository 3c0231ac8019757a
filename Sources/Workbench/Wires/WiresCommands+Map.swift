internal import Foundation
internal import OutputFiles
internal import Reports
internal import Units
package import Wires

extension WiresCommands {
  /// The array that `mortal wires map` draws.
  package enum MappedArray: Sendable {
    /// Cells in ohm from a file.
    case file(String)
    /// Equal cells.
    case uniform(rows: Int, columns: Int, ohms: Double)
  }

  /// Draws what share of its ideal current each cell delivers, as a heat map.
  ///
  /// The share is the voltage between word and bit line at the cell, less what its access transistor takes, over the
  /// voltage of its source; all word lines are driven.
  /// - Parameters:
  ///   - voltages: file of volts [m] or [m × p], of which the first input counts; nil drives every line alike.
  ///   - output: figure, `name.svg`, `.pdf` or `.png`; the numbers come beside it as `name.csv`.
  /// - Throws: `NPYError`, `WiresError`, `ReportError`, `OutputError`.
  package static func map(
    _ array: MappedArray, voltages: String?, wires: WireSpecification, output: String
  ) throws -> String {
    let file = try OutputFile(output)
    let ending = OutputFile.ending(of: output)
    let format = ending.flatMap { FigureFormat(rawValue: $0) }
    guard format != nil || ending == nil, !file.isStandardOutput else {
      throw OutputError.wrongEnding(path: output, allowed: FigureFormat.allCases.map(\.rawValue))
    }
    let url = URL(fileURLWithPath: output)
    try OutputFolder.prepare(url.deletingLastPathComponent().path)
    let (rows, columns, cells) = try conductances(array)
    let driven: [Double]? = try voltages.map { path in
      let table = try inputs(path, rows: rows, columns: columns)
      return (0..<rows).map { table.values[$0 * table.columns] }
    }
    let percents = try shares(cells, rows: rows, columns: columns, wires: wires, inputs: driven).map { 100 * $0 }
    let figure = HeatMap(
      title: nil, values: (0..<rows).map { Array(percents[$0 * columns..<($0 + 1) * columns]) },
      rows: Axis("Word line (source at the left)"), columns: Axis("Bit line (sensed at the bottom)"),
      colour: Axis("Share of the ideal current", unit: "%"))
    let name = (format == nil ? url : url.deletingPathExtension()).lastPathComponent
    let files = try figure.draw(
      to: url.deletingLastPathComponent(), name: name, formats: format.map { [$0] } ?? FigureFormat.allCases)
    let base = format == nil ? output : String(output.dropLast(url.pathExtension.count + 1))
    let written = FigureFormat.allCases.filter { files[$0] != nil }.map { "\(base).\($0.rawValue)" } + [base + ".csv"]
    let finite = percents.filter(\.isFinite)
    let (low, high) = (finite.min() ?? .nan, finite.max() ?? .nan)
    return "\(rows) x \(columns) cells deliver \(rounded(low)) % to \(rounded(high)) % of their ideal currents; "
      + "wrote \(written.joined(separator: ", "))"
  }

  /// The share of its ideal current that each cell delivers [rows × columns]; NaN on word lines at 0 V.
  /// - Parameters:
  ///   - cells: conductances [rows × columns] in siemens.
  ///   - inputs: volts at the word lines [rows]; nil is one volt everywhere.
  /// - Throws: `WiresError`.
  package static func shares(
    _ cells: [Double], rows: Int, columns: Int, wires: WireSpecification, inputs: [Double]?
  ) throws -> [Double] {
    let inputs = inputs ?? [Double](repeating: 1, count: rows)
    let network = try ArrayNetwork(conductances: cells, rows: rows, columns: columns, wires: wires)
    let voltages = try network.cellVoltages(inputs: inputs)
    return voltages.indices.map { cell in
      let source = inputs[cell / columns]
      return source == 0 ? .nan : voltages[cell] / source / (1 + cells[cell] * wires.access.value)
    }
  }

  private static func conductances(_ array: MappedArray) throws -> (rows: Int, columns: Int, cells: [Double]) {
    switch array {
    case .file(let path):
      let (table, cells) = try cells(path)
      try requireMemory(table.rows, table.columns, for: path)
      return (table.rows, table.columns, cells)
    case .uniform(let rows, let columns, let ohms):
      guard rows > 0, columns > 0 else { throw WiresError.empty(rows: rows, columns: columns) }
      try requireMemory(rows, columns, for: "--rows \(rows) --columns \(columns)")
      let resistances = [Double](repeating: ohms, count: rows * columns)
      return (rows, columns, try CellResistances.conductances(resistances, rows: rows, columns: columns))
    }
  }
}
