internal import Matrices
internal import VectorMath

/// Whether data shall be recognised or rejected.
enum Phase: Sendable { case positive, negative }

/// What one layer's local learning saw in one batch, for the reports.
struct PhaseStatistics: Sendable {
  var goodness = 0.0
  var probability = 0.0
  var examples = 0
}

/// What a layer answered in one phase: its rectified activities y and Σ y² of every row.
struct Response: Sendable {
  var activities: Matrix
  var sums: [Float]
}

/// What one phase leaves behind in a layer: what went in, and what it answered.
struct Visit: Sendable {
  let inputs: Matrix
  let response: Response

  /// The first `count` rows of both.
  func prefix(_ count: Int) -> Visit {
    guard count < inputs.rows else { return self }
    return Visit(
      inputs: inputs.rows(0..<count),
      response: Response(activities: response.activities.rows(0..<count), sums: Array(response.sums.prefix(count))))
  }
}

extension ForwardForwardLayer {
  /// The local signals of a response, [rows × units]: the direction in which each unit's input should move.
  ///
  /// With P = σ(steepness · (goodness − θ)): positive (1 − P)·y + λ(mean(m) − m_j), negative −P·y. Only what was
  /// measured enters: y itself, its row's sum of squares, and the running mean m of y.
  mutating func signals(
    _ response: Response, phase: Phase, settings: ForwardForwardSettings, statistics: inout PhaseStatistics
  ) -> Matrix {
    let goodness = settings.goodness
    let units = self.units
    let values = response.sums.map { goodness.value(sumOfSquares: $0, units: units) }
    let threshold = updatedThreshold(values, phase: phase, settings: settings)
    let factors = values.map { value in
      let probability = logistic(settings.steepness * (value - threshold))
      statistics.goodness += Double(value)
      statistics.probability += Double(probability)
      // 1 − σ(x) as σ(−x), which keeps its precision where P is nearly 1.
      return phase == .positive
        ? goodness.sign * logistic(settings.steepness * (threshold - value)) : -goodness.sign * probability
    }
    statistics.examples += values.count
    return scaled(response.activities, by: factors, pulls: phase == .positive, settings: settings)
  }

  /// The local signals of a positive and a negative answer to the same images, row by row, for the pair loss.
  ///
  /// With Δ = G₊ − G₋ and the loss log(1 + e^(−steepness·Δ)): σ(−steepness·Δ)·y₊ + λ(mean(m) − m_j) and
  /// −σ(−steepness·Δ)·y₋. There is no threshold.
  mutating func pairSignals(
    _ positive: Response, _ negative: Response, settings: ForwardForwardSettings,
    positiveStatistics: inout PhaseStatistics, negativeStatistics: inout PhaseStatistics
  ) -> (positive: Matrix, negative: Matrix) {
    let goodness = settings.goodness
    var factors = [Float](repeating: 0, count: positive.sums.count)
    for index in factors.indices {
      let good = goodness.value(sumOfSquares: positive.sums[index], units: units)
      let bad = goodness.value(sumOfSquares: negative.sums[index], units: units)
      let chosen = logistic(settings.steepness * (good - bad))
      positiveStatistics.goodness += Double(good)
      positiveStatistics.probability += Double(chosen)
      negativeStatistics.goodness += Double(bad)
      negativeStatistics.probability += Double(1 - chosen)
      factors[index] = goodness.sign * logistic(settings.steepness * (bad - good))
    }
    positiveStatistics.examples += factors.count
    negativeStatistics.examples += factors.count
    return (
      scaled(positive.activities, by: factors, pulls: true, settings: settings),
      scaled(negative.activities, by: factors.map { -$0 }, pulls: false, settings: settings)
    )
  }

  /// Activities row by row times a factor, with the pull of peer normalisation where it acts.
  private mutating func scaled(
    _ activities: Matrix, by factors: [Float], pulls: Bool, settings: ForwardForwardSettings
  ) -> Matrix {
    let units = self.units
    var result = activities
    guard pulls else {
      result.forEachRow { index, row in RowKernel.scale(row, by: factors[index], count: units) }
      return result
    }
    let pull = peerPull(result.columnMeans, settings: settings)
    pull.withUnsafeBufferPointer { pull in
      result.forEachRow { index, row in
        let factor = factors[index]
        for unit in 0..<units { row[unit] = factor * row[unit] + pull[unit] }
      }
    }
    return result
  }

  /// Moves the running mean activities towards a batch's and returns λ(mean(m) − m_j).
  private mutating func peerPull(_ means: [Float], settings: ForwardForwardSettings) -> [Float] {
    PeerNormalisation.pull(
      &meanActivity, towards: means, keeping: settings.meanMomentum, strength: settings.peerNormalisation)
  }

  /// θ for this batch, whose goodness is `values`.
  private mutating func updatedThreshold(
    _ values: [Float], phase: Phase, settings: ForwardForwardSettings
  ) -> Float {
    var batchMean: Float { values.reduce(0, +) / Float(values.count) }
    switch settings.threshold {
    case .perUnit(let k):
      return threshold ?? settings.goodness.threshold(perUnit: k, units: units)
    case .measuredAtStart(let k):
      let value = threshold ?? k * batchMean
      threshold = value
      return value
    case .running(let k):
      let value = threshold.map { 0.99 * $0 + 0.01 * k * batchMean } ?? k * batchMean
      threshold = value
      return value
    }
  }
}

/// Pulls every unit's mean activity to the mean of its peers, so that no unit is always on and none is always off.
enum PeerNormalisation {
  /// Moves the running mean activities m towards a batch's and returns strength · (mean(m) − m_j).
  static func pull(
    _ meanActivity: inout [Float], towards means: [Float], keeping keep: Float, strength: Float
  ) -> [Float] {
    var sum: Float = 0
    for unit in meanActivity.indices {
      meanActivity[unit] = keep * meanActivity[unit] + (1 - keep) * means[unit]
      sum += meanActivity[unit]
    }
    let average = sum / Float(meanActivity.count)
    return meanActivity.map { strength * (average - $0) }
  }
}
