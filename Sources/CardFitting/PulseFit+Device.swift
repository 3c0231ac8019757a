internal import Foundation

extension PulseFit {
  /// One device: its mode, and what follows from it.
  func evaluate(_ index: Int, own: [Slot], common: [Slot]) -> DeviceFit {
    let device = trains[index]
    let filter = PulseFilter(law: law, boundTolerance: boundTolerance)
    var scratch = Derivatives()
    var start = devices[index].values
    for slot in common { start[slot.rawValue] = means[slot.rawValue] }
    let beyond = beyondReadings(device, own)
    for (slot, end) in beyond { start[slot.rawValue] = end.mean }
    let free = own.filter { beyond[$0] == nil }
    var best = mode(filter, device, start, free, &scratch)
    if searches {
      // A bound has a second mode where the device never came near it.
      for (isHigh, isLow) in [(true, false), (false, true)] {
        var other = best.values
        if isHigh, free.contains(.high) {
          other[Slot.high.rawValue] = max(
            means[Slot.high.rawValue], best.values[Slot.high.rawValue] + 60 * boundTolerance)
        } else if isLow, free.contains(.low) {
          other[Slot.low.rawValue] = min(
            means[Slot.low.rawValue], best.values[Slot.low.rawValue] - 60 * boundTolerance)
        } else {
          continue
        }
        let found = mode(filter, device, other, free, &scratch)
        if found.objective < best.objective { best = found }
      }
    }
    let laplace = summary(filter, device, best.values, own, common, beyond, &scratch)
    return integrated(laplace, filter, device, own, common, &scratch)
  }

  /// A bound that a device never reached: where it is, given that it lies beyond the last reading.
  struct End {
    let mean: Double
    let variance: Double
    /// Of lying there.
    let logProbability: Double
  }

  /// Bounds of which one only knows that they lie beyond the last reading: a normal that is cut there. Of a law that tells
  /// the bounds by its form they are own numbers like others; of the exponential one where few devices reach them.
  private func beyondReadings(_ device: PulsedDevice, _ own: [Slot]) -> [Slot: End] {
    guard means[Slot.reading.rawValue] == 0 else { return [:] }
    var ends: [Slot: End] = [:]
    for (slot, isHeld, last, sign) in [
      (Slot.high, device.isHeldHigh, device.highest, 1.0), (.low, device.isHeldLow, device.lowest, -1),
    ] where own.contains(slot) && !isHeld {
      guard law.name == .constant || law.name == .linear || (law.name == .exponential && isSeen(slot)) else { continue }
      let deviation = deviations[slot.rawValue]
      let z = sign * (means[slot.rawValue] - last) / deviation
      let hazard = Derivatives.hazard(z)
      ends[slot] = End(
        mean: means[slot.rawValue] + sign * deviation * hazard,
        variance: deviation * deviation * max(1 - hazard * (hazard + z), 1e-3), logProbability: Derivatives.logPhi(z))
    }
    return ends
  }

  /// The mode of a device's own numbers from a first guess, by Fisher scoring.
  func mode(
    _ filter: PulseFilter, _ device: PulsedDevice, _ start: [Double], _ own: [Slot], _ scratch: inout Derivatives
  ) -> (values: [Double], objective: Double) {
    var values = start
    func objective(_ values: [Double], _ scratch: inout Derivatives) -> Double {
      filter.run(device, values, &scratch.residuals, &scratch.variances)
      return scratch.negativeLogLikelihood + prior(values, own)
    }
    var current = objective(values, &scratch)
    for _ in 0..<25 where !own.isEmpty {
      scratch.fill(filter, device, values, own, own.map { difference($0) })
      var information = scratch.information
      var gradient = scratch.gradient
      for (k, slot) in own.enumerated() {
        let weight = 1 / (deviations[slot.rawValue] * deviations[slot.rawValue])
        information[k, k] += weight
        gradient[k] += (values[slot.rawValue] - means[slot.rawValue]) * weight
      }
      let step = information.inverted().inverse * gradient
      var size = 0.0
      for k in step.indices { size = max(size, abs(step[k]) * information[k, k].squareRoot()) }
      var factor = 1.0
      var moved = false
      while factor > 0.01 {
        var tried = values
        for (k, slot) in own.enumerated() { tried[slot.rawValue] -= factor * step[k] }
        let value = objective(tried, &scratch)
        if value.isFinite, value <= current + 1e-9 {
          (values, current, moved) = (tried, value, true)
          break
        }
        factor *= 0.35
      }
      if !moved || size * factor < 0.01 { break }
    }
    guard searches, !own.isEmpty else { return (values, current) }
    // Modes are compared by the mass around them.
    scratch.fill(filter, device, values, own, own.map { difference($0) })
    var information = scratch.information
    for (k, slot) in own.enumerated() {
      information[k, k] += 1 / (deviations[slot.rawValue] * deviations[slot.rawValue])
    }
    return (values, current + 0.5 * information.inverted().logDeterminant)
  }

  private func prior(_ values: [Double], _ own: [Slot]) -> Double {
    var sum = 0.0
    for slot in own {
      let z = (values[slot.rawValue] - means[slot.rawValue]) / deviations[slot.rawValue]
      sum += 0.5 * z * z + log(deviations[slot.rawValue])
    }
    return sum
  }

  private func difference(_ slot: Slot) -> Double {
    switch slot {
    case .size, .asymmetry: 1e-3 * scale(slot)
    case .high, .low: 1e-4
    case .reading: 0.01 * scale(.reading)
    default: 1e-3
    }
  }

  func summary(
    _ filter: PulseFilter, _ device: PulsedDevice, _ values: [Double], _ own: [Slot], _ common: [Slot],
    _ beyond: [Slot: End], _ scratch: inout Derivatives
  ) -> DeviceFit {
    let all = own + common
    scratch.fill(filter, device, values, all, all.map { difference($0) })
    for (place, slot) in own.enumerated() where beyond[slot] != nil { scratch.forget(place) }
    let (k, order) = (own.count, all.count)
    var fit = DeviceFit(values: values)
    (fit.chiSquare, fit.readings) = scratch.chiSquare
    for (a, slot) in all.enumerated() { fit.dataInformation[slot.rawValue] = scratch.information[a, a] }
    let weights = own.map { 1 / (deviations[$0.rawValue] * deviations[$0.rawValue]) }
    var inner = SymmetricMatrix(order: k)
    for a in 0..<k {
      for b in 0..<k { inner[a, b] = scratch.information[a, b] + (a == b ? weights[a] : 0) }
    }
    var (covariance, logDeterminant) = inner.inverted()
    fit.logLikelihood = -scratch.negativeLogLikelihood - prior(values, own) - 0.5 * logDeterminant
    for (a, slot) in own.enumerated() {
      guard let end = beyond[slot] else { continue }
      // The prior counts by the mass beyond the reading, not by its density at a place.
      let z = (end.mean - means[slot.rawValue]) / deviations[slot.rawValue]
      fit.logLikelihood += 0.5 * z * z + end.logProbability
      covariance[a, a] = end.variance
    }
    fit.ownVariances = (0..<k).map { max(covariance[$0, $0], 0) }
    // Scores.
    fit.score = [Double](repeating: 0, count: order + k)
    for (a, slot) in own.enumerated() {
      let z = values[slot.rawValue] - means[slot.rawValue]
      fit.score[a] = z * weights[a]
      fit.score[order + a] = z * z * weights[a] - 1 + covariance[a, a] * weights[a]
    }
    for (c, slot) in common.enumerated() {
      fit.score[k + c] = -scratch.gradient[k + c]
      if !law.isCurved, slot == .noise || slot == .reading {
        fit.score[k + c] += scratch.lostInformation(covariance, about: k + c)
      }
    }
    if law.isCurved {
      addChangeOfInformation(
        filter, device, fit.values, own, common, beyond, covariance, scratch.information, &fit.score)
    }
    // Information about locations: the device's own numbers integrated out.
    fit.information = SymmetricMatrix(order: order)
    var marginal = SymmetricMatrix(order: k)
    for a in 0..<k {
      for b in 0..<k {
        marginal[a, b] = (a == b ? weights[a] : 0) - weights[a] * covariance[a, b] * weights[b]
        fit.information[a, b] = marginal[a, b]
      }
      for c in 0..<common.count {
        var sum = 0.0
        for b in 0..<k { sum += covariance[a, b] * scratch.information[b, k + c] }
        fit.information[a, k + c] = weights[a] * sum
        fit.information[k + c, a] = weights[a] * sum
      }
    }
    for c in 0..<common.count {
      for d in 0..<common.count {
        var sum = scratch.information[k + c, k + d]
        for a in 0..<k {
          for b in 0..<k {
            sum -= scratch.information[a, k + c] * covariance[a, b] * scratch.information[b, k + d]
          }
        }
        fit.information[k + c, k + d] = sum
      }
    }
    fit.spreadInformation = SymmetricMatrix(order: k)
    for a in 0..<k {
      for b in 0..<k {
        let product = marginal[a, b] * deviations[own[a].rawValue] * deviations[own[b].rawValue]
        fit.spreadInformation[a, b] = 2 * product * product
      }
    }
    return fit
  }

  /// Adds −½ d(log det H) by every number of the population to the scores.
  ///
  /// Where the law is curved, the information H about a device's own numbers depends on these and on the common ones:
  /// with D = ½ ∂(log det H) by each, taken at the mode p̂, and the mode moving along by dp̂/dc = −H⁻¹ I_pc, dp̂/dµ =
  /// H⁻¹ σ⁻² and dp̂/d ln σ = 2 H⁻¹ (p̂ − µ) σ⁻². Without it exponents of the power law come out three standard errors
  /// off.
  private func addChangeOfInformation(
    _ filter: PulseFilter, _ device: PulsedDevice, _ values: [Double], _ own: [Slot], _ common: [Slot],
    _ beyond: [Slot: End], _ covariance: SymmetricMatrix, _ information: SymmetricMatrix, _ score: inout [Double]
  ) {
    let (k, order) = (own.count, own.count + common.count)
    let weights = own.map { 1 / (deviations[$0.rawValue] * deviations[$0.rawValue]) }
    var scratch = Derivatives()
    func logDeterminant(_ values: [Double]) -> Double {
      scratch.fill(filter, device, values, own, own.map { difference($0) })
      for (place, slot) in own.enumerated() where beyond[slot] != nil { scratch.forget(place) }
      var inner = scratch.information
      for a in 0..<k { inner[a, a] += weights[a] }
      return inner.inverted().logDeterminant
    }
    let slopes = (own + common).map { slot in
      if beyond[slot] != nil { return 0.0 }
      var (above, below) = (values, values)
      let step = 3 * difference(slot)
      above[slot.rawValue] += step
      below[slot.rawValue] -= step
      let slope = (logDeterminant(above) - logDeterminant(below)) / (4 * step)
      return slope.isFinite ? slope : 0
    }
    for c in 0..<common.count {
      var change = slopes[k + c]
      for a in 0..<k {
        for b in 0..<k { change -= slopes[a] * covariance[a, b] * information[b, k + c] }
      }
      score[k + c] -= change
    }
    for a in 0..<k {
      var change = 0.0
      for b in 0..<k { change += slopes[b] * covariance[b, a] * weights[a] }
      score[a] -= change
      score[order + a] -= 2 * change * (values[own[a].rawValue] - means[own[a].rawValue])
    }
  }
}
