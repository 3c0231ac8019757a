import Crossbar
import DeviceModels
import Foundation
import Matrices
import Substrate
import TestSupport
import Testing
import Units

/// Cells that are moved by pulses and drift: each has the age of its own last write.
@Suite struct CellAgeTests {
  private static let parts = [
    "drift": "{referenceTime: 20 s, exponentMean: {argument: relative, unit: relative, polynomial: [0.05]}, "
      + "exponentDeviation: {argument: relative, unit: relative, polynomial: [0]}}",
    "write": "{upVoltage: 2 V, upWidth: 50 ns, downVoltage: -2 V, downWidth: 100 ns}",
  ]

  private func layer(changing: (inout ChipConfiguration) -> Void = { _ in }) throws -> CrossbarLayer {
    var layer = try chip(try staircase(Self.parts), .perfect) {
      $0.mapping = .referenceColumn
      $0.variation.cycleToCycle = 1
      changing(&$0)
    }.layer(0, inputs: 8, outputs: 6, weightRange: 1, inSitu: true)
    layer.set(
      cells: Matrix(rows: 8, columns: 6, repeating: 0.5), reference: Matrix(rows: 8, columns: 6, repeating: 0.5))
    return layer
  }

  /// Ten pulses up on the first four rows.
  private func write(_ layer: inout CrossbarLayer) {
    var inputs = Matrix(rows: 1, columns: 8)
    for row in 0..<4 { inputs[0, row] = 1 }
    let term = WeightChange.Term(
      inputs: inputs, signals: Matrix(rows: 1, columns: 6, repeating: 10 * layer.pulseWeight))
    layer.request(WeightChange(terms: [term], rate: 1))
  }

  /// A day after programming half of the cells are written: those begin to drift anew, their neighbours go on.
  @Test func writtenCellsAreYoung() throws {
    var layer = try layer()
    layer.wait(Seconds(86_400 - 20))
    let old = pow(86_400 / 20, -0.05)
    expectClose(layer.conductances().cells, Matrix(rows: 8, columns: 6, repeating: Float(0.5 * old)), absolute: 1e-4)
    write(&layer)
    let now = layer.conductances().cells
    layer.wait(Seconds(2000))
    let later = layer.conductances().cells
    for row in 0..<8 {
      for column in 0..<6 {
        if row < 4 {
          #expect(now[row, column] > 0.5, "undrifted and moved up")
          expectClose(
            Double(later[row, column]), Double(now[row, column]) * pow(100, -0.05), absolute: 1e-4, "young cell")
        } else {
          expectClose(Double(now[row, column]), 0.5 * old, absolute: 1e-4, "old cell")
          expectClose(
            Double(later[row, column]), 0.5 * pow((86_400 + 2000) / 20, -0.05), absolute: 1e-4, "old cell, later")
        }
      }
    }
  }

  /// The times of the writes are part of what is saved.
  @Test func resumingKeepsTheAges() throws {
    var whole = try layer()
    whole.wait(Seconds(1000))
    write(&whole)
    whole.wait(Seconds(500))
    try whole.calibrate(inputFullScale: 1)
    var resumed = try layer()
    try resumed.restore(whole.state)
    #expect(resumed.conductances().cells == whole.conductances().cells)
    write(&resumed)
    write(&whole)
    resumed.wait(Seconds(40))
    whole.wait(Seconds(40))
    #expect(resumed.conductances().cells == whole.conductances().cells && resumed.state == whole.state)
    var damaged = whole.state
    damaged.tiles[0].writeTimes[0].removeLast()
    #expect(throws: CrossbarError.self) { try resumed.restore(damaged) }
  }

  /// A parallel update takes as long as the pulses of its busiest cell; mixed precision goes line by line; with the clock
  /// standing still nothing takes time and all cells have one age.
  @Test func writesTakeTime() throws {
    var parallel = try layer()
    var start = parallel.clock
    write(&parallel)
    expectClose(parallel.clock.value - start.value, 10 * 50e-9, absolute: 1e-12)
    var lines = try layer { $0.writePolicy = .mixedPrecision }
    start = lines.clock
    write(&lines)
    // Four lines of ten pulses, or nine where rounding leaves a sum just below ten.
    let took = (lines.clock.value - start.value) / 50e-9
    #expect(took > 35.9 && took < 40.1, "\(took) pulses")
    var still = try layer { $0.time = .still }
    start = still.clock
    write(&still)
    #expect(still.clock == start)
    still.age = Seconds(86_400)
    let cells = still.conductances().cells
    let old = pow(86_400 / 20, -0.05)
    expectClose(Double(cells[7, 0]), 0.5 * old, absolute: 1e-4)
    #expect(Double(cells[0, 0]) < 0.6 * old)
  }
}
