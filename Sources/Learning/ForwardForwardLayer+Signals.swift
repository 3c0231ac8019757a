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

  /// What it answered to some rows.
  func rows(_ range: Range<Int>) -> Response {
    Response(activities: activities.rows(range), sums: Array(sums[range]))
  }
}

/// What one phase leaves behind in a layer: what went in, and what it answered.
struct Visit: Sendable {
  let inputs: Matrix
  let response: Response
}

extension ForwardForwardLayer {
  /// The local signals of a response, [rows × units]: the direction in which each unit's input should move.
  ///
  /// With P = σ(steepness · (goodness − θ)): positive (1 − P)·y + λ(mean(m) − m_j), negative −P·y. Only what was
  /// measured enters: y itself, its row's sum of squares, and the running mean m of y.
  mutating func signals(
    _ response: Response, phase: Phase, settings: ForwardForwardSettings, statistics: inout PhaseStatistics
  ) -> Matrix {
    let factors = factors(response.sums, phase: phase, settings: settings, statistics: &statistics)
    var signals = response.activities
    scale(&signals, 0..<factors.count, by: factors, pulls: phase == .positive, settings: settings)
    return signals
  }

  /// The local signals of as many positive and negative answers, stacked: those of the former, then those of the latter.
  mutating func signals(
    halves response: consuming Response, settings: ForwardForwardSettings,
    statistics: inout (positive: PhaseStatistics, negative: PhaseStatistics)
  ) -> Matrix {
    let count = response.sums.count / 2
    let good = factors(response.sums[..<count], phase: .positive, settings: settings, statistics: &statistics.positive)
    let bad = factors(response.sums[count...], phase: .negative, settings: settings, statistics: &statistics.negative)
    var signals = response.activities
    response.activities = Matrix(rows: 0, columns: 0)  // the only reference, so that the signals take its place
    scale(&signals, 0..<count, by: good, pulls: true, settings: settings)
    scale(&signals, count..<2 * count, by: bad, pulls: false, settings: settings)
    return signals
  }

  /// What each row's activities are multiplied with: 1 − P or −P, with the sign of goodness.
  private mutating func factors(
    _ sums: some Collection<Float>, phase: Phase, settings: ForwardForwardSettings, statistics: inout PhaseStatistics
  ) -> [Float] {
    let goodness = settings.goodness
    let units = self.units
    let values = sums.map { goodness.value(sumOfSquares: $0, units: units) }
    let threshold = updatedThreshold(values, phase: phase, settings: settings)
    statistics.examples += values.count
    return values.map { value in
      let probability = logistic(settings.steepness * (value - threshold))
      statistics.goodness += Double(value)
      statistics.probability += Double(probability)
      // 1 − σ(x) as σ(−x), which keeps its precision where P is nearly 1.
      return phase == .positive
        ? goodness.sign * logistic(settings.steepness * (threshold - value)) : -goodness.sign * probability
    }
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
    var (good, bad) = (positive.activities, negative.activities)
    scale(&good, 0..<factors.count, by: factors, pulls: true, settings: settings)
    scale(&bad, 0..<factors.count, by: factors.map { -$0 }, pulls: false, settings: settings)
    return (good, bad)
  }

  /// Multiplies some rows of activities with a factor each, and adds the pull of peer normalisation where it acts.
  private mutating func scale(
    _ activities: inout Matrix, _ rows: Range<Int>, by factors: [Float], pulls: Bool, settings: ForwardForwardSettings
  ) {
    let units = self.units
    guard pulls else {
      activities.forEachRow(of: rows) { index, row in RowKernel.scale(row, by: factors[index], count: units) }
      return
    }
    let pull = peerPull(activities.columnMeans(of: rows), settings: settings)
    pull.withUnsafeBufferPointer { pull in
      activities.forEachRow(of: rows) { index, row in
        let factor = factors[index]
        for unit in 0..<units { row[unit] = factor * row[unit] + pull[unit] }
      }
    }
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
