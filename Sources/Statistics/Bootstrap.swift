internal import CGSL

/// Intervals by resampling with replacement. The draws are a pure function of the seed.
public struct Bootstrap: Sendable, Equatable {
  /// How the interval is made of the resampled statistics.
  public enum Method: String, Sendable, CaseIterable {
    /// Their quantiles.
    case percentile
    /// Their quantiles at levels corrected for bias and acceleration (B. Efron, J. Am. Stat. Assoc. 82, 171, 1987),
    /// the acceleration by the jackknife.
    case biasCorrectedAccelerated
  }

  /// Number of resamples.
  public var resamples: Int
  /// What the draws follow from.
  public var seed: UInt64
  /// How the interval is made.
  public var method: Method

  public init(resamples: Int = 10_000, seed: UInt64, method: Method = .biasCorrectedAccelerated) {
    self.resamples = resamples
    self.seed = seed
    self.method = method
  }

  /// The interval of a statistic.
  ///
  /// A statistic that is the same for every resample gives an interval of no width.
  /// - Parameter statistic: a pure function of the resampled values, the mean if not given.
  /// - Throws: ``StatisticsError`` below two values, below 100 resamples, for a level outside (0, 1), and where the
  ///   statistic is not finite.
  public func interval(
    of sample: Sample, level: Double = 0.95, statistic: ([Double]) -> Double = Self.mean
  ) throws(StatisticsError) -> Interval {
    try Interval.check(level: level)
    try sample.require(2)
    guard resamples >= 100 else {
      throw .outOfRange(what: "bootstrap resamples", value: "\(resamples)", allowed: "at least 100")
    }
    var indices = ResampleIndices(seed: seed)
    var resample = sample.values
    var statistics: [Double] = []
    statistics.reserveCapacity(resamples)
    for _ in 0..<resamples {
      for place in resample.indices { resample[place] = sample.values[indices.next(below: sample.count)] }
      statistics.append(statistic(resample))
    }
    let distribution = try Sample(statistics, name: "bootstrap statistic of \(sample.name)")
    let tails = [(1 - level) / 2, (1 + level) / 2]
    let levels =
      method == .percentile ? tails : try correctedLevels(tails, distribution, sample, statistic)
    let ends = try distribution.quantiles(levels)
    return Interval(lower: ends[0], upper: ends[1], level: level)
  }

  /// The arithmetic mean.
  public static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Where in the distribution the ends of the corrected interval lie.
  private func correctedLevels(
    _ tails: [Double], _ distribution: Sample, _ sample: Sample, _ statistic: ([Double]) -> Double
  ) throws(StatisticsError) -> [Double] {
    let observed = statistic(sample.values)
    let below = distribution.values.reduce(0) { $0 + ($1 < observed ? 1 : $1 == observed ? 0.5 : 0) }
    let share = below / Double(distribution.count)
    // Every resample on one side: no bias can be estimated; where all are equal, neither is there one.
    guard share > 0, share < 1 else {
      if distribution.minimum == distribution.maximum { return tails }
      throw .numerical(what: "bias correction of the bootstrap of \(sample.name)")
    }
    let bias = gsl_cdf_ugaussian_Pinv(share)
    let leftOut = sample.values.indices.map { index in
      var rest = sample.values
      rest.remove(at: index)
      return statistic(rest)
    }
    let center = Self.mean(leftOut)
    let square = leftOut.reduce(0) { $0 + (center - $1) * (center - $1) }
    let cube = leftOut.reduce(0) { $0 + (center - $1) * (center - $1) * (center - $1) }
    let acceleration = square > 0 ? cube / (6 * square * square.squareRoot()) : 0
    var levels: [Double] = []
    for tail in tails {
      let shifted = bias + gsl_cdf_ugaussian_Pinv(tail)
      levels.append(
        try GSL.finite("bootstrap level", gsl_cdf_ugaussian_P(bias + shifted / (1 - acceleration * shifted))))
    }
    return levels
  }
}

/// Uniform integers from a seed: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014, doi
/// 10.1145/2660193.2660195), bounded by the upper half of a product.
struct ResampleIndices {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    return Int(word.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
