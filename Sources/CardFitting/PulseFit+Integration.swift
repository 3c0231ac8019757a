internal import Foundation

/// Numbers of a device whose likelihood is far from normal, integrated by quadrature.
///
/// A bound that steps approach ever more slowly is known from below by the readings and from above by the form of the law
/// alone: its likelihood has a long tail, and Laplace's approximation at the mode puts bounds too low. So the bound is
/// integrated by Gauss–Hermite quadrature around the mode, with Laplace's approximation for the other numbers at every
/// node. Scores are those of the nodes, by their share of the integral (Fisher's identity).
extension PulseFit {
  /// Roots of the seventh Hermite polynomial and weights times e^(t²) (M. Abramowitz, I. A. Stegun, Handbook of Mathematical
  /// Functions, table 25.10).
  private static let nodes: [(place: Double, weight: Double)] = [
    (-2.651961356835233, 1.1013307296103), (-1.673551628767471, 0.8971846002252),
    (-0.8162878828589647, 0.8286873032836), (0, 0.8102646175568),
    (0.8162878828589647, 0.8286873032836), (1.673551628767471, 0.8971846002252),
    (2.651961356835233, 1.1013307296103),
  ]

  /// The slots that are integrated for a device.
  private func tailed(_ device: PulsedDevice, _ own: [Slot]) -> [Slot] {
    guard [.power, .softBounds, .neuroSim].contains(law.name), means[Slot.reading.rawValue] == 0 else { return [] }
    return own.filter { ($0 == .high || $0 == .low) && !device.isHeld(at: $0) }
  }

  /// What is known of a device with its tails in place of their Laplace approximation.
  func integrated(
    _ laplace: DeviceFit, _ filter: PulseFilter, _ device: PulsedDevice, _ own: [Slot], _ common: [Slot],
    _ scratch: inout Derivatives
  ) -> DeviceFit {
    var fit = laplace
    for slot in tailed(device, own) {
      guard let found = integral(over: slot, laplace, filter, device, own, common, &scratch) else { continue }
      // Tails at both ends correct what Laplace's approximation gives independently of each other.
      fit.logLikelihood += found.logLikelihood - laplace.logLikelihood
      for index in fit.score.indices { fit.score[index] += found.score[index] - laplace.score[index] }
    }
    return fit
  }

  private func integral(
    over slot: Slot, _ laplace: DeviceFit, _ filter: PulseFilter, _ device: PulsedDevice, _ own: [Slot],
    _ common: [Slot], _ scratch: inout Derivatives
  ) -> (logLikelihood: Double, score: [Double])? {
    let others = own.filter { $0 != slot }
    let (mean, deviation) = (means[slot.rawValue], deviations[slot.rawValue])
    let width = min(laplace.deviation(of: slot, in: own), deviation)
    guard width > 0 else { return nil }
    var terms: [(log: Double, fit: DeviceFit, z: Double)] = []
    for node in Self.nodes {
      var values = laplace.values
      values[slot.rawValue] += 2.0.squareRoot() * width * node.place
      // The others follow, from where the bound's move takes them in the linear approximation.
      let best = mode(filter, device, values, others, &scratch)
      let fit = summary(filter, device, best.values, others, common, [:], &scratch)
      let z = (values[slot.rawValue] - mean) / deviation
      let log = fit.logLikelihood - 0.5 * z * z - Foundation.log(deviation) + Foundation.log(width * node.weight)
      guard log.isFinite else { continue }
      terms.append((log, fit, z))
    }
    guard let largest = terms.map(\.log).max() else { return nil }
    let total = terms.reduce(0) { $0 + exp($1.log - largest) }
    let logLikelihood = largest + log(total / Double.pi.squareRoot())
    guard logLikelihood.isFinite else { return nil }
    // Scores: own means, common values, ln σ of own slots.
    let order = own.count + common.count
    var score = [Double](repeating: 0, count: order + own.count)
    for term in terms {
      let share = exp(term.log - largest) / total
      for (place, name) in own.enumerated() {
        if name == slot {
          score[place] += share * term.z / deviation
          score[order + place] += share * (term.z * term.z - 1)
        } else if let inner = others.firstIndex(of: name) {
          score[place] += share * term.fit.score[inner]
          score[order + place] += share * term.fit.score[others.count + common.count + inner]
        }
      }
      for place in common.indices { score[own.count + place] += share * term.fit.score[others.count + place] }
    }
    return (logLikelihood, score)
  }
}

extension PulseFit.DeviceFit {
  /// Standard deviation of a device's own number, by its information.
  func deviation(of slot: Slot, in own: [Slot]) -> Double {
    guard let place = own.firstIndex(of: slot) else { return 0 }
    return ownVariances[place].squareRoot()
  }
}
