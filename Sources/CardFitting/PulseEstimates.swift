package import DeviceModels
internal import Foundation
internal import Randomness

/// A fitted pulse model as a card states it, with a 95 % interval for every number.
///
/// Intervals are a bootstrap over devices: resampled devices move the population by one scoring step each, J⁻¹ Σ wᵢ sᵢ
/// with sᵢ the score of device i and J the information (A. C. Davison, D. V. Hinkley, Bootstrap Methods and their
/// Application, 1997, section 2.7), and every resample is turned into the card's numbers. Deviations are widened by
/// √(n/(n − 1)) and by the ratio of Student's and the normal quantile.
package struct PulseEstimates: Sendable {
  /// The model, with its numbers unrounded.
  package let model: PulseModel
  /// The bounds of the nominal cell, relative to the reference conductance of the trains.
  package let low: Estimate
  package let high: Estimate
  /// All numbers under the names that cards give them.
  package let numbers: [Estimate]
  /// Pulses for the whole window, of NeuroSim's law, before they are rounded.
  package let law: LawName
  package let noise: NoiseName
  package let logNormal: Bool

  package subscript(name: String) -> Estimate? { numbers.first { $0.name == name } }

  init(_ fit: PulseFit, weights: ClosedRange<Double>, resamples: Int, key: StreamKey) {
    let center = CardNumbers(fit, means: fit.means, deviations: fit.deviations, weights: weights)
    let influence = fit.influences
    let count = fit.trains.count
    let size = Double(max(count, 2))
    let widening = (size / (size - 1)).squareRoot() * (1 + (1.96 * 1.96 + 1) / (4 * (size - 1)))
    var words = WordSequence(key)
    var samples = [[Double]](repeating: [], count: center.values.count)
    for _ in 0..<resamples {
      var shift = [Double](repeating: 0, count: influence.first?.count ?? 0)
      for _ in 0..<count {
        let chosen = influence[words.next(below: count)]
        for k in shift.indices { shift[k] += chosen[k] }
      }
      let (means, deviations) = fit.moved(by: shift.map { $0 * widening })
      let numbers = CardNumbers(fit, means: means, deviations: deviations, weights: weights)
      for k in samples.indices { samples[k].append(numbers.values[k]) }
    }
    var estimates: [Estimate] = []
    for (k, name) in center.names.enumerated() {
      let sorted = samples[k].filter(\.isFinite).sorted()
      var (lower, upper) = (center.values[k], center.values[k])
      if sorted.count > 40 {
        func quantile(_ p: Double) -> Double {
          let place = p * Double(sorted.count - 1)
          let floor = Int(place)
          let next = min(floor + 1, sorted.count - 1)
          return sorted[floor] + (place - Double(floor)) * (sorted[next] - sorted[floor])
        }
        (lower, upper) = (quantile(0.025), quantile(0.975))
      }
      if let limit = center.limits[name] { (lower, upper) = (0, limit) }
      estimates.append(Estimate(name: name, value: center.values[k], lower: lower, upper: upper))
    }
    low = estimates[0]
    high = estimates[1]
    numbers = estimates
    model = center.model(fit.law, weights)
    law = fit.law.name
    noise = fit.law.noise
    logNormal = fit.law.logNormal
  }
}

extension PulseFit {
  /// By how much one device moves the locations and ln σ of the own slots: J⁻¹ sᵢ.
  var influences: [[Double]] {
    let order = own.count + common.count
    var information = SymmetricMatrix(order: order)
    var spread = SymmetricMatrix(order: own.count)
    for fit in devices {
      information += fit.information
      spread += fit.spreadInformation
    }
    let (inverse, inverseSpread) = (information.inverted().inverse, spread.inverted().inverse)
    let all = devices.map { fit in
      inverse * Array(fit.score[..<order]) + inverseSpread * Array(fit.score[order...])
    }
    // At the maximum the influences sum to nothing; what is left of them is not sampling.
    let count = Double(all.count)
    var mean = [Double](repeating: 0, count: order + own.count)
    for influence in all { for k in mean.indices { mean[k] += influence[k] / count } }
    return all.map { influence in influence.indices.map { influence[$0] - mean[$0] } }
  }

  /// The population moved by sums of influences.
  func moved(by shift: [Double]) -> (means: [Double], deviations: [Double]) {
    var (means, deviations) = (means, deviations)
    let (own, common) = (own, common)
    for (k, slot) in (own + common).enumerated() { means[slot.rawValue] += shift[k] }
    for (k, slot) in own.enumerated() { deviations[slot.rawValue] *= exp(shift[own.count + common.count + k]) }
    return (means, deviations)
  }
}

/// A population's numbers in the terms of a card.
struct CardNumbers {
  private(set) var names: [String] = []
  private(set) var values: [Double] = []
  /// Upper limits of spreads that have vanished.
  private(set) var limits: [String: Double] = [:]

  private mutating func add(_ name: String, _ value: Double, limit: Double? = nil) {
    names.append(name)
    values.append(value)
    if let limit, value == 0 { limits[name] = limit }
  }

  /// Of `a` of the exponential law.
  private var sign = 1.0

  subscript(name: String) -> Double { names.firstIndex(of: name).map { values[$0] } ?? 0 }

  init(_ fit: PulseFit, means: [Double], deviations: [Double], weights: ClosedRange<Double>) {
    func mean(_ slot: Slot) -> Double { means[slot.rawValue] }
    func spread(_ slot: Slot) -> Double { fit.roles[slot.rawValue] == .own ? deviations[slot.rawValue] : 0 }
    func limit(_ slot: Slot) -> Double { fit.largestDeviations[slot.rawValue] }
    let law = fit.law
    let (low, high) = (mean(.low), mean(.high))
    let scale = (high - low) / (weights.upperBound - weights.lowerBound)
    let origin = low - weights.lowerBound * scale
    let shift = origin - law.origin
    add("gMin", low)
    add("gMax", high)
    if law.name == .neuroSim {
      let size = law.logNormal ? exp(mean(.size)) : mean(.size)
      add("pulsesUp", 1 / size)
      add("pulsesDown", 1 / (size * exp(mean(.asymmetry))))
      add("nonlinearityUp", NeuroSimLabel.label(inverseTimeConstant: mean(.slopeUp)))
      add("nonlinearityDown", NeuroSimLabel.label(inverseTimeConstant: mean(.slopeDown)))
      add("deviceToDevice.step", law.logNormal ? spread(.size) : spread(.size) / size, limit: limit(.size) / size)
      for (name, slot) in [("deviceToDevice.slopeUp", Slot.slopeUp), ("deviceToDevice.slopeDown", .slopeDown)] {
        let slope =
          (NeuroSimLabel.label(inverseTimeConstant: mean(slot) + 0.01)
            - NeuroSimLabel.label(inverseTimeConstant: mean(slot) - 0.01)) / 0.02
        add(name, spread(slot) * slope, limit: limit(slot) * slope)
      }
    } else {
      let asymmetry = mean(.asymmetry)
      let size = law.logNormal ? exp(mean(.size)) - abs(asymmetry) : mean(.size)
      var (up, down) = (size + asymmetry, size - asymmetry)
      let before = (up: up, down: down)
      switch law.name {
      case .linear:
        up *= 1 - mean(.slopeUp) * shift
        down *= 1 + mean(.slopeDown) * shift
      case .softBounds:
        up *= (high - origin) / max(high - law.origin, 1e-3)
        down *= (origin - low) / max(law.origin - low, 1e-3)
      case .exponential:
        let scale =
          1 + 0.5
          * (UpdateLaw.excess(mean(.shapeA), mean(.shapeC))
            + UpdateLaw.excess(mean(.shapeB), mean(.shapeD)))
        up *= scale
        down *= scale
      default: break
      }
      let step = max(up, down)
      add("step", step / scale)
      add("asymmetry", (up - down) / step)
      let size0 = law.name == .exponential ? size + abs(asymmetry) : max(before.up, before.down)
      add("deviceToDevice.step", law.logNormal ? spread(.size) : spread(.size) / size0, limit: limit(.size) / size0)
      add("deviceToDevice.asymmetry", spread(.asymmetry) / size0, limit: limit(.asymmetry) / size0)
      switch law.name {
      case .linear:
        let (ratioUp, ratioDown) = (before.up / up * (high - origin), before.down / down * (origin - low))
        add("slopeUp", mean(.slopeUp) * ratioUp)
        add("slopeDown", mean(.slopeDown) * ratioDown)
        add("deviceToDevice.slopeUp", spread(.slopeUp) * ratioUp, limit: limit(.slopeUp) * ratioUp)
        add("deviceToDevice.slopeDown", spread(.slopeDown) * ratioDown, limit: limit(.slopeDown) * ratioDown)
      case .exponential:
        let (c, d) = (UpdateLaw.rate(mean(.shapeC)), UpdateLaw.rate(mean(.shapeD)))
        let (excessUp, excessDown) = (
          UpdateLaw.excess(mean(.shapeA), mean(.shapeC)), UpdateLaw.excess(mean(.shapeB), mean(.shapeD))
        )
        let slope = 2 / max(high - low, 1e-4)
        sign = c < 0 ? -1 : 1
        add("gammaUp", abs(c))
        add("gammaDown", abs(d))
        add("amplitudeUp", excessUp / (1 + excessUp) * exp(c * slope * shift))
        add("amplitudeDown", excessDown / (1 + excessDown) * exp(-d * slope * shift))
      case .power:
        add("exponentUp", mean(.shapeA))
        add("exponentDown", mean(.shapeB))
      default: break
      }
      if fit.roles[Slot.reading.rawValue] != .fixed { add("writeNoise", abs(mean(.reading)) / step) }
    }
    if fit.roles[Slot.reading.rawValue] != .fixed { add("reading", abs(mean(.reading))) }
    let (above, below) = (weights.upperBound * scale, -weights.lowerBound * scale)
    add("deviceToDevice.maximum", spread(.high) / above, limit: limit(.high) / above)
    add("deviceToDevice.minimum", spread(.low) / below, limit: limit(.low) / below)
    // What pulses tell of noise that goes with the window is its size; the share follows from where the bounds are.
    let share = law.noise == .window ? law.window / UpdateLaw.window(low, high) : 1
    add("cycleToCycle.sigma", exp(mean(.noise)) * share)
  }

  /// The card's model; NeuroSim's pulse numbers are whole.
  func model(_ law: UpdateLaw, _ weights: ClosedRange<Double>) -> PulseModel {
    let window = PulseWindow(
      weightMinimum: weights.lowerBound, weightMaximum: weights.upperBound,
      lowest: min(max(self["gMin"] / self["gMax"], 0), 0.999))
    let stepLaw: StepLaw =
      switch law.name {
      case .constant: .constant
      case .softBounds: .softBounds
      case .linear: .linear(slopeUp: self["slopeUp"], slopeDown: self["slopeDown"], meanBounds: true)
      case .exponential:
        .exponential(
          .init(
            a: self.sign, b: 0, gammaUp: self["gammaUp"], gammaDown: self["gammaDown"],
            amplitudeUp: self["amplitudeUp"], amplitudeDown: self["amplitudeDown"]))
      case .power: .power(exponentUp: self["exponentUp"], exponentDown: self["exponentDown"])
      case .neuroSim:
        .neuroSim(
          .init(
            pulsesUp: max(1, self["pulsesUp"].rounded()), pulsesDown: max(1, self["pulsesDown"].rounded()),
            labelUp: min(max(self["nonlinearityUp"], -9), 9), labelDown: min(max(self["nonlinearityDown"], -9), 9)))
      }
    let sigma = self["cycleToCycle.sigma"]
    return PulseModel(
      window: window, law: stepLaw, step: self["step"], asymmetry: self["asymmetry"],
      spread: PulseSpread(
        step: self["deviceToDevice.step"], stepIsLogNormal: law.logNormal && law.name != .neuroSim,
        asymmetry: self["deviceToDevice.asymmetry"], maximum: self["deviceToDevice.maximum"],
        minimum: self["deviceToDevice.minimum"], slopeUp: self["deviceToDevice.slopeUp"],
        slopeDown: self["deviceToDevice.slopeDown"]),
      cycleNoise: {
        switch law.noise {
        case .proportional: .proportional(sigma)
        case .additive: .additive(sigma)
        case .window: .window(sigma)
        }
      }(),
      writeNoise: self["writeNoise"])
  }
}
