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

extension ForwardForwardLayer {
  /// The local signals of the first `count` rows of `activities`, [count × units]: the direction in which each unit's
  /// input should move.
  ///
  /// With P = σ(steepness · (goodness − θ)): positive (1 − P)·y + λ(mean(m) − m_j), negative −P·y. Only what was
  /// measured enters: y itself, its row's sum of squares, and the running mean m of y.
  mutating func signals(
    activities: Matrix, sums: [Float], count: Int, phase: Phase, settings: ForwardForwardSettings,
    statistics: inout PhaseStatistics
  ) -> Matrix {
    let goodness = settings.goodness
    let units = self.units
    let values = sums.prefix(count).map { goodness.value(sumOfSquares: $0, units: units) }
    let threshold = updatedThreshold(values, phase: phase, settings: settings)
    let factors = values.map { value in
      let probability = logistic(settings.steepness * (value - threshold))
      statistics.goodness += Double(value)
      statistics.probability += Double(probability)
      // 1 − σ(x) as σ(−x), which keeps its precision where P is nearly 1.
      return phase == .positive
        ? goodness.sign * logistic(settings.steepness * (threshold - value)) : -goodness.sign * probability
    }
    statistics.examples += count
    var result = activities.rows(0..<count)
    guard phase == .positive else {
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
    let keep = settings.meanMomentum
    var sum: Float = 0
    for unit in meanActivity.indices {
      meanActivity[unit] = keep * meanActivity[unit] + (1 - keep) * means[unit]
      sum += meanActivity[unit]
    }
    let average = sum / Float(units)
    return meanActivity.map { settings.peerNormalisation * (average - $0) }
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
