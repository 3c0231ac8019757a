import CardFitting
import DeviceModels
import Foundation
import Randomness
import Testing

/// Trains of simulated devices, as a table would hold them.
func simulated(_ model: PulseModel, devices: Int, up: Int, down: Int, seed: UInt64) -> [PulseTrain] {
  let key = StreamKey(seed: seed)
  let curves = model.curves(
    devices: devices, up: up, down: down, identity: key.child("identity"), key: key.child("event"))
  let columns = up + down + 1
  return (0..<devices).map { device in
    let values = (0..<columns).map { Double(curves[device * columns + $0]) }
    return PulseTrain(
      device: device, start: values[0], up: (0..<up + down).map { $0 < up }, after: Array(values.dropFirst()))
  }
}

/// A model whose numbers are known, and these numbers by the names of the estimates.
struct KnownModel: CustomTestStringConvertible, Sendable {
  let law: LawName
  let noise: NoiseName
  let model: PulseModel
  let truth: [String: Double]
  let name: String
  var testDescription: String { name }

  static let all: [KnownModel] = [
    make(.constant, .additive, .constant, step: 0.02, asymmetry: 0.1, sigma: 0.5),
    make(.softBounds, .additive, .softBounds, step: 0.03, asymmetry: 0.1, sigma: 0.5),
    make(
      .linear, .proportional, .linear(slopeUp: 0.4, slopeDown: 0.6, meanBounds: true), step: 0.025, asymmetry: -0.1,
      sigma: 0.3, slopes: 0.05, ["slopeUp": 0.4, "slopeDown": 0.6]),
    make(
      .power, .proportional, .power(exponentUp: 1.5, exponentDown: 0.7), step: 0.05, asymmetry: 0.1, sigma: 0.3,
      ["exponentUp": 1.5, "exponentDown": 0.7]),
    make(
      .exponential, .proportional,
      .exponential(.init(a: 1, b: 0, gammaUp: 1.5, gammaDown: 2, amplitudeUp: 0.1, amplitudeDown: 0.08)), step: 0.03,
      asymmetry: 0.1, sigma: 0.3,
      ["gammaUp": 1.5, "gammaDown": 2, "amplitudeUp": 0.1, "amplitudeDown": 0.08]),
    make(
      .neuroSim, .window, .neuroSim(.init(pulsesUp: 80, pulsesDown: 100, labelUp: 2.4, labelDown: -1.5)), step: 0,
      asymmetry: 0, sigma: 0.01,
      ["pulsesUp": 80, "pulsesDown": 100, "nonlinearityUp": 2.4, "nonlinearityDown": -1.5]),
  ]

  private static func make(
    _ law: LawName, _ noise: NoiseName, _ stepLaw: StepLaw, step: Double, asymmetry: Double, sigma: Double,
    slopes: Double = 0, _ extra: [String: Double] = [:]
  ) -> KnownModel {
    let isNeuroSim = law == .neuroSim
    let spread = PulseSpread(
      step: 0.15, asymmetry: isNeuroSim ? 0 : 0.05, maximum: 0.08, minimum: 0.1, slopeUp: slopes, slopeDown: slopes)
    let cycle: CycleNoise =
      switch noise {
      case .additive: .additive(sigma)
      case .proportional: .proportional(sigma)
      case .window: .window(sigma)
      }
    var truth = extra
    truth["gMin"] = 0.2
    truth["gMax"] = 1
    truth["deviceToDevice.step"] = 0.15
    truth["deviceToDevice.maximum"] = 0.08
    truth["deviceToDevice.minimum"] = 0.1
    truth["cycleToCycle.sigma"] = sigma
    if !isNeuroSim {
      truth["step"] = step
      truth["asymmetry"] = asymmetry
      truth["deviceToDevice.asymmetry"] = 0.05
    }
    if slopes > 0 {
      truth["deviceToDevice.slopeUp"] = slopes
      truth["deviceToDevice.slopeDown"] = slopes
    }
    return KnownModel(
      law: law, noise: noise,
      model: PulseModel(
        window: PulseWindow(weightMinimum: -1, weightMaximum: 1, lowest: 0.2), law: stepLaw, step: step,
        asymmetry: asymmetry, spread: spread, cycleNoise: cycle), truth: truth, name: law.rawValue)
  }
}

@Suite struct PulseRecoveryTests {
  private static let isNightly = ProcessInfo.processInfo.environment["MORTAL_NIGHTLY"] != nil

  /// 100 devices of 100 pulses up and 100 down, fitted again and again: estimates scatter around the truth by as much
  /// as their intervals say, and intervals cover it. 5 repetitions; 200 with MORTAL_NIGHTLY=1.
  @Test(arguments: KnownModel.all) func numbersAreRecovered(_ known: KnownModel) throws {
    let repetitions = Self.isNightly ? 200 : 5
    var coverage = Coverage(known.truth)
    for seed in 0..<repetitions {
      let trains = simulated(known.model, devices: 100, up: 100, down: 100, seed: UInt64(1000 + seed))
      let fitting = PulseFitting(laws: [known.law], noises: [known.noise], seed: UInt64(seed), logNormal: false)
      try coverage.add(#require(fitting.results(trains).first))
    }
    withKnownIssue(
      "one fit in a hundred of soft bounds and of the power law ends a standard error from its maximum",
      isIntermittent: true
    ) {
      #expect(coverage.converged == repetitions, "converged \(coverage.converged) of \(repetitions)")
    } when: {
      Self.isNightly && [.softBounds, .power].contains(known.law)
    }
    if Self.isNightly {
      withKnownIssue("the constant law's intervals of the upper bound's spread cover 86 %", isIntermittent: true) {
        for name in known.truth.keys.sorted() {
          let (share, bias) = (coverage.share(name), coverage.bias(name))
          print("\(known.law.rawValue) \(name): covered \(share), bias \(String(format: "%.2f", bias)) standard errors")
          // Three standard errors of 200 repetitions below 93 %, for some seventy numbers. The power law's intervals are
          // somewhat too narrow, gMax's most of all.
          #expect(share > (known.law == .power ? 0.65 : 0.875), "\(name): covered in \(share) of \(repetitions)")
        }
        let least = known.law == .power ? 0.85 : 0.93
        #expect((least...0.97).contains(coverage.share), "all numbers: covered in \(coverage.share) of \(repetitions)")
      } when: {
        known.law == .constant
      }
    } else {
      // 5 × 9 or more intervals, those of one fit being correlated.
      #expect(coverage.share > 0.8, "\(known.law.rawValue): covered \(coverage.share), \(coverage.covered)")
      for (name, errors) in coverage.errors {
        #expect(abs(coverage.bias(name)) < 4 / Double(repetitions).squareRoot(), "\(name): \(errors)")
      }
    }
  }

  /// The law that made the data is chosen, or one that has it as a special case and says the same.
  @Test(arguments: KnownModel.all)
  func wrongLawsAreRejected(_ known: KnownModel) throws {
    let trains = simulated(known.model, devices: 40, up: 100, down: 100, seed: 7)
    let fitting = PulseFitting(noises: [known.noise], resamples: 100, logNormal: false)
    let results = fitting.results(trains)
    let own = try #require(results.first { $0.estimates.law == known.law })
    let aic = results.map(\.aic)
    #expect(own.aic < (aic.min() ?? 0) + 12, "\(results.map { ($0.estimates.law, $0.aic) })")
    #expect(abs(own.chiSquare - 1) < 0.06, "\(own.chiSquare)")
    // Steps that do not depend on the state describe only devices whose steps do not.
    if known.law != .constant {
      let constant = try #require(results.first { $0.estimates.law == .constant })
      #expect(constant.aic > own.aic + 100)
    }
    if known.law == .constant {
      let softBounds = try #require(results.first { $0.estimates.law == .softBounds })
      #expect(softBounds.aic > own.aic + 100)
    }
  }
}
