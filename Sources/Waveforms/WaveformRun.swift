internal import Foundation

/// A device driven by a waveform: voltage, current and state over time.
package struct WaveformRun: Sendable {
  package struct Point: Sendable, Equatable {
    /// Seconds, volts, amperes.
    package let time: Double
    package let voltage: Double
    package let current: Double
    /// In the model's own unit.
    package let state: Double
  }

  package let model: String
  package let title: String
  package let driving: DrivingVoltage
  package let points: [Point]
  package let scale: StateScale
  /// Steps of the integration.
  package let steps: Int
  /// Where the last period begins.
  package let lastPeriod: Range<Int>
  package let sources: [String]

  /// - Parameter samples: of a period (or of a whole table), equally spaced; corners of the voltage between them are
  ///   points too.
  /// - Throws: ``WaveformError``.
  package init(_ file: ModelFile, _ driving: DrivingVoltage, samples: Int) throws(WaveformError) {
    let periods = (driving.duration * driving.frequency).rounded()
    let count = max(Int(periods), 1) * samples
    var moments = (0...count).map { driving.duration * Double($0) / Double(count) }
    let spacing = driving.duration / Double(count)
    moments += driving.corners.filter { corner in
      let nearest = (corner / spacing).rounded() * spacing
      return abs(corner - nearest) > 1e-9 * spacing
    }
    moments.sort()
    let integration = Integration(file, driving)
    let model = file.model
    let scale = model.state
    var points: [Point] = []
    points.reserveCapacity(moments.count)
    for moment in moments {
      try integration.advance(to: moment)
      let voltage = driving.voltage(moment)
      points.append(
        Point(
          time: moment, voltage: voltage, current: model.current(voltage, integration.state),
          state: scale.natural(integration.state)))
    }
    self.model = file.name
    title = file.title
    self.driving = driving
    self.points = points
    self.scale = scale
    steps = integration.steps
    sources = file.sources
    let begin = driving.duration * (1 - 1 / max(periods, 1))
    lastPeriod = (points.firstIndex { $0.time >= begin - 1e-9 * spacing } ?? 0)..<points.count
  }

  /// The table: `time_s,voltage_V,current_A,` and the state.
  package var csv: String {
    "time_s,voltage_V,current_A,\(scale.column)\n"
      + points.map { "\($0.time),\($0.voltage),\($0.current),\($0.state)\n" }.joined()
  }

  /// Enclosed by the loop of the last period: ∮ |I dV| of its two lobes, in watts (what 1 Hz of such loops dissipates
  /// more on one way than on the other).
  package var lobeArea: Double {
    var (positive, negative) = (0.0, 0.0)
    for index in lastPeriod.dropFirst() {
      let (a, b) = (points[index - 1], points[index])
      let piece = 0.5 * (a.current + b.current) * (b.voltage - a.voltage)
      if a.voltage + b.voltage >= 0 { positive += piece } else { negative += piece }
    }
    return abs(positive) + abs(negative)
  }

  /// The voltages at which the state of the last period crosses the middle of its range: rising and falling.
  package var switching: (rising: Double?, falling: Double?) {
    let states = lastPeriod.map { points[$0].state }
    guard let low = states.min(), let high = states.max(), high - low > 1e-3 * (scale.high - scale.low) else {
      return (nil, nil)
    }
    let middle = 0.5 * (low + high)
    var (rising, falling): (Double?, Double?) = (nil, nil)
    for index in lastPeriod.dropFirst() {
      let (a, b) = (points[index - 1], points[index])
      guard (a.state - middle) * (b.state - middle) < 0 else { continue }
      let voltage = a.voltage + (middle - a.state) / (b.state - a.state) * (b.voltage - a.voltage)
      if b.state > a.state { rising = rising ?? voltage } else { falling = falling ?? voltage }
    }
    return (rising, falling)
  }

  /// Smallest and largest value of the state in the last period.
  package var stateRange: ClosedRange<Double> {
    let states = lastPeriod.map { points[$0].state }
    return (states.min() ?? 0)...(states.max() ?? 0)
  }

  package var largestCurrent: Double { points.map { abs($0.current) }.max() ?? 0 }
}
