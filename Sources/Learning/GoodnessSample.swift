/// The goodness of one layer on examples with their true and with wrong labels: what the histograms of a report show.
public struct GoodnessSample: Sendable, Equatable, Codable {
  /// The layer, counted from 0 at the input side.
  public var layer: Int
  /// The threshold θ of the layer; nil while a measured one is not known.
  public var threshold: Float?
  /// One value per positive example.
  public var positive: [Float]
  /// One value per negative example.
  public var negative: [Float]

  /// See the properties.
  public init(layer: Int, threshold: Float? = nil, positive: [Float], negative: [Float]) {
    self.layer = layer
    self.threshold = threshold
    self.positive = positive
    self.negative = negative
  }

  /// Counts in `bins` bins of equal width over the range of both samples.
  ///
  /// The last bin holds its upper edge. Samples of one value only have bins of width 1 from it on.
  public func histogram(bins: Int) -> GoodnessHistogram {
    precondition(bins > 0, "a histogram needs bins")
    let all = (positive + negative).filter(\.isFinite)
    let low = all.min() ?? 0
    let width = ((all.max() ?? 0) - low) / Float(bins)
    let step = width > 0 ? width : 1
    func counts(_ values: [Float]) -> [Int] {
      var counts = [Int](repeating: 0, count: bins)
      for value in values where value.isFinite { counts[min(bins - 1, Int((value - low) / step))] += 1 }
      return counts
    }
    return GoodnessHistogram(
      layer: layer, edges: (0...bins).map { low + Float($0) * step }, positive: counts(positive),
      negative: counts(negative))
  }

  /// The probability that a positive example has a larger goodness than a negative one, ties counted half: ½ where
  /// the layer cannot tell them apart, 1 where it always can (area under the receiver's operating curve).
  public var separation: Double {
    let marked = positive.map { ($0, true) } + negative.map { ($0, false) }
    let sorted = marked.sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].0 == sorted[start].0 { end += 1 }
      let meanRank = Double(start + 1 + end) / 2
      for index in start..<end where sorted[index].1 { rankSum += meanRank }
      start = end
    }
    let (n, m) = (Double(positive.count), Double(negative.count))
    return n * m > 0 ? (rankSum - n * (n + 1) / 2) / (n * m) : .nan
  }
}

/// Counts of goodness in bins.
public struct GoodnessHistogram: Sendable, Equatable, Codable {
  /// The layer, counted from 0 at the input side.
  public var layer: Int
  /// The bins' edges, one more than there are bins.
  public var edges: [Float]
  /// Number of positive and of negative examples in each bin.
  public var positive: [Int]
  public var negative: [Int]
}
