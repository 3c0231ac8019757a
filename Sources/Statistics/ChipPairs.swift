internal import CGSL

/// Pairs of a donor and a recipient, as copies between chips have them: pairs that share a chip are not independent.
///
/// What is drawn with replacement is therefore chips, never pairs. A pair counts as often as both of its chips were
/// drawn together: m(donor) · m(recipient) (the bootstrap of exchangeable arrays: A. Owen, Ann. Appl. Stat. 1, 386,
/// 2007). Where copies tie chips into separate groups, five and more, whole groups are drawn instead, which needs no
/// such product.
public struct ChipPairs: Sendable, Equatable {
  /// Donor and recipient of each pair.
  public let pairs: [Pair]
  /// How many things are drawn: groups of chips that are tied by copies, or chips.
  public let units: Int
  /// Whether those are groups.
  public let drawsGroups: Bool
  /// The unit, or the two units, of each pair.
  private let places: [(Int, Int)]

  /// One copy.
  public struct Pair: Sendable, Equatable {
    /// Serial number of the chip that was copied.
    public let donor: Int
    /// Serial number of the chip that the copy is on.
    public let recipient: Int

    /// See the properties.
    public init(donor: Int, recipient: Int) {
      self.donor = donor
      self.recipient = recipient
    }
  }

  /// Fewest groups that are drawn as wholes.
  private static let fewestGroups = 5

  /// The pairs in the order of their values.
  public init(_ pairs: [Pair]) {
    self.pairs = pairs
    let chips = Set(pairs.flatMap { [$0.donor, $0.recipient] }).sorted()
    let number = Dictionary(uniqueKeysWithValues: chips.enumerated().map { ($1, $0) })
    func place(_ chip: Int) -> Int { number[chip] ?? 0 }
    // Groups by union of the two ends of every pair.
    var root = Array(chips.indices)
    func find(_ chip: Int) -> Int {
      var chip = chip
      while root[chip] != chip { chip = root[chip] }
      return chip
    }
    for pair in pairs {
      let (a, b) = (find(place(pair.donor)), find(place(pair.recipient)))
      root[max(a, b)] = min(a, b)
    }
    let roots = Set(chips.indices.map { find($0) }).sorted()
    drawsGroups = roots.count >= Self.fewestGroups
    if drawsGroups {
      let group = Dictionary(uniqueKeysWithValues: roots.enumerated().map { ($1, $0) })
      units = roots.count
      places = pairs.map { pair in
        let unit = group[find(place(pair.donor))] ?? 0
        return (unit, unit)
      }
    } else {
      units = chips.count
      places = pairs.map { (place($0.donor), place($0.recipient)) }
    }
  }

  public static func == (left: ChipPairs, right: ChipPairs) -> Bool { left.pairs == right.pairs }

  /// The interval of a statistic of the pairs.
  ///
  /// Quantiles of the resampled statistics, at levels that are widened for few units: Φ(−√(m/(m − 1)) · t) in place of
  /// (1 − level)/2, t Student's quantile with m − 1 degrees of freedom (T. Hesterberg, Am. Stat. 69, 371, 2015).
  /// - Parameter statistic: of how often each pair counts; may be infinite, and nil where these pairs have none: such
  ///   resamples are drawn again.
  /// - Throws: ``StatisticsError`` below three units, below 100 resamples, for a level outside (0, 1), and where most
  ///   resamples have no statistic.
  public func interval(
    level: Double = 0.95, resamples: Int = 5_000, seed: UInt64 = 1, statistic: ([Double]) -> Double?
  ) throws(StatisticsError) -> Interval {
    GSL.ready
    try Interval.check(level: level)
    guard units >= 3 else { throw .tooFew(what: drawsGroups ? "groups of chips" : "chips", count: units, needed: 3) }
    guard resamples >= 100 else {
      throw .outOfRange(what: "bootstrap resamples", value: "\(resamples)", allowed: "at least 100")
    }
    var draws = ResampleIndices(seed: seed)
    var found: [Double] = []
    found.reserveCapacity(resamples)
    var tries = 0
    while found.count < resamples {
      tries += 1
      guard tries <= 4 * resamples else { throw .numerical(what: "bootstrap over chips") }
      var times = [Double](repeating: 0, count: units)
      for _ in 0..<units { times[draws.next(below: units)] += 1 }
      let weights = places.map { first, second in first == second ? times[first] : times[first] * times[second] }
      guard weights.contains(where: { $0 > 0 }), let value = statistic(weights), !value.isNaN else { continue }
      found.append(value)
    }
    found.sort()
    let freedom = Double(units - 1)
    let t = try GSL.finite("t quantile", gsl_cdf_tdist_Qinv((1 - level) / 2, freedom))
    let tail = gsl_cdf_ugaussian_Q((Double(units) / freedom).squareRoot() * t)
    return Interval(lower: Self.quantile(found, tail), upper: Self.quantile(found, 1 - tail), level: level)
  }

  /// Of sorted values, interpolated; infinite beside an infinite one.
  private static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
    let position = probability * Double(sorted.count - 1)
    let below = Int(position)
    let share = position - Double(below)
    guard share > 0, below + 1 < sorted.count, sorted[below] != sorted[below + 1] else { return sorted[below] }
    guard sorted[below].isFinite else { return sorted[below] }
    return sorted[below] + share * (sorted[below + 1] - sorted[below])
  }
}
