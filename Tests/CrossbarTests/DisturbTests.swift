import Crossbar
import DeviceModels
import Matrices
import Substrate
import TestSupport
import Testing
import Units

/// What writes and reads do to cells that shall keep their state.
@Suite struct DisturbTests {
  /// A layer of cells that all take steps of 0.001, one cell a weight unless said otherwise, at mid-window.
  private func layer(
    _ mapping: WeightMapping = .referenceColumn, changing: (inout ChipConfiguration) -> Void
  ) throws -> CrossbarLayer {
    var layer = try chip(try staircase(), .perfect) {
      $0.mapping = mapping
      $0.writePolicy = .mixedPrecision
      changing(&$0)
    }.layer(0, inputs: 20, outputs: 12, weightRange: 1, inSitu: true)
    layer.set(
      cells: Matrix(rows: 20, columns: 12, repeating: 0.5), reference: Matrix(rows: 20, columns: 12, repeating: 0.5))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  /// One pulse up on weight (3, 5).
  private func pulse(_ layer: inout CrossbarLayer) {
    var (x, s) = (Matrix(rows: 1, columns: 20), Matrix(rows: 1, columns: 12))
    x[0, 3] = 1
    s[0, 5] = 1
    layer.request(WeightChange(terms: [.init(inputs: x, signals: s)], rate: 1.001 * layer.pulseWeight))
  }

  private static let writes = 200

  /// Steps that every cell has made after 200 pulses on one of them; settled to a twentieth of a step.
  private func steps(_ layer: CrossbarLayer) -> Matrix {
    var moved = layer.conductances().cells
    for index in moved.elements.indices { moved.elements[index] = (moved.elements[index] - 0.5) / 0.001 }
    return moved
  }

  /// Half-selected cells make their share of a step for every pulse on their word line or bit line, the others none; at a
  /// third of the voltage all cells make it. Without writes nothing moves.
  @Test(arguments: [DisturbScheme.half, .third], [WritePolicy.mixedPrecision, .verifiedMixedPrecision])
  func everyPulseDisturbsItsLines(scheme: DisturbScheme, policy: WritePolicy) throws {
    var layer = try layer {
      $0.writePolicy = policy
      $0.disturb.scheme = scheme
      $0.disturb.step = 0.004
    }
    #expect(steps(layer).elements.allSatisfy { abs($0) < 1e-4 })
    for _ in 0..<Self.writes { pulse(&layer) }
    let moved = steps(layer)
    let share = 0.004 * Float(Self.writes)
    for row in 0..<20 {
      for column in 0..<12 where (row, column) != (3, 5) {
        let isOnLine = row == 3 || column == 5
        let expected = scheme == .third || isOnLine ? share : 0
        #expect(abs(moved[row, column] - expected) < 0.06, "\(row), \(column)")
      }
    }
    #expect(abs(moved[3, 5] - Float(Self.writes)) < 3)
  }

  /// Stochastic updates: lines get the pulses that their busiest cell expects, up and down apart.
  @Test func parallelUpdatesDisturbTheirLines() throws {
    var layer = try layer {
      $0.writePolicy = .parallelPulses
      $0.disturb.scheme = .half
      $0.disturb.step = 0.01
    }
    var (x, s) = (Matrix(rows: 1, columns: 20), Matrix(rows: 1, columns: 12))
    (x[0, 3], x[0, 7]) = (1, 0.5)
    s[0, 5] = -1
    let change = WeightChange(terms: [.init(inputs: x, signals: s)], rate: 40 * layer.pulseWeight)
    for _ in 0..<10 { layer.request(change) }
    let moved = steps(layer)
    // Word line 3: 400 pulses down, word line 7: 200, bit line 5: 400.
    for column in 0..<12 where column != 5 {
      #expect(abs(moved[3, column] + 4) < 0.2 && abs(moved[7, column] + 2) < 0.2 && moved[11, column] == 0)
    }
    for row in 0..<20 where row != 3 && row != 7 { #expect(abs(moved[row, 5] + 4) < 0.2) }
  }

  /// Reads move the cells of a word line by their share of a step, up and down with the sign of the input, pairs alike.
  @Test func readsDisturb() throws {
    var layer = try layer(.differentialPair) {
      $0.disturb.scheme = .half
      $0.disturb.read = 1e-3
    }
    var inputs = Matrix(rows: 500, columns: 20)
    for sample in 0..<500 { (inputs[sample, 2], inputs[sample, 9]) = (1, -0.5) }
    for _ in 0..<4 { _ = layer.measure(inputs) }
    let (cells, reference) = layer.conductances()
    for column in 0..<12 {
      for matrix in [cells, reference] {
        expectClose(Double(matrix[2, column]), 0.502, absolute: 1e-5)
        expectClose(Double(matrix[9, column]), 0.499, absolute: 1e-5)
        #expect(matrix[0, column] == 0.5)
      }
    }
  }

  /// What has gathered is saved: a layer that goes on from a state moves as one that never stopped.
  @Test func savedAndResumed() throws {
    func fresh() throws -> CrossbarLayer {
      try layer {
        $0.disturb.scheme = .half
        $0.disturb.step = 0.0007
      }
    }
    var whole = try fresh()
    for _ in 0..<60 { pulse(&whole) }
    var resumed = try fresh()
    try resumed.restore(whole.state)
    for _ in 0..<60 {
      pulse(&whole)
      pulse(&resumed)
    }
    #expect(resumed.state == whole.state && resumed.conductances().cells == whole.conductances().cells)
  }

  /// Off, a chip gives the numbers that it gave before; on, a card that says nothing needs an assumed share, which is said.
  @Test func offByDefaultAndSaidWhenAssumed() throws {
    var plain = try layer { _ in }
    var off = try layer { $0.disturb.step = 0.5 }
    for _ in 0..<5 {
      pulse(&plain)
      pulse(&off)
    }
    #expect(plain.conductances().cells == off.conductances().cells)
    #expect(throws: CrossbarError.self) { try layer { $0.disturb.scheme = .half } }
    let told = try layer {
      $0.disturb.scheme = .third
      $0.disturb.step = 1e-4
    }
    #expect(told.chip.notices.contains { $0.contains("assumed") && $0.contains("0.0001") })
  }
}
