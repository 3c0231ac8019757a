internal import DeviceModels
internal import Foundation
internal import Units
internal import Wires

/// An array of cells with a card's current–voltage curve behind wires, input by input.
struct CurvedArray {
  private let network: NonlinearArray<CardCells>
  private let card: DeviceCard
  private let limit: Double

  /// - Throws: what reading the card and wires throws; ``DeviceModels/DeviceModelsError`` for a card without a curve.
  init(card name: String, cells: [Double], array: NumberTable, wires: WireSpecification) throws {
    card = try DeviceLibrary.card(name)
    guard let curve = card.currentVoltage else {
      let others = try DeviceLibrary.find().names.filter { try DeviceLibrary.card($0).currentVoltage != nil }
      throw DeviceModelsError.missingPart(card: card.id, part: "currentVoltage", cardsThatHaveIt: others)
    }
    limit = curve.voltageLimit?.value ?? .infinity
    network = try NonlinearArray(
      cells: CardCells(conductances: cells.map { Siemens($0) }, curve: curve), rows: array.rows,
      columns: array.columns, wires: wires)
  }

  /// Writes the currents of all bit lines, [inputs × bit lines].
  func solve(_ inputs: NumberTable, output: String) throws -> String {
    for (place, value) in inputs.values.enumerated() where abs(value) > limit {
      throw DeviceModelsError.outOfRange(
        name: "voltage of word line \(place / inputs.columns), input \(place % inputs.columns)", value: "\(value) V",
        allowed: "-\(limit) V to \(limit) V, for which the curve of card '\(card.id)' was published")
    }
    var currents: [Double] = []
    var iterations = 0
    for input in 0..<inputs.columns {
      let solution = try network.solve(
        inputs: (0..<network.rows).map { inputs.values[$0 * inputs.columns + input] })
      currents += solution.currents
      iterations = max(iterations, solution.iterations)
    }
    try NumberTable(rows: inputs.columns, columns: network.columns, values: currents).write(to: output)
    return
      "\(network.rows) x \(network.columns) cells with the curve of \(card.id), \(inputs.columns) input(s), at most "
      + "\(iterations) iterations each; wrote \(output) [\(inputs.columns) x \(network.columns)] in ampere"
  }
}

/// Cells that follow a card's curve.
private struct CardCells: CellCurrents {
  let conductances: [Siemens]
  let curve: CurrentVoltage

  func evaluate(_ voltages: [Double], currents: inout [Double], slopes: inout [Double]) {
    for cell in voltages.indices {
      currents[cell] = curve.current(conductances[cell], at: Volts(voltages[cell])).value
      slopes[cell] = curve.differentialConductance(conductances[cell], at: Volts(voltages[cell])).value
    }
  }
}
