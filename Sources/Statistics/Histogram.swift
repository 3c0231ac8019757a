/// Counts of values in bins of equal width: each bin holds its lower edge, the last one both (NumPy's convention).
public struct Histogram: Sendable, Equatable {
  /// The edges, one more than bins.
  public let edges: [Double]
  /// How many values each bin holds.
  public let counts: [Int]
  /// How many values lie below the first edge.
  public let below: Int
  /// How many values lie above the last edge.
  public let above: Int

  /// - Parameter range: from the first edge to the last; nil for the values' own (widened by ½ on either side where
  ///   all are equal).
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for fewer bins than one and an empty or infinite
  ///   range.
  public init(_ sample: Sample, bins: Int, range: ClosedRange<Double>? = nil) throws(StatisticsError) {
    guard bins >= 1 else { throw .outOfRange(what: "bins", value: "\(bins)", allowed: "1 or more") }
    var low = range?.lowerBound ?? sample.minimum
    var high = range?.upperBound ?? sample.maximum
    if range == nil, low == high { (low, high) = (low - 0.5, high + 0.5) }
    guard low < high, low.isFinite, high.isFinite, (high - low).isFinite else {
      throw .outOfRange(what: "histogram range", value: "\(low)...\(high)", allowed: "finite and not empty")
    }
    let edges = (0...bins).map { $0 == bins ? high : low + (high - low) * (Double($0) / Double(bins)) }
    var counts = [Int](repeating: 0, count: bins)
    var (below, above) = (0, 0)
    for value in sample.values {
      if value < low {
        below += 1
      } else if value > high {
        above += 1
      } else {
        var bin = min(bins - 1, Int((value - low) / (high - low) * Double(bins)))
        // The edges decide, not the rounding of the division.
        if bin > 0, value < edges[bin] { bin -= 1 } else if bin < bins - 1, value >= edges[bin + 1] { bin += 1 }
        counts[bin] += 1
      }
    }
    (self.edges, self.counts, self.below, self.above) = (edges, counts, below, above)
  }
}
