internal import Foundation
internal import TextTables
internal import Units

/// The voltage that drives a device, over time.
package struct DrivingVoltage: Sendable, Equatable {
  enum Form: Sendable, Equatable {
    case sine
    /// 0, up, down through 0, back: a quarter of a period each.
    case triangle
    /// Straight lines between points.
    case points(times: [Double], voltages: [Double])
  }

  let form: Form
  /// Volts; the largest magnitude of a table.
  package let amplitude: Double
  /// Hertz; of a table 1/(its length).
  package let frequency: Double
  /// As it was asked for.
  package let text: String
  /// Seconds from the first to the last moment.
  package let duration: Double

  /// `sine:1V:1kHz`, `triangle:1V:1kHz` (both: `sine`, `triangle` alone for 1 V and 1 kHz), or the name of a table with
  /// columns `time_s` and `voltage_V`.
  /// - Parameter periods: of a sine or triangle.
  /// - Throws: ``WaveformError``, `TableError`.
  package init(parsing text: String, periods: Int) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let form = ["sine": Form.sine, "triangle": .triangle][parts[0]] else {
      guard text.contains(".") || text.contains("/") else {
        throw WaveformError.badVoltage(text: text, reason: "no such form")
      }
      try self.init(contentsOf: text)
      return
    }
    guard (1...3).contains(parts.count) else {
      throw WaveformError.badVoltage(text: text, reason: "\(parts.count) parts")
    }
    func quantity<Q: Quantity>(_ index: Int, _ missing: Q) throws -> Q {
      guard parts.count > index else { return missing }
      do { return try Q(parsing: parts[index]) } catch {
        throw WaveformError.badVoltage(text: text, reason: error.description)
      }
    }
    let amplitude = try quantity(1, Volts(1))
    let frequency = try quantity(2, Hertz(1000))
    guard (1e-6...1000).contains(amplitude.value) else {
      throw WaveformError.outOfRange(option: "--voltage", value: "\(amplitude)", allowed: "1 uV...1 kV")
    }
    guard (1e-9...1e15).contains(frequency.value) else {
      throw WaveformError.outOfRange(option: "--voltage", value: "\(frequency)", allowed: "1e-9 Hz...1e15 Hz")
    }
    self.init(
      form: form, amplitude: amplitude.value, frequency: frequency.value, text: text,
      duration: Double(periods) / frequency.value)
  }

  private init(form: Form, amplitude: Double, frequency: Double, text: String, duration: Double) {
    self.form = form
    self.amplitude = amplitude
    self.frequency = frequency
    self.text = text
    self.duration = duration
  }

  private init(contentsOf path: String) throws {
    let table = try TextTable(contentsOf: path)
    let columns = table.header == nil ? [0, 1] : [try table.column("time_s"), try table.column("voltage_V")]
    guard table.columns >= 2, table.rows.count >= 2 else {
      throw WaveformError.badTable(
        path: path, line: 1, reason: "two columns, time_s and voltage_V, and two lines are due")
    }
    var times: [Double] = []
    var voltages: [Double] = []
    for row in table.rows {
      let time = try table.number(row, columns[0])
      if let last = times.last, time <= last {
        throw WaveformError.badTable(path: path, line: row.line, reason: "time \(time) s does not come after \(last) s")
      }
      times.append(time)
      voltages.append(try table.number(row, columns[1]))
    }
    let most = voltages.map(abs).max() ?? 0
    guard most > 0 else { throw WaveformError.badTable(path: path, line: 2, reason: "all voltages are 0") }
    guard most <= 1000 else {
      throw WaveformError.badTable(path: path, line: 2, reason: "a voltage of \(most) V; at most 1000 V are allowed")
    }
    let length = times[times.count - 1] - times[0]
    self.init(
      form: .points(times: times.map { $0 - times[0] }, voltages: voltages), amplitude: most, frequency: 1 / length,
      text: path, duration: length)
  }

  /// Volts.
  func voltage(_ time: Double) -> Double {
    switch form {
    case .sine: return amplitude * sin(2 * Double.pi * frequency * time)
    case .triangle:
      let phase = frequency * time - (frequency * time).rounded(.down)
      return amplitude * (phase < 0.25 ? 4 * phase : phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4)
    case .points(let times, let voltages):
      guard time > 0 else { return voltages[0] }
      guard time < times[times.count - 1] else { return voltages[voltages.count - 1] }
      var (low, high) = (0, times.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if times[middle] <= time { low = middle } else { high = middle }
      }
      let share = (time - times[low]) / (times[high] - times[low])
      return voltages[low] + share * (voltages[high] - voltages[low])
    }
  }

  /// Volts a second, from the right.
  func slope(_ time: Double) -> Double {
    switch form {
    case .sine: return 2 * Double.pi * frequency * amplitude * cos(2 * Double.pi * frequency * time)
    case .triangle, .points:
      let step = 1e-9 * (1 / frequency)
      return (voltage(time + step) - voltage(time)) / step
    }
  }

  /// Moments at which the slope changes its sign or jumps, between 0 and the end: the integration stops there.
  var corners: [Double] {
    switch form {
    case .sine, .triangle:
      let quarters = Int((duration * frequency * 4).rounded())
      return (1..<max(quarters, 1)).map { Double($0) / (4 * frequency) }
    case .points(let times, _): return Array(times.dropFirst().dropLast())
    }
  }

  /// A source of SPICE between the nodes `in` and 0.
  var source: String {
    switch form {
    case .sine: return "Vin in 0 SIN(0 \(amplitude) \(frequency))"
    case .triangle:
      let quarter = 1 / (4 * frequency)
      let corners = Int((duration * frequency * 4).rounded())
      let points = (0...corners).map { "\(Double($0) * quarter) \([0, amplitude, 0, -amplitude][$0 % 4])" }
      return "Vin in 0 PWL(" + points.joined(separator: "\n+ ") + ")"
    case .points(let times, let voltages):
      return "Vin in 0 PWL(" + zip(times, voltages).map { "\($0) \($1)" }.joined(separator: "\n+ ") + ")"
    }
  }
}
