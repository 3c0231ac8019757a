internal import Foundation

/// Devices that do not take part in a fit: those that pulses do not move, and those unlike all others.
package struct Screening: Sendable {
  package let stuckLow: [Int]
  package let stuckHigh: [Int]
  package let stuckMid: [Int]
  package let outlying: [Int]
  /// All devices that were looked at.
  package let count: Int

  package var stuck: [Int] { stuckLow + stuckHigh + stuckMid }

  /// A device is stuck when the whole range of its readings is below a tenth of the median device's. It is outlying
  /// when its range or its middle lies more than five robust deviations (1.4826 × the median absolute deviation) from
  /// the median of the devices that move.
  package init(_ trains: [PulseTrain]) {
    let count = (trains.map(\.device).max() ?? -1) + 1
    var lows = [Double](repeating: .infinity, count: count)
    var highs = [Double](repeating: -.infinity, count: count)
    for train in trains {
      for value in [train.start] + train.after where value.isFinite {
        lows[train.device] = min(lows[train.device], value)
        highs[train.device] = max(highs[train.device], value)
      }
    }
    let present = (0..<count).filter { highs[$0] >= lows[$0] }
    let ranges = present.map { highs[$0] - lows[$0] }
    let typical = Self.median(ranges)
    let moving = present.filter { highs[$0] - lows[$0] >= 0.1 * typical }
    let bottom = Self.median(moving.map { lows[$0] })
    let top = Self.median(moving.map { highs[$0] })
    var (low, high, middle): ([Int], [Int], [Int]) = ([], [], [])
    for device in present where highs[device] - lows[device] < 0.1 * typical {
      let place = (0.5 * (highs[device] + lows[device]) - bottom) / max(top - bottom, 1e-300)
      if place < 0.2 { low.append(device) } else if place > 0.8 { high.append(device) } else { middle.append(device) }
    }
    var strange: Set<Int> = []
    for measure in [moving.map { log(highs[$0] - lows[$0]) }, moving.map { 0.5 * (highs[$0] + lows[$0]) }] {
      let center = Self.median(measure)
      let deviation = 1.4826 * Self.median(measure.map { abs($0 - center) })
      guard deviation > 0 else { continue }
      for (device, value) in zip(moving, measure) where abs(value - center) > 5 * deviation { strange.insert(device) }
    }
    (stuckLow, stuckHigh, stuckMid) = (low, high, middle)
    outlying = strange.sorted()
    self.count = present.count
  }

  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
  }
}
