internal import Foundation

/// Innovations of one device's readings and their variances along its pulse trains: the terms of its likelihood.
///
/// Readings without noise show the state itself, and each step has its exact law given the state before: normal, with
/// the mass beyond a bound gathered at the bound. A reading at the bound is such an atom; its term is the probability
/// of the mass, and the bound's own place is where the reading is. With noisy readings a Kalman filter follows the
/// state: it moves by the mean step, linearised at the mean, and gains the noise of one pulse; the clip after every
/// pulse is taken by its first two moments. That Gaussian likelihood has the right mean and variance and so stays
/// consistent (R. W. M. Wedderburn, Biometrika 61, 439, 1974).
struct PulseFilter {
  /// Resolution of a table's numbers, relative to the reference conductance: the least standard deviation of a reading.
  static let resolution = 3e-5
  /// Readings closer than this are equal.
  static let near = 4 * resolution

  let law: UpdateLaw
  /// Standard deviation added to the likelihood of noisy readings of a cell at a bound, where the clipped law has next
  /// to no spread: the bound then is a number known to a part of a step, and the likelihood is smooth.
  let boundTolerance: Double

  /// A term is a residual with its variance; or, with one of these in the variance's place, the standard score z of an
  /// atom with probability Φ(z), or the standardised distance of a bound from where readings put it.
  static let atom = -1.0, atBound = -2.0

  /// Fills `residuals` and `variances` for the finite readings of the trains, in order.
  func run(_ device: PulsedDevice, _ values: [Double], _ residuals: inout [Double], _ variances: inout [Double]) {
    let cell = law.cell(values)
    let count = device.readings + (cell.variance == 0 ? 2 : 0)
    if residuals.count != count { residuals = [Double](repeating: 0, count: count) }
    if variances.count != count { variances = [Double](repeating: 0, count: count) }
    residuals.withUnsafeMutableBufferPointer { residuals in
      variances.withUnsafeMutableBufferPointer { variances in
        var terms = Terms(residuals: residuals, variances: variances)
        fill(&terms, device, cell)
        precondition(terms.count == count, "\(terms.count) terms of \(count)")
      }
    }
  }

  /// Where terms are written, one behind the other.
  private struct Terms {
    let residuals: UnsafeMutableBufferPointer<Double>
    let variances: UnsafeMutableBufferPointer<Double>
    var count = 0

    @inline(__always)
    mutating func append(_ residual: Double, _ variance: Double) {
      residuals[count] = residual
      variances[count] = variance
      count += 1
    }
  }

  private func fill(_ terms: inout Terms, _ device: PulsedDevice, _ cell: UpdateLaw.Cell) {
    if cell.variance == 0 {
      // The bound of a held cell is where it was held; no reading lies beyond a bound.
      for (beyond, isHeld) in [
        (device.highest - cell.high, device.isHeldHigh), (cell.low - device.lowest, device.isHeldLow),
      ] {
        terms.append(isHeld ? beyond / Self.resolution : max(beyond, 0) / (0.2 * boundTolerance), Self.atBound)
      }
    }
    for train in device.trains {
      if cell.variance == 0 {
        exact(train, device, cell, &terms)
      } else {
        filtered(train, cell, &terms)
      }
    }
  }

  private func filtered(_ train: PulseTrain, _ cell: UpdateLaw.Cell, _ terms: inout Terms) {
    let reading = cell.variance + Self.resolution * Self.resolution
    var mean = train.start
    var variance = cell.variance
    for index in train.up.indices {
      let up = train.up[index]
      let (size, derivative) = law.step(cell, at: mean, up: up)
      let noise = law.deviation(cell, step: size, up: up)
      let memory = 1 + (up ? derivative : -derivative)
      mean += up ? size : -size
      variance = memory * memory * variance + noise * noise
      let free = variance
      Self.clip(&mean, &variance, low: cell.low, high: cell.high)
      let value = train.after[index]
      guard value.isFinite else { continue }
      let total = variance + reading
      let residual = value - mean
      let lost = variance < free ? 1 - variance / free : 0
      terms.append(residual, total + lost * boundTolerance * boundTolerance)
      let gain = variance / total
      mean += gain * residual
      variance *= 1 - gain
    }
  }

  private func exact(
    _ train: PulseTrain, _ device: PulsedDevice, _ cell: UpdateLaw.Cell, _ terms: inout Terms
  ) {
    // Steps may be as fine as the resolution: what is added to their noise is a hundredth of it at most.
    let least = pow(min(Self.resolution, 0.05 * boundTolerance), 2)
    let high = device.isHeldHigh ? device.highest - Self.near : .infinity
    let low = device.isHeldLow ? device.lowest + Self.near : -.infinity
    var mean = train.start
    var variance = 0.0
    for index in train.up.indices {
      let up = train.up[index]
      let (size, derivative) = law.step(cell, at: mean, up: up)
      let noise = law.deviation(cell, step: size, up: up)
      let memory = 1 + (up ? derivative : -derivative)
      mean += up ? size : -size
      variance = memory * memory * variance + noise * noise
      let value = train.after[index]
      guard value.isFinite else {
        Self.clip(&mean, &variance, low: cell.low, high: cell.high)
        continue
      }
      let total = variance + least
      if value >= high || value <= low {
        let isHigh = value >= high
        terms.append((isHigh ? mean - cell.high : cell.low - mean) / total.squareRoot(), Self.atom)
      } else {
        terms.append(value - mean, total)
      }
      mean = value
      variance = 0
    }
  }

  /// Mean and variance of a normal variable after it is held to the bounds.
  @inline(__always)
  static func clip(_ mean: inout Double, _ variance: inout Double, low: Double, high: Double) {
    let deviation = variance.squareRoot()
    if mean + 5 * deviation > high {
      // The reflected variable −x is held from below at −high.
      let (m, v) = heldBelow(-mean, deviation, at: -high)
      (mean, variance) = (-m, v)
    }
    if mean - 5 * variance.squareRoot() < low {
      (mean, variance) = heldBelow(mean, variance.squareRoot(), at: low)
    }
  }

  /// Moments of max(x, bound) of a normal x.
  private static func heldBelow(_ mean: Double, _ deviation: Double, at bound: Double) -> (Double, Double) {
    guard deviation > 1e-12 else { return (max(mean, bound), 0) }
    let z = (mean - bound) / deviation
    let above = 0.5 * erfc(-z * 0.707_106_781_186_547_5)
    let density = 0.398_942_280_401_432_7 * exp(-0.5 * z * z)
    // Moments of max(x − bound, 0) in units of the deviation.
    let first = z * above + density
    let second = (z * z + 1) * above + z * density
    return (bound + deviation * first, deviation * deviation * max(second - first * first, 0))
  }
}
