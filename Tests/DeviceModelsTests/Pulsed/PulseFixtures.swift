import DeviceModels
import Foundation
import Randomness

/// Models with the constants of published fits, without spread from cell to cell: the cells are all alike, so that many
/// of them sample one distribution.
enum PulseFixtures {
  static func window(_ low: Double, _ high: Double, lowest: Double = 0.1) -> PulseWindow {
    PulseWindow(weightMinimum: low, weightMaximum: high, lowest: lowest)
  }

  static let constant = PulseModel(
    window: window(-1, 1), law: .constant, step: 0.0016, cycleNoise: .proportional(0.3))
  static let ecram = PulseModel(
    window: window(-0.8276, 1.1724), law: .linear(slopeUp: 0.1153, slopeDown: 0.5085, meanBounds: true), step: 0.002,
    cycleNoise: .proportional(0.3))
  static let capacitor = PulseModel(
    window: window(-1, 1), law: .linear(slopeUp: 0.05, slopeDown: 0.05, meanBounds: true), step: 0.005,
    cycleNoise: .additive(0.3))
  static let softMultiplicative = PulseModel(
    window: window(-1, 1), law: .softBounds, step: 0.05, cycleNoise: .proportional(0.5))
  static let om2022 = PulseModel(
    window: window(-1, 1), law: .softBounds, step: 0.0949, cycleNoise: .additive(0.4158))
  static let gongSoft = PulseModel(
    window: window(-0.75, 1.25), law: .softBounds, step: 0.002, cycleNoise: .additive(3.75))
  static let gong2018 = PulseModel(
    window: window(-1, 1),
    law: .exponential(
      .init(a: -0.5, b: -0.5, gammaUp: 5, gammaDown: 5, amplitudeUp: -1.18445, amplitudeDown: -0.081404)),
    step: 0.00135, asymmetry: 0.259359, cycleNoise: .proportional(5))
  static let jo2010 = PulseModel(
    window: window(0, 1, lowest: 0.08),
    law: .neuroSim(.init(pulsesUp: 97, pulsesDown: 100, labelUp: 2.4, labelDown: -4.88)), step: 0,
    cycleNoise: .window(0.035))
  static let jerry2017 = PulseModel(
    window: window(0, 1, lowest: 1 / 45),
    law: .neuroSim(.init(pulsesUp: 32, pulsesDown: 32, labelUp: 1.75, labelDown: -1.46)), step: 0,
    cycleNoise: .window(0.005))
  static let power = PulseModel(
    window: window(-1, 1), law: .power(exponentUp: 1.5, exponentDown: 2), step: 0.02, cycleNoise: .proportional(0.3))
  static let pcm2020 = PulseModel(
    window: window(0, 2, lowest: 0),
    law: .exponential(
      .init(a: -1, b: 0, gammaUp: 2.5, gammaDown: 2.5, amplitudeUp: -27.235, amplitudeDown: -2.235)), step: 0.01,
    cycleNoise: .stateDependent(sigma: 0.6, constant: 0.042, perWeight: 0.108), oneSided: true)

  static let all: [(name: String, model: PulseModel)] = [
    ("constant", constant), ("ecram", ecram), ("capacitor", capacitor), ("softMultiplicative", softMultiplicative),
    ("om2022", om2022), ("gongSoft", gongSoft), ("gong2018", gong2018), ("jo2010", jo2010), ("jerry2017", jerry2017),
    ("power", power), ("pcm2020", pcm2020),
  ]

  /// The OM array with everything on.
  static let om2022Array: PulseModel = {
    var model = om2022
    model.spread = PulseSpread(
      step: 0.7829, stepIsLogNormal: true, asymmetry: 0.01, maximum: 0.3499, minimum: 0.5695)
    model.writeNoise = 1.4113
    model.corruptFraction = 0.1348
    model.corruptRange = 0.01
    model.referenceSpread = 0.05
    return model
  }()
}

/// Ends of many equal cells by the two paths.
struct PulseSample {
  var fast: [Float]
  var plain: [Float]

  init(fast: [Float], plain: [Float]) { (self.fast, self.plain) = (fast, plain) }

  /// Expected pulses: the plain path draws its Poisson numbers itself, as waiting times in Double.
  init(_ model: PulseModel, plainModel: PulseModel? = nil, start: Float, up: Float, down: Float, count: Int) {
    var cells = PulsedCells(model: model, count: count, identity: StreamKey(seed: 1))
    cells.set([Float](repeating: start, count: count))
    var oracle = PulsedCells(model: plainModel ?? model, count: count, identity: StreamKey(seed: 1))
    oracle.set([Float](repeating: start, count: count))
    let ups = [Float](repeating: up, count: count)
    let downs = [Float](repeating: down, count: count)
    cells.pulse(up: ups.span, down: downs.span, key: StreamKey(seed: 5), step: 0)
    var words = WordSequence(StreamKey(seed: 9))
    let upCounts = (0..<count).map { _ in Self.poisson(Double(up), &words) }
    let downCounts = (0..<count).map { _ in Self.poisson(Double(down), &words) }
    oracle.pulseOneByOne(up: upCounts, down: downCounts, key: StreamKey(seed: 6))
    fast = cells.g
    plain = oracle.g
  }

  /// A fixed number of pulses, up positive.
  init(_ model: PulseModel, plainModel: PulseModel? = nil, start: Float, pulses: Int, count: Int) {
    var cells = PulsedCells(model: model, count: count, identity: StreamKey(seed: 1))
    cells.set([Float](repeating: start, count: count))
    var oracle = PulsedCells(model: plainModel ?? model, count: count, identity: StreamKey(seed: 1))
    oracle.set([Float](repeating: start, count: count))
    cells.pulse(counts: [Float](repeating: Float(pulses), count: count).span, key: StreamKey(seed: 5), step: 0)
    oracle.pulseOneByOne(
      up: [Int](repeating: max(pulses, 0), count: count), down: [Int](repeating: max(-pulses, 0), count: count),
      key: StreamKey(seed: 6))
    fast = cells.g
    plain = oracle.g
  }

  private static func poisson(_ mean: Double, _ words: inout WordSequence) -> Int {
    var number = 0
    var time = 0.0
    while true {
      time -= log(Double(words.nextUniform()))
      if time > mean { return number }
      number += 1
    }
  }

  static func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let square = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
    return (mean, square.squareRoot())
  }

  /// z of the difference of the means.
  var meanScore: Double {
    let (a, b) = (Self.moments(fast), Self.moments(plain))
    let error = ((a.deviation * a.deviation + b.deviation * b.deviation) / Double(fast.count)).squareRoot()
    return abs(a.mean - b.mean) / max(error, 1e-12)
  }

  /// z of the difference of the log variances, with the sample's own kurtosis.
  var varianceScore: Double {
    let (a, b) = (Self.moments(fast), Self.moments(plain))
    func relative(_ values: [Float], _ m: (mean: Double, deviation: Double)) -> Double {
      let fourth = values.reduce(0.0) { $0 + pow((Double($1) - m.mean) / m.deviation, 4) } / Double(values.count)
      return (fourth - 1) / Double(values.count)
    }
    return abs(2 * log(a.deviation / b.deviation)) / (relative(fast, a) + relative(plain, b)).squareRoot()
  }

  /// The two-sample Kolmogorov–Smirnov distance after moving either sample by up to `shift` in its favour (the Lévy
  /// distance's ε at δ = shift).
  func distance(shift: Float = 0) -> Double { max(oneSided(fast, plain, shift), oneSided(plain, fast, shift)) }

  /// sup F_a(x) − F_b(x + shift).
  private func oneSided(_ a: [Float], _ b: [Float], _ shift: Float) -> Double {
    let x = a.sorted()
    let y = b.sorted()
    var passed = 0
    var most = 0.0
    for (index, value) in x.enumerated() {
      while passed < y.count, y[passed] <= value + shift { passed += 1 }
      if index + 1 < x.count, x[index + 1] == value { continue }
      most = max(most, Double(index + 1) / Double(x.count) - Double(passed) / Double(y.count))
    }
    return most
  }
}
