import Crossbar
import DeviceModels
import Matrices
import Substrate
import Testing

/// Zero-shifted reference devices: weight 0 lies where a cell's up and down steps cancel.
@Suite struct ZeroShiftTests {
  /// On every card whose steps cancel inside the window, alternating pulses leave weights that started at 0 where they
  /// are, and pull the others towards 0: that is what makes the reference a zero. NeuroSim-type cards, whose published
  /// weight begins at the low end, are among them.
  @Test(arguments: ["rram-taox-hfox-wu2018", "rram-epiram-choi2018", "ecram-tang2018", "rram-aga-si-jo2010"])
  func alternatingPulsesPullWeightsToZero(name: String) throws {
    let card = try card(name)
    var layer = try chip(card, .perfect) {
      $0.mapping = .referenceDevice
      $0.writePolicy = .mixedPrecision
    }.layer(0, inputs: 16, outputs: 16, weightRange: 1, inSitu: true)
    let (_, reference) = layer.conductances()
    let low = Float(try #require(card.pulse).window.lowest)
    #expect(reference.elements.allSatisfy { $0 > low + 0.02 && $0 < 0.98 }, "a zero at an end leaves no room")
    func afterPulses(from weight: Float) -> Float {
      layer.program(Matrix(rows: 16, columns: 16, repeating: weight))
      let pulse = 8 * layer.pulseWeight
      for turn in 0..<200 {
        let signal = turn % 2 == 0 ? pulse * 1.01 : -pulse * 1.01
        layer.request(
          WeightChange(
            terms: [
              .init(
                inputs: Matrix(rows: 1, columns: 16, repeating: 1),
                signals: Matrix(rows: 1, columns: 16, repeating: signal))
            ], rate: 1))
      }
      return layer.effectiveWeights().elements.reduce(0, +) / 256
    }
    let (above, below, zero) = (afterPulses(from: 0.3), afterPulses(from: -0.3), afterPulses(from: 0))
    #expect(below < above && above < 0.27 && below > -0.27, "\(below), \(above)")
    // The last eight pulses went down: half of their way lies below zero.
    #expect(abs(zero) < 5 * layer.pulseWeight + 0.02, "\(zero), a pulse is worth \(layer.pulseWeight)")
  }

  /// Cells of equal steps have no such point: their zero is the middle of the window.
  @Test func equalStepsHaveTheirZeroInTheMiddle() throws {
    let layer = try chip(try staircase(), .perfect) { $0.mapping = .referenceDevice }
      .layer(0, inputs: 4, outputs: 4, weightRange: 1, inSitu: true)
    #expect(layer.conductances().reference.elements.allSatisfy { $0 == 0.5 })
  }

  /// Found by pulses up and down in turn, the points are those of the cells' laws, up to the noise of a pulse; with a few
  /// pairs they are not found yet.
  @Test func pointsAreFoundByAlternatingPulses() throws {
    func references(_ pairs: Int?, _ configuration: ChipConfiguration) throws -> [Float] {
      try chip(try card("ecram-tang2018"), configuration) {
        $0.mapping = .referenceDevice
        $0.symmetryPairs = pairs
      }.layer(0, inputs: 16, outputs: 16, weightRange: 1, inSitu: true).conductances().reference.elements
    }
    var silent = ChipConfiguration.perfect
    silent.variation.deviceToDevice = 1
    let (known, early, found) = (
      try references(nil, silent), try references(3, silent), try references(4_000, silent)
    )
    func distance(_ points: [Float]) -> Float {
      (zip(points, known).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Float(known.count)).squareRoot()
    }
    #expect(distance(found) < 0.003 && distance(early) > 5 * distance(found), "\(distance(early)), \(distance(found))")
    let noisy = try references(4_000, ChipConfiguration())
    let itself = try references(nil, ChipConfiguration())
    let away = (zip(noisy, itself).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 256).squareRoot()
    #expect(away > distance(found) && away < 0.05, "\(away)")
  }
}
