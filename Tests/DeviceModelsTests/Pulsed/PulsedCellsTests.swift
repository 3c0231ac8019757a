import DeviceModels
import Foundation
import Randomness
import Testing

@Suite struct PulsedCellsTests {
  @Test func zeroPulsesLeaveEveryBit() {
    for (_, model) in PulseFixtures.all + [("array", PulseFixtures.om2022Array)] {
      var cells = PulsedCells(model: model, count: 1_000, identity: StreamKey(seed: 3))
      cells.set(StreamKey(seed: 4).uniforms(1_000))
      let before = cells.g.map(\.bitPattern)
      let zeros = [Float](repeating: 0, count: 1_000)
      cells.pulse(up: zeros.span, down: zeros.span, key: StreamKey(seed: 5), step: 1)
      cells.pulse(counts: zeros.span, key: StreamKey(seed: 5), step: 2)
      #expect(cells.g.map(\.bitPattern) == before)
    }
  }

  @Test func untouchedCellsAmongTouchedOnesKeepEveryBit() {
    var cells = PulsedCells(model: PulseFixtures.om2022Array, count: 1_003, identity: StreamKey(seed: 3))
    cells.set(StreamKey(seed: 4).uniforms(1_003))
    let before = cells.g
    let up = (0..<1_003).map { $0 % 3 == 0 ? Float($0 % 50) : 0 }
    cells.pulse(up: up.span, down: up.span, key: StreamKey(seed: 5), step: 1)
    for index in 0..<1_003 where up[index] == 0 { #expect(cells.g[index].bitPattern == before[index].bitPattern) }
  }

  /// A block of the array of whole slices of 1,024 cells, made and pulsed by itself, is the same block.
  @Test(arguments: [PulseFixtures.om2022Array, PulseFixtures.gong2018, PulseFixtures.power])
  func blocksGiveTheSameNumbers(model: PulseModel) {
    let count = 3_500
    let identity = StreamKey(seed: 7)
    var whole = PulsedCells(model: model, count: count, identity: identity)
    let start = StreamKey(seed: 4).uniforms(count)
    whole.set(start)
    let up = StreamKey(seed: 8).uniforms(count).map { $0 < 0.2 ? 0 : 40 * $0 * $0 }
    let down = StreamKey(seed: 9).uniforms(count).map { 10 * $0 * $0 }
    whole.pulse(up: up.span, down: down.span, key: StreamKey(seed: 5), step: 3)
    for (first, end) in [(0, 1_024), (1_024, 3_072), (3_072, 3_500)] {
      var block = PulsedCells(model: model, count: end - first, identity: identity, first: first)
      block.set(Array(start[first..<end]))
      block.pulse(
        up: Array(up[first..<end]).span, down: Array(down[first..<end]).span, key: StreamKey(seed: 5), step: 3)
      #expect(block.g == Array(whole.g[first..<end]))
    }
  }

  @Test func conductanceStaysWithinEachCellsBounds() {
    for (name, base) in PulseFixtures.all {
      var model = base
      model.spread = PulseSpread(step: 0.3, asymmetry: 0.05, maximum: 0.3, minimum: 0.3)
      model.corruptFraction = 0.05
      model.corruptRange = 0.01
      var cells = PulsedCells(model: model, count: 2_000, identity: StreamKey(seed: 3))
      for step in 0..<UInt32(12) {
        let up = StreamKey(seed: 20).uniforms(2_000, step: step).map { 100 * $0 * $0 * $0 }
        let down = StreamKey(seed: 21).uniforms(2_000, step: step).map { 100 * $0 * $0 * $0 }
        cells.pulse(up: up.span, down: down.span, key: StreamKey(seed: 5), step: step)
        let whole = up.map { ($0 - 20).rounded() }
        cells.pulse(counts: whole.span, key: StreamKey(seed: 6), step: step)
        for index in 0..<2_000 {
          #expect(cells.bounds(of: index).contains(cells.g[index]), "\(name) cell \(index): \(cells.g[index])")
        }
      }
    }
  }

  @Test func symmetryPointOfSoftBoundsIsItsFormula() {
    var model = PulseFixtures.om2022
    model.asymmetry = 0.3
    // α₊ = Δ, α₋ = Δ(1 − 0.3), b₊ = 1, b₋ = −1: w* = (α₊ − α₋)/(α₊/b₊ − α₋/b₋) = 0.3/1.7.
    let expected = model.window.conductance(weight: 0.3 / 1.7)
    #expect(abs(Double(model.symmetryPoint) - expected) < 5e-4)
    #expect(abs(model.upStep(at: model.symmetryPoint) - model.downStep(at: model.symmetryPoint)) < 1e-6)
  }

  /// States: nominal window over nominal step, as counted by the authors of the fits.
  @Test func numbersOfStates() {
    #expect(abs(PulseFixtures.om2022.numberOfStates - 21) < 0.1)
    #expect(abs(PulseFixtures.ecram.numberOfStates - 1_000) < 1)
    #expect(abs(PulseFixtures.jo2010.numberOfStates - 98.5) < 1e-9)
    #expect(PulseFixtures.constant.numberOfStates == 1_250)
  }

  /// NeuroSim's curves: from the low to the high end in the published number of pulses, and the published nonlinearity.
  @Test func neuroSimCurvesAreClosedForm() {
    var model = PulseFixtures.jo2010
    model.cycleNoise = .window(0)
    let curve = model.curves(devices: 1, up: 97, down: 100, identity: StreamKey(seed: 1), key: StreamKey(seed: 2))
    #expect(curve.count == 198)
    func rise(_ p: Double, _ a: Double) -> Double { -expm1(-p / a) / -expm1(-1 / a) }
    let (up, down) = (NeuroSimLabel.timeConstant(label: 2.4), NeuroSimLabel.timeConstant(label: 4.88))
    for pulse in 0...97 {
      let expected = 0.08 + 0.92 * rise(Double(pulse) / 97, up)
      #expect(abs(Double(curve[pulse]) - expected) < 1.5e-3, "pulse \(pulse)")
    }
    for pulse in 0...100 {
      let expected = 1 - 0.92 * rise(Double(pulse) / 100, down)
      #expect(abs(Double(curve[97 + pulse]) - expected) < 1.5e-3, "down pulse \(pulse)")
    }
  }

  /// Cell constants against the published semantic; n = 50,000, limits at five standard errors.
  @Test func deviceToDeviceMoments() {
    let n = 50_000
    var model = PulseFixtures.constant
    model.step = 0.01
    model.asymmetry = 0.2
    model.spread = PulseSpread(step: 0.1, asymmetry: 0.05, maximum: 0.1, minimum: 0.2)
    let cells = PulsedCells(model: model, count: n, identity: StreamKey(seed: 31))
    let scale = model.window.scale
    let middle = Float(model.window.reference)
    let up = (0..<n).map { cells.upStep(of: $0, at: middle) / Float(0.01 * scale) }
    let down = (0..<n).map { cells.downStep(of: $0, at: middle) / Float(0.01 * scale) }
    let root = Double(n).squareRoot()
    let (mu, md) = (PulseSample.moments(up), PulseSample.moments(down))
    // Δ₊ = gain + r, Δ₋ = gain − 0.2 − r; both have variance 0.1² + 0.05² and their covariance is 0.1² − 0.05².
    let deviation = (0.01 + 0.0025).squareRoot()
    #expect(abs(mu.mean - 1) < 5 * deviation / root)
    #expect(abs(md.mean - 0.8) < 5 * deviation / root)
    #expect(abs(mu.deviation / deviation - 1) < 5 / (2 * Double(n)).squareRoot())
    #expect(abs(md.deviation / deviation - 1) < 5 / (2 * Double(n)).squareRoot())
    #expect(abs(mu.deviation / (deviation * 1.05) - 1) > 5 / (2 * Double(n)).squareRoot())
    let covariance = zip(up, down).reduce(0.0) { $0 + (Double($1.0) - mu.mean) * (Double($1.1) - md.mean) } / Double(n)
    #expect(abs(covariance - 0.0075) < 5 * deviation * deviation / root)
    let high = (0..<n).map { Float(model.window.weight(conductance: Double(cells.bounds(of: $0).upperBound))) }
    let mh = PulseSample.moments(high)
    #expect(abs(mh.mean - 1) < 5 * 0.1 / root)
    #expect(abs(mh.deviation / 0.1 - 1) < 5 / (2 * Double(n)).squareRoot())
  }

  @Test func logNormalGainsAndCorruptCells() {
    let n = 50_000
    let cells = PulsedCells(model: PulseFixtures.om2022Array, count: n, identity: StreamKey(seed: 32))
    let corrupt = (0..<n).filter(cells.isCorrupt(_:))
    let share = Double(corrupt.count) / Double(n)
    #expect(abs(share - 0.1348) < 5 * (0.1348 * 0.8652 / Double(n)).squareRoot())
    for index in corrupt {
      let weight = cells.model.window.weight(conductance: Double(cells.g[index]))
      #expect(abs(weight) < 0.0115, "stuck near w = 0, to the rounding of the stored bound")
    }
    // Small steps: the largest gains stay away from the bounds.
    var fine = PulseFixtures.om2022Array
    fine.step = 0.000_949
    fine.spread.asymmetry = 0
    let steps = PulsedCells(model: fine, count: n, identity: StreamKey(seed: 32))
    let logs = (0..<n).filter { !steps.isCorrupt($0) }.map {
      Float(log(Double(steps.upStep(of: $0, at: 0.55)) / (0.000_949 * 0.45)))
    }
    let moments = PulseSample.moments(logs)
    #expect(abs(moments.mean) < 5 * 0.7829 / Double(logs.count).squareRoot() + 2e-3)
    #expect(abs(moments.deviation / 0.7829 - 1) < 5 / (2 * Double(logs.count)).squareRoot() + 2e-3)
  }

  @Test func storedStepsAreRoundedByLessThanHalfAThousandth() {
    var model = PulseFixtures.constant
    for index in 0..<400 {
      model.step = 1e-5 * pow(1.021, Double(index))
      let cells = PulsedCells(model: model, count: 1, identity: StreamKey(seed: 1))
      #expect(abs(Double(cells.upStep(of: 0, at: 0.55)) / (model.step * 0.45) - 1) <= 0x1p-11 + 1e-6)
    }
  }

  /// Memory: 16 bytes a cell, 24 with write noise and counted pulses.
  @Test func bytesPerCell() {
    let plain = PulsedCells(model: PulseFixtures.ecram, count: 64, identity: StreamKey(seed: 1))
    #expect(plain.bytesPerCell == 16)
    let full = PulsedCells(
      model: PulseFixtures.om2022Array, count: 64, identity: StreamKey(seed: 1), countPulses: true)
    #expect(full.bytesPerCell == 24)
  }
}
