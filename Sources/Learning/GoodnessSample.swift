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
  public func histogram(bins: Int) -> GoodnessHistogram { histogram(bins: bins, of: { _ in true }) }

  /// The same class by class, all over the range of the whole sample: an example's negative data count with its own
  /// class.
  ///
  /// - Parameter labels: the class of each example, in the order of the samples.
  public func histograms(bins: Int, labels: [Int], classes: Int) -> GoodnessByClass {
    precondition(labels.count == positive.count && labels.count == negative.count, "\(labels.count) labels")
    let all = (0..<classes).map { place in histogram(bins: bins) { labels[$0] == place } }
    return GoodnessByClass(
      layer: layer, edges: all.first?.edges ?? [], positive: all.map(\.positive), negative: all.map(\.negative))
  }

  private func histogram(bins: Int, of isCounted: (Int) -> Bool) -> GoodnessHistogram {
    precondition(bins > 0, "a histogram needs bins")
    let all = (positive + negative).filter(\.isFinite)
    let low = all.min() ?? 0
    let width = ((all.max() ?? 0) - low) / Float(bins)
    let step = width > 0 ? width : 1
    func counts(_ values: [Float]) -> [Int] {
      var counts = [Int](repeating: 0, count: bins)
      for (index, value) in values.enumerated() where value.isFinite && isCounted(index) {
        // Differences of numbers near the largest Float are infinite.
        let place = (value - low) / step
        counts[place.isFinite ? min(bins - 1, Int(place)) : bins - 1] += 1
      }
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

/// Counts of goodness in bins, class by class.
public struct GoodnessByClass: Sendable, Equatable, Codable {
  /// The layer, counted from 0 at the input side.
  public var layer: Int
  /// The bins' edges, one more than there are bins.
  public var edges: [Float]
  /// For each class, the number of positive and of negative examples in each bin.
  public var positive: [[Int]]
  public var negative: [[Int]]

  /// The histogram of every class.
  public var histograms: [GoodnessHistogram] {
    zip(positive, negative).map { GoodnessHistogram(layer: layer, edges: edges, positive: $0, negative: $1) }
  }

  /// The first classes alone.
  public func prefix(_ count: Int) -> GoodnessByClass {
    GoodnessByClass(
      layer: layer, edges: edges, positive: Array(positive.prefix(count)), negative: Array(negative.prefix(count)))
  }
}
