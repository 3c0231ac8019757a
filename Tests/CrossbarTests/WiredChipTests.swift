import Crossbar
import DeviceModels
import Matrices
import Periphery
import Randomness
import Statistics
import TestSupport
import Testing
import Units
import Wires

/// Chips whose tiles have resistive wires.
@Suite struct WiredChipTests {
  private func layer(
    _ card: DeviceCard, _ mapping: WeightMapping, ohms: Double, inputs: Int = 24, outputs: Int = 20,
    changing: (inout ChipConfiguration) -> Void = { _ in }
  ) throws -> CrossbarLayer {
    let chip = chip(card, .perfect) {
      $0.wires = WireSpecification(word: Ohms(ohms), bit: Ohms(ohms))
      $0.mapping = mapping
      $0.tile = TileShape(rows: 16, columns: 16)
      changing(&$0)
    }
    var layer = try chip.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: false)
    layer.program(uniforms(inputs, outputs, "weights"))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  /// A tile's weights behind its wires are those of the network solved for its cells, part by part.
  @Test func everyTileIsItsNetwork() throws {
    let card = try card("ideal")
    let full = card.window.gMax
    let wires = WireSpecification(word: Ohms(20), bit: Ohms(20))
    for mapping in [WeightMapping.differentialPair, .referenceColumn] {
      var layer = try layer(card, mapping, ohms: 20)
      let (cells, reference) = layer.conductances()
      let found = layer.effectiveWeights()
      for place in TileGrid(inputs: 24, outputs: 20, shape: TileShape(rows: 16, columns: 16)).places {
        func block(_ matrix: Matrix) -> [Float] {
          place.inputs.flatMap { row in place.outputs.map { matrix[row, $0] } }
        }
        let (rows, columns) = (place.inputs.count, place.outputs.count)
        let expected: [Float]
        if mapping == .differentialPair {
          let positive = try TransferMatrix.solve(
            normalised: block(cells), full: full, rows: rows, columns: columns, wires: wires)
          let negative = try TransferMatrix.solve(
            normalised: block(reference), full: full, rows: rows, columns: columns, wires: wires)
          expected = zip(positive, negative).map { layer.scale * ($0 - $1) }
        } else {
          let joined = place.inputs.flatMap { row in
            place.outputs.map { cells[row, $0] } + [reference[row, place.outputs.lowerBound]]
          }
          let solved = try TransferMatrix.solve(
            normalised: joined, full: full, rows: rows, columns: columns + 1, wires: wires)
          expected = (0..<rows * columns).map { cell in
            let start = cell / columns * (columns + 1)
            return layer.scale * (solved[start + cell % columns] - solved[start + columns])
          }
        }
        expectClose(block(found), expected, absolute: 2e-6, "\(mapping) tile \(place.gridRow), \(place.gridColumn)")
      }
    }
  }

  /// What a noiseless chip measures is its effective weights times the inputs, wires included.
  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn])
  func readsGoThroughTheWires(mapping: WeightMapping) throws {
    var layer = try layer(try card("ideal"), mapping, ohms: 50)
    let activities = normals(30, 24, "activities")
    expectClose(layer.measure(activities), product(activities, layer.effectiveWeights()), absolute: 2e-5)
  }

  /// The more resistance, the less of every output of non-negative weights and inputs.
  @Test func lossGrowsWithResistance() throws {
    let activities = uniforms(10, 24, "activities").map { abs($0) }
    var last: [Float] = []
    for ohms in [0.0, 1, 5, 25, 125] {
      var layer = try layer(try card("ideal"), .differentialPair, ohms: ohms)
      layer.program(uniforms(24, 20, "weights").map { abs($0) })
      let found = layer.measure(activities).elements
      if !last.isEmpty { for (less, more) in zip(found, last) { #expect(less < more) } }
      #expect(found.allSatisfy { $0 > 0 })
      last = found
    }
  }

  /// Read noise behind wires against 4000 networks whose every cell is perturbed: for inputs of one sign the chip's
  /// standard deviation is up to 6 % too large where the wires take up to 10 % of the signal, never more than 3 %
  /// too small (the Monte Carlo's own error is 1.1 %). Leaving the wires out would be 10 % and more off.
  @Test func noiseThroughWiresAgainstPerturbedNetworks() throws {
    let card = try staircase(["readNoise": readNoisePart(0.05)])
    let (rows, columns, ohms, networks) = (12, 8, 100.0, 4000)
    let wires = WireSpecification(word: Ohms(ohms), bit: Ohms(ohms))
    func noisy(_ ohms: Double) throws -> CrossbarLayer {
      try self.layer(card, .differentialPair, ohms: ohms, inputs: rows, outputs: columns) {
        $0.readNoise = true
        $0.variation.readNoise = 1
        $0.tile = TileShape(rows: rows, columns: columns)
      }
    }
    var layer = try noisy(ohms)
    let input = StreamKey(seed: 3).uniforms(rows)
    let found = layer.measure(repeated(input, 20_000))
    let (cells, reference) = layer.conductances()
    let key = StreamKey(seed: 31)
    var brute = [[Double]](repeating: [], count: columns)
    for network in 0..<networks {
      func currents(_ g: Matrix, _ name: String) throws -> [Double] {
        let draws = key.child(name).normals(g.count, step: UInt32(network))
        let perturbed = zip(g.elements, draws).map { max(0, $0 + 0.05 * $0 * $1) }
        let solved = try TransferMatrix.solve(
          normalised: perturbed, full: card.window.gMax, rows: rows, columns: columns, wires: wires)
        return (0..<columns).map { column in
          (0..<rows).reduce(0.0) { $0 + Double(input[$1]) * Double(solved[$1 * columns + column]) }
        }
      }
      let (positive, negative) = (try currents(cells, "cells"), try currents(reference, "reference"))
      for column in 0..<columns {
        brute[column].append(Double(layer.scale) * (positive[column] - negative[column]))
      }
    }
    var unwired = try noisy(0)
    let without = unwired.measure(repeated(input, 20_000))
    let lost = try (0..<columns).map { column in
      1 - abs(try Sample(brute[column]).mean / Sample(without.column(column)).mean)
    }
    var ratios: [Double] = []
    var wrong: [Double] = []
    for column in 0..<columns {
      let expected = try Sample(brute[column]).standardDeviation()
      ratios.append(try Sample(found.column(column)).standardDeviation() / expected)
      wrong.append(try Sample(without.column(column)).standardDeviation() / expected)
    }
    #expect(ratios.allSatisfy { (0.97...1.08).contains($0) }, "ratios \(ratios), signal lost \(lost)")
    #expect(wrong.allSatisfy { $0 > 1.08 }, "without wires \(wrong)")
  }

  @Test func impossibleWiresAreRefused() throws {
    for ohms in [-1, Double.nan, .infinity] {
      #expect(throws: WiresError.self) { _ = try layer(try card("ideal"), .differentialPair, ohms: ohms) }
    }
  }
}
