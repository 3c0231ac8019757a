internal import ExperimentFiles
internal import Reports
internal import RunStore
internal import Statistics

/// How much of what was learned a copy has lost: (copy error − home error) / (untrained error − home error), as the
/// ratio of the means over donor–recipient pairs. Its interval draws chips, not pairs: ``Statistics/ChipPairs``.
struct MortalityIndex {
  let value: Double
  /// Nil where fewer than three chips, or a denominator that resamples take to 0, leave it open.
  let interval: Interval?

  /// Nil where nothing is there to be lost: where the untrained readout is not better than the original.
  init?(_ pairs: [CopyPair]) {
    let known = pairs.filter { $0.floor != nil }
    guard known.count > 1 else { return nil }
    let lost = known.map { $0.copy - $0.home }
    let room = known.map { ($0.floor ?? .nan) - $0.home }
    let chips = ChipPairs(known.map(\.chips))
    // An index needs something that can be lost.
    guard room.reduce(0, +) > 0 else { return nil }
    if let ends = try? chips.interval(statistic: { weights in Self.mean(room, weights) }), ends.lower <= 0 {
      return nil
    }
    value = lost.reduce(0, +) / room.reduce(0, +)
    interval = try? chips.interval { weights in
      let below = zip(weights, room).reduce(0) { $0 + $1.0 * $1.1 }
      guard below > 0 else { return nil }
      return zip(weights, lost).reduce(0) { $0 + $1.0 * $1.1 } / below
    }
  }

  /// Mean of values that count so often.
  static func mean(_ values: [Double], _ weights: [Double]) -> Double? {
    let total = weights.reduce(0, +)
    return total > 0 ? zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
  }

  /// How a table shows it.
  func cell(decimals: Int) -> Table.Cell {
    interval.map { .interval(value, lower: $0.lower, upper: $0.upper, decimals: decimals) }
      ?? .number(value, decimals: decimals)
  }
}

/// Errors of one copy.
struct CopyPair {
  let chips: ChipPairs.Pair
  let home: Double
  let copy: Double
  /// Of random weights with a trained readout on the recipient; nil where it was not measured.
  let floor: Double?
  /// Of the net in floating point; nil where it never was.
  let digital: Double?

  /// The share of what was learned that this copy has lost, at most 1; nil where nothing could be lost.
  var lostByCopy: Double? { lost(from: home, to: copy) }

  /// The same of the digital original, by writing it on the donor.
  var lostByWriting: Double? { digital.flatMap { lost(from: $0, to: home) } }

  private func lost(from best: Double, to found: Double) -> Double? {
    guard let floor, floor > best else { return nil }
    return min(1, (found - best) / (floor - best))
  }
}

extension ExperimentReport {
  /// All copies of runs to other chips, or of chips to themselves.
  func copyPairs(_ runs: [StoredRun], away: Bool = true) -> [CopyPair] {
    pairs(runs, away: away).compactMap { run, recipient in
      guard let home = run.metric(.testError), let copy = run.metric(.copyError, step: recipient) else { return nil }
      return CopyPair(
        chips: .init(donor: run.serial, recipient: recipient), home: home, copy: copy,
        floor: run.metric(.untrainedError, step: recipient), digital: run.metric(.digitalError))
    }
  }

  /// A mean over copies with an interval that draws chips.
  func cell(
    overPairs pairs: [(run: StoredRun, recipient: Int)], scale: Double = 100, decimals: Int? = 2,
    _ value: (_ run: StoredRun, _ recipient: Int) -> Double?
  ) -> Table.Cell {
    let known = pairs.compactMap { pair in
      value(pair.run, pair.recipient).map {
        (ChipPairs.Pair(donor: pair.run.serial, recipient: pair.recipient), scale * $0)
      }
    }
    guard !known.isEmpty else { return .missing }
    let values = known.map(\.1)
    let mean = values.reduce(0, +) / Double(values.count)
    guard let interval = try? ChipPairs(known.map(\.0)).interval(statistic: { MortalityIndex.mean(values, $0) }) else {
      return .number(mean, decimals: decimals)
    }
    return .interval(mean, lower: interval.lower, upper: interval.upper, decimals: decimals)
  }

  /// How much more a net errs when it is re-programmed on its own chip than donor and recipient alone would make it:
  /// own − mean of the donor's copies elsewhere − mean of others' copies here + mean of all copies elsewhere, in
  /// points. Nothing below three chips that are donors and recipients.
  func excessOnItself(_ runs: [StoredRun]) -> Table.Cell {
    let away = copyPairs(runs)
    func mean(_ pairs: [CopyPair]) -> Double? {
      pairs.isEmpty ? nil : pairs.reduce(0) { $0 + $1.copy } / Double(pairs.count)
    }
    let own = copyPairs(runs, away: false).compactMap { pair -> Double? in
      guard let given = mean(away.filter { $0.chips.donor == pair.chips.donor }),
        let taken = mean(away.filter { $0.chips.recipient == pair.chips.donor }), let all = mean(away)
      else { return nil }
      return pair.copy - given - taken + all
    }
    return own.count < 3 ? .missing : cell(own)
  }
}
