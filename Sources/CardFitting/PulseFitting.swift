internal import Foundation
internal import Randomness

/// The fit of pulse trains by one law, and how well it did.
package struct LawResult: Sendable {
  package let estimates: PulseEstimates
  package let logLikelihood: Double
  package let parameters: Int
  package let aic: Double
  /// Mean squared standardised residual.
  package let chiSquare: Double
  package let converged: Bool
  package let readings: Int
  let fit: PulseFit

  /// How many devices were seen at a bound of theirs.
  func heldDevices(isHigh: Bool) -> Int { fit.trains.count { isHigh ? $0.isHeldHigh : $0.isHeldLow } }
}

/// Fits every law asked for and ranks them by Akaike's criterion.
package struct PulseFitting: Sendable {
  package var laws: [LawName]
  package var noises: [NoiseName]
  /// The weights at the ends of the window.
  package var weights: ClosedRange<Double>
  package var resamples: Int
  package var seed: UInt64
  /// Distribution of gains from device to device: log-normal, normal, or the likelier of both.
  package var logNormal: Bool?

  package init(
    laws: [LawName] = LawName.allCases, noises: [NoiseName] = NoiseName.allCases, weights: ClosedRange<Double> = -1...1,
    resamples: Int = 400, seed: UInt64 = 1, logNormal: Bool? = nil
  ) {
    self.laws = laws
    self.noises = noises
    self.weights = weights
    self.resamples = resamples
    self.seed = seed
    self.logNormal = logNormal
  }

  /// The best fit of each law, the likeliest law first; fits that did not converge come after all that did, since their
  /// likelihood is no maximum.
  /// - Parameters:
  ///   - trains: the trains, devices numbered 0….
  ///   - progress: is told the law at hand.
  package func results(_ trains: [PulseTrain], progress: (LawName) -> Void = { _ in }) -> [LawResult] {
    let count = (trains.map(\.device).max() ?? -1) + 1
    var devices = [[PulseTrain]](repeating: [], count: count)
    for train in trains { devices[train.device].append(train) }
    return laws.map { law in
      progress(law)
      return best(law, devices.map { PulsedDevice($0) })
    }.sorted { ($0.converged ? 0 : 1, $0.aic) < ($1.converged ? 0 : 1, $1.aic) }
  }

  private func best(_ name: LawName, _ devices: [PulsedDevice]) -> LawResult {
    var chosen: PulseFit?
    var isLogNormal = logNormal ?? false
    func keep(_ fit: PulseFit) {
      guard fit.aic.isFinite || chosen == nil else { return }
      if !(chosen.map { $0.aic <= fit.aic } ?? false) { chosen = fit }
    }
    for noise in noises {
      for direction in name == .exponential ? [1.0, -1.0] : [1.0] {
        let law = UpdateLaw(name: name, noise: noise, logNormal: isLogNormal, origin: 0, direction: direction)
        keep(fitted(law, devices))
        if logNormal == nil, noise == noises[0], direction == 1 {
          // Which distribution of gains: decided once a law.
          let other = UpdateLaw(name: name, noise: noise, logNormal: true, origin: 0, direction: direction)
          let fit = fitted(other, devices)
          if let first = chosen, fit.aic < first.aic { isLogNormal = true }
          keep(fit)
        }
      }
    }
    let fit = chosen ?? fitted(UpdateLaw(name: name, noise: noises[0], logNormal: false, origin: 0), devices)
    return LawResult(
      estimates: PulseEstimates(
        fit, weights: weights, resamples: resamples, key: StreamKey(seed: seed).child("cardFitting.bootstrap")),
      logLikelihood: fit.logLikelihood, parameters: fit.parameterCount, aic: fit.aic,
      chiSquare: fit.chiSquarePerReading, converged: fit.converged, readings: fit.readings, fit: fit)
  }

  /// The place of w = 0 between bounds.
  private func origin(_ low: Double, _ high: Double) -> Double {
    low - weights.lowerBound * (high - low) / (weights.upperBound - weights.lowerBound)
  }

  /// Steps are stated at w = 0, whose conductance follows from the bounds: found in two rounds.
  private func fitted(_ law: UpdateLaw, _ devices: [PulsedDevice]) -> PulseFit {
    var law = law
    let high = PulseStart.mean(devices.map(\.highest))
    let low = PulseStart.mean(devices.map(\.lowest))
    law.origin = origin(low, high)
    var fit = PulseFit(law: law, start: PulseStart(law, devices), trains: devices)
    fit.run()
    for _ in 0..<2 {
      let place = origin(fit.means[Slot.low.rawValue], fit.means[Slot.high.rawValue])
      guard abs(place - fit.law.origin) > 0.002 else { break }
      fit.move(origin: place)
      fit.run(iterations: 20)
    }
    return fit
  }
}
