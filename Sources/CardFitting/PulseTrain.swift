/// Conductances of one device over one train of pulses, with all values relative to one reference conductance.
package struct PulseTrain: Sendable, Equatable {
  /// The device's number, 0… in the order of the table.
  package let device: Int
  /// The state before the first pulse.
  package let start: Double
  /// The direction of each pulse.
  package let up: [Bool]
  /// The state read after each pulse; NaN where nothing was read.
  package let after: [Double]

  package init(device: Int, start: Double, up: [Bool], after: [Double]) {
    precondition(up.count == after.count, "\(up.count) pulses with \(after.count) readings")
    self.device = device
    self.start = start
    self.up = up
    self.after = after
  }

  /// Pairs of neighbouring readings: state before, step, direction.
  package var steps: [(from: Double, step: Double, up: Bool)] {
    var before = start
    var steps: [(from: Double, step: Double, up: Bool)] = []
    steps.reserveCapacity(up.count)
    for (direction, value) in zip(up, after) {
      if value.isFinite, before.isFinite { steps.append((before, value - before, direction)) }
      before = value
    }
    return steps
  }

  /// The train with all conductances divided by `scale`.
  package func scaled(by scale: Double) -> PulseTrain {
    PulseTrain(device: device, start: start / scale, up: up, after: after.map { $0 / scale })
  }
}

extension [PulseTrain] {
  /// The same trains with their devices numbered anew, 0… in order of appearance.
  package func renumbered() -> [PulseTrain] {
    var numbers: [Int: Int] = [:]
    return map { train in
      let number = numbers[train.device] ?? numbers.count
      numbers[train.device] = number
      return PulseTrain(device: number, start: train.start, up: train.up, after: train.after)
    }
  }

  /// Number of devices.
  package var deviceCount: Int { Set(map(\.device)).count }
}

/// All trains of one device, with the bounds that they were seen at.
struct PulsedDevice: Sendable {
  let trains: [PulseTrain]
  /// The highest and the lowest reading.
  let highest: Double, lowest: Double
  /// Whether two or more readings are at that end to the last digit, or a train starts there in the other direction:
  /// the cell was held by its bound.
  let isHeldHigh: Bool, isHeldLow: Bool
  /// Number of readings after a pulse.
  let readings: Int

  init(_ trains: [PulseTrain]) {
    self.trains = trains
    let values = trains.flatMap { [$0.start] + $0.after }.filter(\.isFinite)
    highest = values.max() ?? 1
    lowest = values.min() ?? 0
    let (high, low) = (highest - PulseFilter.near, lowest + PulseFilter.near)
    isHeldHigh = values.count { $0 >= high } > 1 || trains.contains { $0.start >= high && $0.up.first == false }
    readings = trains.reduce(0) { $0 + $1.after.count(where: \.isFinite) }
    isHeldLow = values.count { $0 <= low } > 1 || trains.contains { $0.start <= low && $0.up.first == true }
  }

  /// Whether the cell was held by this bound.
  func isHeld(at slot: Slot) -> Bool { slot == .high ? isHeldHigh : slot == .low ? isHeldLow : false }
}
