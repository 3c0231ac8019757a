import DeviceModels
import Foundation
import Randomness
import Testing

/// Pulses in aggregate against pulses one after the other.
@Suite struct AggregationTests {
  static let count = 20_000
  /// Largest Kolmogorov–Smirnov distance of two equal distributions at n = m = 20,000 with p = 1e-6.
  static let critical = (-0.5 * log(0.5e-6)).squareRoot() * (2.0 / Double(count)).squareRoot()

  /// Away from the bounds the aggregate cannot be told from the plain path.
  @Test(arguments: [
    ("constant", 2, 1), ("constant", 10, 0), ("constant", 15, 15), ("constant", 60, 60), ("ecram", 0, 10),
    ("ecram", 15, 15), ("ecram", 40, 10), ("capacitor", 10, 0), ("capacitor", 15, 15), ("softMultiplicative", 2, 1),
    ("softMultiplicative", 10, 0), ("softMultiplicative", 15, 15), ("gongSoft", 10, 0), ("gongSoft", 15, 15),
    ("gong2018", 2, 1), ("gong2018", 10, 0), ("gong2018", 0, 10), ("gong2018", 15, 15), ("om2022", 2, 1),
    ("om2022", 15, 15), ("jo2010", 2, 1), ("jo2010", 0, 10), ("power", 15, 15), ("jerry2017", 2, 1),
  ])
  func middleOfTheWindow(name: String, up: Int, down: Int) throws {
    let model = try #require(PulseFixtures.all.first { $0.name == name }?.model)
    let sample = PulseSample(model, start: 0.5, up: Float(up), down: Float(down), count: Self.count)
    #expect(sample.distance() < Self.critical, "KS \(sample.distance())")
    #expect(sample.meanScore < 5, "mean z \(sample.meanScore)")
    #expect(sample.varianceScore < 5, "variance z \(sample.varianceScore)")
  }

  @Test(arguments: [
    ("constant", 50), ("constant", -50), ("ecram", -100), ("capacitor", 20), ("softMultiplicative", 20),
    ("softMultiplicative", 3), ("gongSoft", 20), ("gong2018", 20), ("gong2018", -20), ("jo2010", -8),
  ])
  func fixedNumbersOfPulses(name: String, pulses: Int) throws {
    let model = try #require(PulseFixtures.all.first { $0.name == name }?.model)
    let sample = PulseSample(model, start: 0.5, pulses: pulses, count: Self.count)
    #expect(sample.distance() < Self.critical, "KS \(sample.distance())")
    #expect(sample.meanScore < 5, "mean z \(sample.meanScore)")
    #expect(sample.varianceScore < 5, "variance z \(sample.varianceScore)")
  }

  /// The same comparison sees a step or a cycle-to-cycle spread that is 5 % wrong.
  @Test func fivePercentWrongModelsAreRejected() {
    var wrongStep = PulseFixtures.ecram
    wrongStep.step *= 1.05
    let step = PulseSample(wrongStep, plainModel: PulseFixtures.ecram, start: 0.5, up: 20, down: 0, count: Self.count)
    #expect(step.meanScore > 10)
    #expect(step.distance() > Self.critical)
    var wrongNoise = PulseFixtures.gongSoft
    wrongNoise.cycleNoise = .additive(3.75 * 1.05)
    let noise = PulseSample(
      wrongNoise, plainModel: PulseFixtures.gongSoft, start: 0.5, up: 15, down: 15, count: Self.count)
    #expect(noise.varianceScore > 6)
    var wrongShape = PulseFixtures.gong2018
    wrongShape.cycleNoise = .proportional(5 * 1.05)
    let shape = PulseSample(
      wrongShape, plainModel: PulseFixtures.gong2018, start: 0.5, pulses: 50, count: Self.count)
    #expect(shape.varianceScore > 6)
  }

  /// At and near the bounds, where clipping after every pulse matters, the aggregate's stated error: distributions
  /// within 7 % in probability after a shift of one step, means within a fifth of a deviation or half a step.
  @Test(arguments: PulseFixtures.all.map(\.name), [Float(0), 0.15, 0.9, 1])
  func nearTheBounds(name: String, start: Float) throws {
    let model = try #require(PulseFixtures.all.first { $0.name == name }?.model)
    let step = max(model.upStep(at: 0.5), model.downStep(at: 0.5))
    for (up, down) in [(Float(0.5), Float(0.2)), (10, 0), (0, 10), (15, 15), (40, 10), (60, 60)] {
      let sample = PulseSample(model, start: start, up: up, down: down, count: 5_000)
      let sampling = 2.5 * (2.0 / 5_000).squareRoot()
      let distance = sample.distance(shift: step)
      #expect(distance < 0.07 + sampling, "\(up) up, \(down) down: \(distance)")
      let (fast, plain) = (PulseSample.moments(sample.fast), PulseSample.moments(sample.plain))
      let allowed = max(0.2 * plain.deviation, 0.5 * Double(step)) + 4 * plain.deviation / 50
      #expect(abs(fast.mean - plain.mean) < allowed, "\(up) up, \(down) down: \(fast) for \(plain)")
    }
  }
}
