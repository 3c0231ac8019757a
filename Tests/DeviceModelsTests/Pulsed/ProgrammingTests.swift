import DeviceModels
import Foundation
import Randomness
import StrictYAML
import Testing
import Units

@Suite struct PulsedProgrammingTests {
  @Test func closedLoopEndsWithinToleranceOrSaysSo() {
    var model = PulseFixtures.ecram
    model.spread = PulseSpread(step: 0.1, maximum: 0.05, minimum: 0.05)
    var cells = PulsedCells(model: model, count: 3_000, identity: StreamKey(seed: 1), countPulses: true)
    let targets = StreamKey(seed: 2).uniforms(3_000).map { 0.2 + 0.6 * $0 }
    let tally = cells.programClosedLoop(
      targets: targets, tolerance: 0.002, maxPulses: 5_000, key: StreamKey(seed: 3))
    #expect(tally.failed == 0)
    for index in 0..<3_000 { #expect(abs(cells.g[index] - targets[index]) <= 0.002) }
    #expect(tally.pulses == Double(cells.pulseCounts.reduce(0, +)))
    #expect(tally.reads > 3_000)
  }

  /// A list of cells gets what a row of numbers with zeros in it gives, to the last bit; so do cells that stay.
  @Test(arguments: [0.001, 0.02, 0.4, 1])
  func listedCellsGetWhatRowsOfPulsesGive(share: Float) {
    let count = 5_000
    for model in [PulseFixtures.ecram, PulseFixtures.constant] {
      var listed = PulsedCells(model: model, count: count, identity: StreamKey(seed: 1), countPulses: true)
      listed.set([Float](repeating: 0.5, count: count))
      var rows = listed
      let (chances, sizes) = (StreamKey(seed: 2).uniforms(count), StreamKey(seed: 3).uniforms(count))
      // One to forty pulses of either sign: singles, several, and many in aggregate.
      let pulses = zip(chances, sizes).map { chance, size -> Float in
        guard chance < share else { return 0 }
        let number = 1 + Float(Int(size * 1_000) % 40)
        return size < 0.5 ? -number : number
      }
      let cells = pulses.indices.filter { pulses[$0] != 0 }
      listed.pulse(cells.map(UInt32.init), counts: cells.map { pulses[$0] }, key: StreamKey(seed: 4), step: 7)
      rows.pulse(counts: pulses.span, key: StreamKey(seed: 4), step: 7)
      #expect(listed.g == rows.g && listed.pulseCounts == rows.pulseCounts)
      #expect(cells.count > 0 && cells.allSatisfy { listed.pulseCounts[$0] == abs(pulses[$0]) })
    }
  }

  /// Cells without a target are neither read nor pulsed.
  @Test func cellsWithoutATargetAreLeftAlone() {
    var cells = PulsedCells(model: PulseFixtures.ecram, count: 2_000, identity: StreamKey(seed: 1), countPulses: true)
    cells.set([Float](repeating: 0.5, count: 2_000))
    let before = cells.g
    var targets = [Float](repeating: .nan, count: 2_000)
    for cell in stride(from: 0, to: 2_000, by: 100) {
      targets[cell + 7] = before[cell + 7] + 0.1
      targets[cell + 8] = before[cell + 8]
    }
    let tally = cells.programClosedLoop(targets: targets, tolerance: 0.002, maxPulses: 5_000, key: StreamKey(seed: 3))
    #expect(tally.failed == 0 && tally.pulses == Double(cells.pulseCounts.reduce(0, +)))
    // Twenty cells are there at once, twenty need at least one burst.
    #expect(tally.reads >= 60 && tally.reads < 2_000)
    #expect((0..<2_000).allSatisfy { ($0 % 100 == 7) == (cells.pulseCounts[$0] > 0) })
    #expect((0..<2_000).allSatisfy { $0 % 100 == 7 || cells.g[$0] == before[$0] })
  }

  @Test func cellsThatCannotGetThereFail() {
    var model = PulseFixtures.ecram
    model.corruptFraction = 0.1
    model.corruptRange = 0.01
    var cells = PulsedCells(model: model, count: 2_000, identity: StreamKey(seed: 1))
    let tally = cells.programClosedLoop(
      targets: [Float](repeating: 0.8, count: 2_000), tolerance: 0.003, maxPulses: 2_000, key: StreamKey(seed: 3))
    #expect(tally.failed == (0..<2_000).filter(cells.isCorrupt(_:)).count)
  }

  /// Apparent state: hidden state plus σ Δ, redrawn at every touch. n = 20,000, five standard errors.
  @Test func writeNoiseSeparatesWhatIsReadFromWhatIsPulsed() {
    var model = PulseFixtures.constant
    model.writeNoise = 75
    model.step = 0.001_35
    model.cycleNoise = .proportional(0)
    var cells = PulsedCells(model: model, count: 20_000, identity: StreamKey(seed: 1))
    cells.set([Float](repeating: 0.5, count: 20_000))
    cells.pulse(counts: [Float](repeating: 1, count: 20_000).span, key: StreamKey(seed: 2), step: 0)
    let state = 0.5 + cells.upStep(of: 0, at: 0.5)
    let difference = cells.g.map { $0 - state }
    let moments = PulseSample.moments(difference)
    let sigma = 75 * 0.00135 * 0.45
    #expect(abs(moments.mean) < 5 * sigma / 20_000.0.squareRoot())
    #expect(abs(moments.deviation / sigma - 1) < 5 / 40_000.0.squareRoot())
    #expect(abs(moments.deviation / (1.05 * sigma) - 1) > 5 / 40_000.0.squareRoot())
  }

  @Test func pulsesAreCountedAndCloseTheWindow() {
    var cells = PulsedCells(model: PulseFixtures.ecram, count: 40, identity: StreamKey(seed: 1), countPulses: true)
    let fresh = cells
    let some = (0..<40).map { Float($0) }
    cells.pulse(counts: some.map { -$0 }.span, key: StreamKey(seed: 2), step: 0)
    cells.pulse(up: some.span, down: some.span, key: StreamKey(seed: 2), step: 1)
    #expect(cells.pulseCounts == some.map { 3 * $0 })
    cells.set([Float](repeating: 0.99, count: 40))
    cells.closeWindows(shares: cells.pulseCounts.map { 1 - 0.5 * log10(1 + $0 / 13) }, fresh: fresh)
    #expect(cells.bounds(of: 0) == fresh.bounds(of: 0))
    let expected = 0.1 + 0.9 * (1 - 0.5 * log10(1 + Float(117) / 13))
    #expect(abs(cells.bounds(of: 39).upperBound - expected) < 1e-3)
    #expect(cells.g[39] <= cells.bounds(of: 39).upperBound)
  }

  @Test func onesidedCellsIgnoreDownPulses() {
    var cells = PulsedCells(model: PulseFixtures.pcm2020, count: 100, identity: StreamKey(seed: 1))
    cells.set([Float](repeating: 0.5, count: 100))
    cells.pulse(counts: [Float](repeating: -20, count: 100).span, key: StreamKey(seed: 2), step: 0)
    #expect(cells.g.allSatisfy { $0 == 0.5 })
  }

  @Test func dieFactorsScaleSteps() {
    let plain = PulsedCells(model: PulseFixtures.om2022, count: 1, identity: StreamKey(seed: 1))
    let strong = PulsedCells(
      model: PulseFixtures.om2022, count: 1, identity: StreamKey(seed: 1),
      variation: PulseVariation(dieStepGain: 1.1, dieAsymmetry: 0.1))
    #expect(abs(strong.upStep(of: 0, at: 0.55) / plain.upStep(of: 0, at: 0.55) - 1.1) < 2e-3)
    #expect(abs(strong.downStep(of: 0, at: 0.55) / plain.downStep(of: 0, at: 0.55) - 0.99) < 2e-3)
  }

  @Test func cardsAreDecodedStrictly() throws {
    let text = """
      law: softBounds
      weightRange: [-1, 1]
      step: 0.0949
      deviceToDevice: {step: 0.7829, stepDistribution: logNormal, asymmetry: 0.01, maximum: 0.3499, minimum: 0.5695}
      cycleToCycle: {kind: additive, sigma: 0.4158}
      writeNoise: 1.4113
      corrupt: {fraction: 0.1348, range: 0.01}
      referenceSpread: 0.05
      """
    let window = ConductanceWindow(gMin: Siemens(0.1), gMax: Siemens(1))
    let root = try YAMLDocument(text: text, file: "card.yaml").root
    let model = try PulseModel(root, window: window)
    try root.finish()
    #expect(model == PulseFixtures.om2022Array)
    for (from, to) in [
      ("step: 0.0949", "step: -1"), ("softBounds", "softbounds"), ("[-1, 1]", "[1, -1]"), ("additive", "window2"),
      ("[-1, 1]", "[0, 1]"),
    ] {
      let wrong = try YAMLDocument(text: text.replacingOccurrences(of: from, with: to), file: "card.yaml").root
      #expect(throws: YAMLError.self) { try PulseModel(wrong, window: window) }
    }
  }
}
