internal import Foundation
internal import StrictYAML
public import Units

/// The memory of a cell's read noise: power 1/f^a between two corner frequencies, as a sum of two-state traps.
///
/// A trap of time constant T holds one of two values for a slot of length T and then takes a new value, drawn anew. A cell has traps
/// at time constants evenly spaced in ln T, two in every factor of two, with powers ∝ T^(a−1) (shared unevenly within the
/// pair, so that a cell's levels form no ladder); their sum has the
/// one-sided spectrum ∝ f^(−a) between 1/(2 T_longest) and 1/(2 T_shortest): for a = 1 and a power Q² per unit of ln T
/// it is S(f) = Q²/f, since Σ Q² Δln T · 2T sinc²(πfT) → (2Q²/πf) ∫ sinc² x dx = Q²/f. The autocorrelation is
/// Σ pₖ max(0, 1 − Δ/Tₖ).
///
/// A share of the power may be white: noise that one read has nothing of another's.
///
/// Times beyond the corner are the cell's constants: what is slower than the time since programming has not moved since
/// the cell was verified, and is part of what programming left.
public struct NoiseSpectrum: Sendable, Equatable {
  /// a.
  public let exponent: Double
  /// The lower end of the traps' time constants: 1/(2 f) of the upper corner frequency.
  public let shortest: Seconds
  /// Their upper end; nil for a lower corner that moves on with the time since programming, as in a published formula
  /// that grows with ln t.
  public let longest: Seconds?
  /// Share of the power that is white: drawn anew at every read.
  public let white: Double

  /// Factor between the time constants of neighbouring traps.
  public static let ratio = 2.0.squareRoot()

  /// - Precondition: an exponent in 0...2, times above 0, `longest` above `shortest`, `white` in 0..<1.
  public init(exponent: Double = 1, shortest: Seconds, longest: Seconds? = nil, white: Double = 0) {
    precondition((0..<1).contains(white), "a white share of \(white)")
    precondition((0...2).contains(exponent) && shortest.value > 0, "an exponent of \(exponent), shortest \(shortest)")
    precondition(longest.map { $0 > shortest } ?? true, "no band from \(shortest) to \(longest ?? shortest)")
    self.exponent = exponent
    self.shortest = shortest
    self.longest = longest
    self.white = white
  }

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    exponent = try mapping.number("exponent", in: 0...2, default: 1)
    white = try mapping.number("white", in: 0...0.999, default: 0)
    let times = Seconds(1e-12)...Seconds(1e12)
    let start = try mapping.quantity("shortest", Seconds.self, in: times)
    shortest = start
    longest = try mapping.optional("longest") { (value) throws(YAMLError) in
      try value.quantity(Seconds.self, in: Seconds(start.value * 2)...Seconds(1e12))
    }
  }

  /// The traps that take part at an age: for a moving corner those whose time constant the age has reached, at least
  /// one. For a band with a fixed longest time all of it at any age.
  public func ladder(at age: Seconds) -> TrapLadder {
    let end = longest?.value ?? max(age.value, shortest.value)
    let count = max(1, Int((log(end / shortest.value) / log(Self.ratio)).rounded()))
    return TrapLadder(self, count: min(count, TrapLadder.largestCount))
  }
}

/// The time constants and powers of the traps that make up a ``NoiseSpectrum`` at one age.
///
/// Amplitudes are whole numbers, so that a cell's sum does not depend on the order in which it was made.
public struct TrapLadder: Sendable, Equatable {
  /// Enough for 38 decades.
  static let largestCount = 256
  /// Seconds, rising by ``NoiseSpectrum/ratio``; the middles, in ln T, of equal parts of the band.
  public let times: [Double]
  /// Amplitude of each trap; their sum fits 16 bits.
  let amplitudes: [Int16]
  /// √((1 − w)/Σ amplitude²): brings sums to the variance that white noise leaves to the traps.
  let unit: Float
  /// w, the share of the power that is drawn anew at every read.
  public let white: Double

  init(_ spectrum: NoiseSpectrum, count: Int) {
    let times = (0..<count).map { spectrum.shortest.value * pow(NoiseSpectrum.ratio, Double($0) + 0.5) }
    let wanted = times.indices.map { trap in
      pow(times[trap] / times[0], (spectrum.exponent - 1) / 2) * Self.unevenness(trap, of: count)
    }
    let scale = min(32_000 / wanted.reduce(0, +), 1000 / (wanted.max() ?? 1))
    self.times = times
    amplitudes = wanted.map { Int16(max(1, ($0 * scale).rounded())) }
    white = spectrum.white
    unit = Float(((1 - white) / Double(amplitudes.reduce(0) { $0 + Int($1) * Int($1) })).squareRoot())
  }

  /// Traps are not all alike: the two of a factor of two share its power by angles that differ from pair to pair, so that
  /// sums take no steps of one size.
  private static func unevenness(_ trap: Int, of count: Int) -> Double {
    guard trap | 1 < count else { return 1 }
    let place = Double(trap / 2) * 0.6180339887498949
    let angle = Double.pi / 4 + (place - place.rounded(.down) - 0.5) * 0.8
    return 2.0.squareRoot() * (trap % 2 == 0 ? cos(angle) : sin(angle))
  }

  /// Number of traps a cell.
  public var count: Int { times.count }

  /// The share of the power in traps with numbers in a range.
  public func share(_ range: Range<Int>) -> Double {
    let all = amplitudes.reduce(0.0) { $0 + Double($1) * Double($1) }
    return (1 - white) * amplitudes[range].reduce(0.0) { $0 + Double($1) * Double($1) } / all
  }

  /// The number of the first trap that is not faster than a time: those before it are.
  public func firstTrap(from time: Seconds) -> Int { times.firstIndex { $0 >= time.value } ?? times.count }

  /// Correlation of a cell's deviations at two times that lie `interval` apart: Σ pₖ max(0, 1 − Δ/Tₖ), 1 for the same
  /// read.
  public func autocorrelation(_ interval: Seconds) -> Double {
    guard interval.value != 0 else { return 1 }
    var sum = 0.0
    for trap in times.indices {
      sum += share(trap..<trap + 1) * max(0, 1 - abs(interval.value) / times[trap])
    }
    return sum
  }

  /// One-sided power spectral density of the traps at a frequency, for unit variance, 1/Hz: Σ pₖ 2Tₖ sinc²(πfTₖ).
  public func density(_ frequency: Hertz) -> Double {
    var sum = 0.0
    for trap in times.indices {
      let x = Double.pi * frequency.value * times[trap]
      let sinc = x < 1e-6 ? 1 : sin(x) / x
      sum += share(trap..<trap + 1) * 2 * times[trap] * sinc * sinc
    }
    return sum
  }
}
