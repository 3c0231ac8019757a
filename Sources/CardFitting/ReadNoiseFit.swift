internal import Foundation
internal import Randomness

/// The noise of reads at one voltage: its spectrum S(f)/G² = A (1 Hz/f)^a + W, and where its two parts cross.
///
/// Periodograms of the devices' relative deviations, each series less its straight line, are gathered in logarithmic
/// bins and fitted by Whittle's likelihood, Σ n (ln S + I/S). Intervals: devices resampled whole.
package struct ReadNoiseFit: Sendable {
  /// Relative power at 1 Hz, exponent and white level, in 1/Hz; corner in Hz (none where one part is nothing).
  package let flicker: Estimate
  package let exponent: Estimate
  package let white: Estimate
  package let corner: Double?
  /// The frequencies seen, and the interval of reads.
  package let lowest: Double
  package let highest: Double
  package let interval: Double
  /// Bins: frequency, mean power, fitted power.
  package let spectrum: [(frequency: Double, power: Double, fitted: Double)]
  /// Relative standard deviation of each device's reads, by conductance: σ = factor·(G/1 S)^power.
  package let deviations: [(conductance: Double, relative: Double)]
  package let factor: Double
  package let power: Double
  /// Whether more of the variance seen is 1/f than white.
  package var isFlicker: Bool { flickerVariance > whiteVariance }
  package let flickerVariance: Double
  package let whiteVariance: Double

  private struct Bin {
    var frequency = 0.0, power = 0.0, count = 0.0
  }

  init(_ series: [RetentionTable.Series], path: String, key: StreamKey) throws {
    let usable = series.filter { $0.values.count >= 32 }
    guard !usable.isEmpty else {
      throw FittingError.tooFew(
        path: path, what: "devices with 32 or more reads", count: 0, needed: 1,
        remedy: "a spectrum needs 32 reads of a device at equal intervals")
    }
    var bins: [[Bin]] = []
    var deviations: [(conductance: Double, relative: Double)] = []
    let interval = Screening.median(usable.flatMap { own in zip(own.times.dropFirst(), own.times).map { $0 - $1 } })
    for own in usable {
      let steps = zip(own.times.dropFirst(), own.times).map { $0 - $1 }
      guard let irregular = steps.firstIndex(where: { abs($0 - interval) > 0.3 * interval }) else {
        let mean = PulseStart.mean(own.values)
        guard mean > 0 else { continue }
        deviations.append((mean, PulseStart.deviation(own.values) / mean))
        bins.append(Self.periodogram(own.values.map { $0 / mean - 1 }, interval))
        continue
      }
      throw FittingError.contradiction(
        path: path, line: irregular + 2, what: "reads \(steps[irregular]) s apart among reads \(interval) s apart",
        remedy: "a spectrum needs equal intervals; give each stretch as a device of its own")
    }
    let pooled = Self.pool(bins)
    guard pooled.count >= 3, pooled.contains(where: { $0.power > 0 }) else {
      throw FittingError.constant(path: path, what: "all reads of a device are equal: there is no noise to fit")
    }
    let center = Self.fit(pooled)
    var words = WordSequence(key.child("reads"))
    var samples: [(a: Double, power: Double, white: Double)] = []
    for _ in 0..<200 { samples.append(Self.fit(Self.pool(bins.map { _ in bins[words.next(below: bins.count)] }))) }
    func estimate(_ name: String, _ value: Double, _ all: [Double]) -> Estimate {
      let sorted = all.sorted()
      return Estimate(name: name, value: value, lower: sorted[4], upper: sorted[195])
    }
    flicker = estimate("flickerPowerAt1Hz", center.power, samples.map(\.power))
    exponent = estimate("flickerExponent", center.a, samples.map(\.a))
    white = estimate("whitePower", center.white, samples.map(\.white))
    corner =
      center.power > 0 && center.white > 0 && center.a > 0.05
      ? pow(center.power / center.white, 1 / center.a) : nil
    lowest = pooled[0].frequency
    highest = 0.5 / interval
    self.interval = interval
    let band = log(highest / lowest)
    flickerVariance =
      abs(center.a - 1) < 1e-3
      ? center.power * band
      : center.power * (pow(highest, 1 - center.a) - pow(lowest, 1 - center.a)) / (1 - center.a)
    whiteVariance = center.white * (highest - lowest)
    spectrum = pooled.map {
      ($0.frequency, $0.power, center.power * pow($0.frequency, -center.a) + center.white)
    }
    self.deviations = deviations
    let points = deviations.filter { $0.relative > 0 }.map { (x: log($0.conductance), y: log($0.relative)) }
    let mx = PulseStart.mean(points.map(\.x))
    let my = PulseStart.mean(points.map(\.y))
    let xx = points.reduce(0) { $0 + pow($1.x - mx, 2) }
    let xy = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
    power = points.count >= 10 && xx > 0.02 * Double(points.count) ? xy / xx : 0
    factor = exp(my - power * mx)
  }

  /// Power per hertz, one-sided, in bins of equal ratio.
  private static func periodogram(_ values: [Double], _ interval: Double) -> [Bin] {
    let length = 1 << Int(log2(Double(values.count)))
    let middle = 0.5 * Double(length - 1)
    var (mean, slope, xx) = (0.0, 0.0, 0.0)
    for index in 0..<length { mean += values[index] / Double(length) }
    for index in 0..<length {
      let x = Double(index) - middle
      slope += x * (values[index] - mean)
      xx += x * x
    }
    slope /= xx
    // A Hann window keeps the steep low frequencies from leaking into the high ones.
    var real = (0..<length).map { index -> Double in
      let window = 0.5 - 0.5 * cos(2 * .pi * (Double(index) + 0.5) / Double(length))
      return (values[index] - mean - slope * (Double(index) - middle)) * window
    }
    var imaginary = [Double](repeating: 0, count: length)
    transform(&real, &imaginary)
    let scale = 2 * interval / (0.375 * Double(length))
    var bins: [Bin] = []
    for k in 2..<length / 2 {
      let frequency = Double(k) / (Double(length) * interval)
      let number = Int(6 * log2(Double(k)) / 2)
      while bins.count <= number { bins.append(Bin()) }
      bins[number].frequency += frequency
      bins[number].power += scale * (real[k] * real[k] + imaginary[k] * imaginary[k])
      bins[number].count += 1
    }
    return bins
  }

  private static func pool(_ all: [[Bin]]) -> [Bin] {
    // Series of unequal length have bins of unequal frequencies: those of the longest alone are pooled.
    let length = all.map(\.count).max() ?? 0
    var pooled = [Bin](repeating: Bin(), count: length)
    for bins in all where bins.count == length {
      for index in bins.indices {
        pooled[index].frequency += bins[index].frequency
        pooled[index].power += bins[index].power
        pooled[index].count += bins[index].count
      }
    }
    return pooled.filter { $0.count > 0 }.map {
      Bin(frequency: $0.frequency / $0.count, power: $0.power / $0.count, count: $0.count)
    }
  }

  private static func fit(_ bins: [Bin]) -> (a: Double, power: Double, white: Double) {
    var best = (value: Double.infinity, a: 0.0, power: 0.0, white: 0.0)
    let total = bins.reduce(0) { $0 + $1.count }
    let top = bins[bins.count - 1].frequency
    func tryShape(_ a: Double, _ w: Double) {
      var (ratio, logs) = (0.0, 0.0)
      for bin in bins {
        let shape = pow(bin.frequency / top, -a) + w
        ratio += bin.count * bin.power / shape
        logs += bin.count * log(shape)
      }
      guard ratio > 0 else { return }
      let scale = ratio / total
      let value = total * log(scale) + logs
      if value < best.value { best = (value, a, scale * pow(top, a), scale * w) }
    }
    for a in stride(from: 0.2, through: 2.4, by: 0.05) {
      tryShape(a, 0)
      for exponent in stride(from: -4.0, through: 4, by: 0.25) { tryShape(a, exp(exponent * 2.3)) }
    }
    // White noise alone.
    var (ratio, count) = (0.0, 0.0)
    for bin in bins { (ratio, count) = (ratio + bin.count * bin.power, count + bin.count) }
    if ratio > 0, count * log(ratio / count) < best.value + 4 { return (0, 0, ratio / count) }
    return (best.a, best.power, best.white)
  }

  /// The discrete Fourier transform of a power of two of numbers, in place (J. W. Cooley, J. W. Tukey, 1965).
  static func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
    let count = real.count
    var j = 0
    for i in 1..<max(count, 1) {
      var bit = count >> 1
      while j & bit != 0 {
        j ^= bit
        bit >>= 1
      }
      j |= bit
      if i < j {
        real.swapAt(i, j)
        imaginary.swapAt(i, j)
      }
    }
    var half = 1
    while half < count {
      for k in 0..<half {
        let angle = -Double.pi * Double(k) / Double(half)
        let (c, s) = (cos(angle), sin(angle))
        for start in stride(from: k, to: count, by: 2 * half) {
          let other = start + half
          let (a, b) = (real[other] * c - imaginary[other] * s, real[other] * s + imaginary[other] * c)
          (real[other], imaginary[other]) = (real[start] - a, imaginary[start] - b)
          real[start] += a
          imaginary[start] += b
        }
      }
      half *= 2
    }
  }
}
