import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Substrate
import TestSupport
import Testing
import Units
import Wires

/// In-situ training through wires with a tolerance: close to the exact way, and it resumes bit for bit.
@Suite struct WireToleranceTests {
  private func layer(_ tolerance: Double, _ mapping: WeightMapping) throws -> CrossbarLayer {
    var layer = try chip(try card("ecram-tang2018"), .perfect) {
      $0.wires = WireSpecification(word: Ohms(20), bit: Ohms(20))
      $0.mapping = mapping
      $0.wireTolerance = tolerance
      $0.writePolicy = .mixedPrecision
      $0.tile = TileShape(rows: 32, columns: 32)
    }.layer(0, inputs: 50, outputs: 40, weightRange: 1, inSitu: true)
    layer.program(uniforms(50, 40, "weights", bound: 0.3))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  private func change(_ step: Int) -> WeightChange {
    WeightChange(
      terms: [.init(inputs: normals(4, 50, "x\(step)"), signals: normals(4, 40, "s\(step)"))], rate: 0.001)
  }

  /// The same pulses, seen exactly and with a tolerance of 1e-4: effective weights differ by 1e-4 of the largest
  /// conductance at most (two arrays a weight), and do differ, so corrections were made.
  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn]) func errorsStayBelow(mapping: WeightMapping)
    throws
  {
    var (exact, quick) = (try layer(0, mapping), try layer(1e-4, mapping))
    var differed = false
    for step in 0..<30 {
      exact.request(change(step))
      quick.request(change(step))
      #expect(exact.conductances().cells == quick.conductances().cells)
      let distance = quick.effectiveWeights().minus(exact.effectiveWeights()).largestMagnitude
      #expect(distance <= 2e-4 * quick.scale)
      differed = differed || distance > 1e-7
    }
    #expect(differed)
    #expect(quick.state.tiles[0].solvedCells != nil && exact.state.tiles[0].solvedCells == nil)
  }

  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn]) func trainingResumes(mapping: WeightMapping)
    throws
  {
    var whole = try layer(1e-4, mapping)
    for step in 0..<10 {
      whole.request(change(step))
      _ = whole.measure(normals(3, 50, "read"))
    }
    var resumed = try layer(1e-4, mapping)
    try resumed.restore(try JSONDecoder().decode(LayerState.self, from: try JSONEncoder().encode(whole.state)))
    for step in 10..<25 {
      whole.request(change(step))
      resumed.request(change(step))
      #expect(resumed.measure(normals(3, 50, "read")) == whole.measure(normals(3, 50, "read")))
    }
    #expect(resumed.state == whole.state)
    var damaged = whole.state
    damaged.tiles[1].solvedCells?.removeLast()
    #expect(throws: CrossbarError.self) { try resumed.restore(damaged) }
  }

  @Test func impossibleTolerancesAreRefused() throws {
    for tolerance in [-1e-9, 0.1, .nan] {
      #expect(throws: CrossbarError.self) { _ = try layer(tolerance, .differentialPair) }
    }
  }
}
