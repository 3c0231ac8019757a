internal import DeviceModels
internal import Foundation

/// Steps against the state as measured: mean and spread in equal parts of the range, up and down.
package struct StepTable: Sendable, Equatable {
  package struct Bin: Sendable, Equatable {
    /// The middle of the bin and the mean step and standard deviation in it, in the trains' unit; steps down negative.
    package let state: Double
    package let mean: Double
    package let deviation: Double
    package let count: Int
  }

  package let up: [Bin]
  package let down: [Bin]

  package init(_ trains: [PulseTrain], bins: Int = 16) {
    let steps = trains.flatMap(\.steps)
    let states = steps.map(\.from).sorted()
    let low = states.isEmpty ? 0 : states[Int(0.01 * Double(states.count))]
    let high = states.isEmpty ? 1 : states[min(Int(0.99 * Double(states.count)), states.count - 1)]
    let width = max(high - low, 1e-9) / Double(bins)
    func table(_ up: Bool) -> [Bin] {
      var groups = [[Double]](repeating: [], count: bins)
      for step in steps where step.up == up && step.from >= low && step.from <= high {
        groups[min(Int((step.from - low) / width), bins - 1)].append(step.step)
      }
      return groups.enumerated().filter { $0.element.count >= 8 }.map { index, group in
        Bin(
          state: low + width * (Double(index) + 0.5), mean: PulseStart.mean(group),
          deviation: PulseStart.deviation(group), count: group.count)
      }
    }
    up = table(true)
    down = table(false)
  }

  /// A model that holds this table, with the bounds and the spreads of the best law; nil where the table is too thin.
  ///
  /// The noise of a cycle is what the steps scatter around their means in a bin, less the part that differing gains of
  /// the devices make; it is stated relative to the step at w = 0, the same in all states.
  func model(_ best: LawResult, weights: ClosedRange<Double>) -> PulseModel? {
    guard up.count >= 4, down.count >= 4 else { return nil }
    let (low, high) = (max(best.estimates.low.value, 0), best.estimates.high.value)
    let count = 24
    func at(_ bins: [Bin], _ state: Double) -> Double {
      guard let next = bins.firstIndex(where: { $0.state >= state }) else { return abs(bins[bins.count - 1].mean) }
      guard next > 0 else { return abs(bins[0].mean) }
      let (a, b) = (bins[next - 1], bins[next])
      return abs(a.mean + (state - a.state) / (b.state - a.state) * (b.mean - a.mean))
    }
    func table(_ bins: [Bin], _ sign: Double) -> [Double] {
      // A mean step against the direction of its pulse is noise around none.
      let held = bins.map {
        Bin(state: $0.state, mean: max(sign * $0.mean, 0), deviation: $0.deviation, count: $0.count)
      }
      return (0..<count).map { at(held, low + (high - low) * Double($0) / Double(count - 1)) }
    }
    let (rise, fall) = (table(up, 1), table(down, -1))
    let scale = (high - low) / (weights.upperBound - weights.lowerBound)
    let origin = low - weights.lowerBound * scale
    func value(_ table: [Double]) -> Double {
      let place = (origin - low) / (high - low) * Double(count - 1)
      let floor = min(Int(place), count - 2)
      return table[floor] + (place - Double(floor)) * (table[floor + 1] - table[floor])
    }
    let size = 0.5 * (value(rise) + value(fall))
    guard size > 0 else { return nil }
    let gain = best.estimates.model.spread.step
    let bins = up + down
    let total = bins.reduce(0.0) { $0 + Double($1.count) }
    let variance =
      bins.reduce(0.0) {
        $0 + Double($1.count) * max($1.deviation * $1.deviation - gain * gain * $1.mean * $1.mean, 0)
      } / total
    var model = best.estimates.model
    model.law = .measured(.init(up: rise.map { $0 / size }, down: fall.map { $0 / size }))
    model.step = size / scale
    model.asymmetry = 0
    model.spread.slopeUp = 0
    model.spread.slopeDown = 0
    model.cycleNoise = .additive(variance.squareRoot() / size)
    model.writeNoise = 0
    return model
  }
}
