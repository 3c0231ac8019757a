internal import Foundation

/// The power spectral density of evenly spaced values by Welch's method: segments that overlap by half, their means
/// taken off, weighed by a Hann window, and their periodograms averaged.
///
/// Source: P. Welch, IEEE Trans. Audio Electroacoust. 15, 70 (1967). One-sided, in units² per hertz; the same numbers as
/// `scipy.signal.welch` with its defaults and the same segments.
public struct PowerSpectrum: Sendable, Equatable {
  /// Hertz, from 0 to half the sampling rate.
  public let frequencies: [Double]
  /// Units² per hertz.
  public let densities: [Double]
  /// Number of segments averaged.
  public let segments: Int

  /// - Parameters:
  ///   - interval: seconds between two values.
  ///   - segment: values in a segment, a power of two; not more than there are values.
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for an interval or a segment that cannot be.
  public init(_ values: [Double], interval: Double, segment: Int) throws(StatisticsError) {
    guard interval > 0, interval.isFinite else {
      throw .outOfRange(what: "interval", value: "\(interval)", allowed: "above 0 s")
    }
    guard segment >= 8, segment & (segment - 1) == 0, segment <= values.count else {
      throw .outOfRange(
        what: "segment", value: "\(segment)", allowed: "powers of two from 8 to the number of values, \(values.count)")
    }
    let window = (0..<segment).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(segment)) }
    let scale = interval / window.reduce(0) { $0 + $1 * $1 }
    let half = segment / 2
    var sums = [Double](repeating: 0, count: half + 1)
    var count = 0
    for first in stride(from: 0, through: values.count - segment, by: half) {
      let part = values[first..<first + segment]
      let mean = part.reduce(0, +) / Double(segment)
      var real = zip(part, window).map { ($0 - mean) * $1 }
      var imaginary = [Double](repeating: 0, count: segment)
      Self.transform(&real, &imaginary)
      for index in 0...half { sums[index] += real[index] * real[index] + imaginary[index] * imaginary[index] }
      count += 1
    }
    segments = count
    frequencies = (0...half).map { Double($0) / (Double(segment) * interval) }
    // All but the ends stand for a negative frequency, too.
    densities = (0...half).map { sums[$0] * scale / Double(count) * ($0 == 0 || $0 == half ? 1 : 2) }
  }

  /// The spectrum in bins that are even in ln f, eight a decade: mean frequency (geometric) and density, and how many
  /// frequencies a bin has. Empty bins are left out.
  public func binned(from low: Double, to high: Double) -> [(frequency: Double, density: Double, count: Int)] {
    var bins: [Int: (logSum: Double, sum: Double, count: Int)] = [:]
    for (frequency, density) in zip(frequencies, densities) where frequency >= low && frequency <= high {
      guard frequency > 0 else { continue }
      let bin = Int((8 * log10(frequency / low)).rounded(.down))
      let old = bins[bin] ?? (0, 0, 0)
      bins[bin] = (old.logSum + log(frequency), old.sum + density, old.count + 1)
    }
    return bins.sorted { $0.key < $1.key }.map { _, bin in
      (exp(bin.logSum / Double(bin.count)), bin.sum / Double(bin.count), bin.count)
    }
  }

  /// The exponent of a power law between two frequencies: the slope of ln density over ln frequency through the bins,
  /// each weighed by its count of frequencies up to `limit`, so that the high end does not outweigh all else.
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a band with fewer than three bins.
  public func slope(from low: Double, to high: Double, limit: Int = 32) throws(StatisticsError) -> Double {
    let bins = binned(from: low, to: high).filter { $0.density > 0 }
    guard bins.count >= 3 else {
      throw .outOfRange(what: "band", value: "\(low) to \(high) Hz", allowed: "bands with three bins and more")
    }
    let weights = bins.map { Double(min($0.count, limit)) }
    let all = weights.reduce(0, +)
    let x = bins.map { log($0.frequency) }
    let y = bins.map { log($0.density) }
    let meanX = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / all
    let meanY = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / all
    var (above, below) = (0.0, 0.0)
    for index in bins.indices {
      above += weights[index] * (x[index] - meanX) * (y[index] - meanY)
      below += weights[index] * (x[index] - meanX) * (x[index] - meanX)
    }
    return above / below
  }

  /// The discrete Fourier transform of a power of two of complex numbers, in place (radix 2, decimation in time).
  private static func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
    let count = real.count
    var other = 0
    for index in 1..<count {
      var bit = count >> 1
      while other & bit != 0 {
        other ^= bit
        bit >>= 1
      }
      other ^= bit
      if index < other {
        real.swapAt(index, other)
        imaginary.swapAt(index, other)
      }
    }
    var length = 2
    while length <= count {
      let angle = -2 * Double.pi / Double(length)
      let half = length / 2
      let turns = (0..<half).map { (cos(angle * Double($0)), sin(angle * Double($0))) }
      for start in stride(from: 0, to: count, by: length) {
        for offset in 0..<half {
          let (c, s) = turns[offset]
          let (low, high) = (start + offset, start + offset + half)
          let r = real[high] * c - imaginary[high] * s
          let i = real[high] * s + imaginary[high] * c
          (real[high], imaginary[high]) = (real[low] - r, imaginary[low] - i)
          (real[low], imaginary[low]) = (real[low] + r, imaginary[low] + i)
        }
      }
      length *= 2
    }
  }
}
