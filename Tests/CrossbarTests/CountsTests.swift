import Crossbar
import DeviceModels
import Matrices
import Substrate
import TestSupport
import Testing
import Units

/// What layers count, by hand on an array of three word lines and two bit lines.
struct CountsTests {
  /// Cells of 25 uS at most, read with 0.2 V for 100 ns: V² Gmax t is 0.1 pJ.
  private static let unit = 0.2 * 0.2 * 25e-6 * 100e-9

  private func layer(_ mapping: WeightMapping, _ changing: (inout ChipConfiguration) -> Void = { _ in }) throws
    -> CrossbarLayer
  {
    let chip = chip(try card("staircase"), .perfect) {
      $0.mapping = mapping
      changing(&$0)
    }
    var layer = try chip.layer(0, inputs: 3, outputs: 2, weightRange: 1, inSitu: true)
    try layer.calibrate(on: Matrix(rows: 1, columns: 3, repeating: 1))
    layer.set(
      cells: Matrix(rows: 3, columns: 2, elements: [1, 0.5, 0.25, 0, 0.75, 0.5]),
      reference: Matrix(rows: 3, columns: 2, elements: [0, 0.5, 0.25, 1, 0.25, 0]))
    return layer
  }

  /// Word lines carry conductances of 2, 1.5 and 1.5; the squares of two inputs times these are 2.375 and 3.59375.
  @Test(arguments: [128, 2, 1]) func readsOfThreeTimesTwo(tile: Int) throws {
    var layer = try layer(.differentialPair) { $0.tile = TileShape(rows: tile, columns: tile) }
    _ = layer.measure(Matrix(rows: 2, columns: 3, elements: [1, 0.5, 0, -1, 0.25, 1]))
    #expect(layer.tally.vectorsRead == 2)
    #expect(layer.tally.inputConversions == 6)
    // Every tile converts its own bit lines.
    #expect(layer.tally.conversions == (tile == 128 ? 4 : tile == 2 ? 8 : 12))
    #expect(layer.tally.cellReads == 24)
    expectClose(layer.tally.readEnergy, (2.375 + 3.59375) * Self.unit, relative: 1e-6)
    _ = layer.readBack()
    #expect(layer.tally.vectorsRead == 5 && layer.tally.cellReads == 36)
    expectClose(layer.tally.readEnergy, (2.375 + 3.59375 + 5) * Self.unit, relative: 1e-6)
  }

  /// Nothing read, nothing spent; twice the batch, twice of everything; silence costs conversions only.
  @Test func readsAddUp() throws {
    var (once, twice, silent) = (try layer(.referenceDevice), try layer(.referenceDevice), try layer(.referenceDevice))
    #expect(once.tally.readEnergy == 0 && once.tally.inputConversions == 0)
    let inputs = normals(40, 3, "counts")
    _ = once.measure(inputs)
    _ = twice.measure(inputs)
    _ = twice.measure(inputs)
    #expect(twice.tally.readEnergy == 2 * once.tally.readEnergy && once.tally.readEnergy > 0)
    #expect(twice.tally.cellReads == 2 * once.tally.cellReads)
    #expect(twice.tally.conversions == 2 * once.tally.conversions)
    _ = silent.measure(Matrix(rows: 40, columns: 3))
    #expect(silent.tally.readEnergy == 0 && silent.tally.conversions == once.tally.conversions)
  }

  /// Sums of |inputs| and |signals| of 1.5 and 0.3 ask for 4.5 pulses; a pair takes one on each of its cells.
  @Test func pulsesUpAndDown() throws {
    for (mapping, pulses, up) in [
      (WeightMapping.differentialPair, 9.0, 4.5), (.referenceDevice, 4.5, 3),
    ] {
      var layer = try layer(mapping)
      let term = WeightChange.Term(
        inputs: Matrix(rows: 1, columns: 3, elements: [1, 0, 0.5]),
        signals: Matrix(rows: 1, columns: 2, elements: [0.2, -0.1]))
      layer.request(WeightChange(terms: [term], rate: 10 * layer.pulseWeight))
      expectClose(layer.tally.writePulses, pulses, relative: 1e-6)
      expectClose(layer.tally.upPulses, up, relative: 1e-6)
    }
  }

  /// A pulse raises a weight by 0.002, whatever is said to be its worth.
  @Test func singlePulses() throws {
    var layer = try layer(.referenceDevice)
    let before = layer.effectiveWeights()
    layer.pulse(Matrix(rows: 3, columns: 2, elements: [0, -1, 1, 1, 0, 0]), worth: 0.5)
    let moved = zip(layer.effectiveWeights().elements, before.elements).map { $0 - $1 }
    expectClose(moved.map { Double($0) }, [0, -0.002, 0.002, 0.002, 0, 0], absolute: 1e-6)
    #expect(layer.tally.writePulses == 3 && layer.tally.upPulses == 2 && layer.tally.requests == 1)
  }

  /// Mixed precision: whole pulses by direction, and what its digital memory took.
  @Test func digitalMemory() throws {
    var layer = try layer(.referenceDevice) { $0.writePolicy = .mixedPrecision }
    let term = WeightChange.Term(
      inputs: Matrix(rows: 1, columns: 3, elements: [1, 0, 1]),
      signals: Matrix(rows: 1, columns: 2, elements: [3.5, -2.5]))
    layer.request(WeightChange(terms: [term], rate: layer.pulseWeight))
    #expect(layer.tally.writePulses == 10 && layer.tally.upPulses == 6)
    // One outer product and one sum a weight; 4 bytes read and 4 written.
    #expect(layer.tally.digitalProducts == 12 && layer.tally.digitalBytes == 48)
    #expect(layer.tally.verifyReads == 0)
  }

  /// Closed-loop programming reads every cell at least once.
  @Test func verifyReads() throws {
    var layer = try layer(.referenceDevice)
    layer.program(Matrix(rows: 3, columns: 2, repeating: 0.2))
    #expect(layer.tally.verifyReads >= 6 && layer.tally.programPulses > 0)
  }
}
