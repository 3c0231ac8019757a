import Foundation
import Testing
import Waveforms

@Suite struct LoopTests {
  struct Reference: CustomTestStringConvertible, Sendable {
    let name: String
    var points: [(time: Double, current: Double, state: Double)]
    var testDescription: String { name }
    var model: String { String(name.split(separator: " ")[0]) }
    var voltage: String { String(name.split(separator: " ")[1]) }
  }

  /// Made by Reference/integrate.py with SciPy.
  static let references: [Reference] = {
    guard let file = Bundle.module.url(forResource: "loops", withExtension: "csv", subdirectory: "Reference"),
      let text = try? String(contentsOf: file, encoding: .utf8)
    else { return [] }
    var all: [Reference] = []
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      guard fields.count == 5, let time = Double(fields[1]), let current = Double(fields[3]),
        let state = Double(fields[4])
      else { return [] }
      if all.last?.name != String(fields[0]) { all.append(Reference(name: String(fields[0]), points: [])) }
      all[all.count - 1].points.append((time, current, state))
    }
    return all
  }()

  /// Largest deviation of the normalised state, and of the current relative to the largest.
  private func deviation(_ run: WaveformRun, _ reference: Reference, range: ClosedRange<Double>) throws -> (
    state: Double, current: Double
  ) {
    var (state, current) = (0.0, 0.0)
    let largest = reference.points.map { abs($0.current) }.max() ?? 1
    for point in reference.points {
      let own = try #require(run.points.min { abs($0.time - point.time) < abs($1.time - point.time) })
      #expect(abs(own.time - point.time) < 1e-9 * run.driving.duration)
      let normalised = (own.state - range.lowerBound) / (range.upperBound - range.lowerBound)
      state = max(state, abs(normalised - point.state))
      current = max(current, abs(own.current - point.current) / largest)
    }
    return (state, current)
  }

  private func range(_ model: String) -> ClosedRange<Double> { model == "stanford-pku" ? 0.2...1.7 : 0...1 }

  @Test func allModelsHaveReferences() {
    #expect(Set(Self.references.map(\.model)) == Set(Models.names))
    #expect(Self.references.allSatisfy { $0.points.count == 81 })
  }

  /// States and currents at 81 moments of two periods, to 1e-6 of their ranges.
  @Test(arguments: references) func loopsAreSciPys(_ reference: Reference) throws {
    let run = try Models.run(Models.shipped(reference.model), reference.voltage)
    let found = try deviation(run, reference, range: range(reference.model))
    #expect(found.state < 1e-6, "\(reference.name): state off by \(found.state)")
    #expect(found.current < 1e-6, "\(reference.name): current off by \(found.current)")
  }

  /// Parameters that are 5 % off are seen.
  @Test(arguments: [
    ("linear-ion-drift", "mobility: 1e-14", "mobility: 1.05e-14"), ("vteam", "speedOff: 5e-4", "speedOff: 5.25e-4"),
    ("yakopcic", "speedPositive: 4000", "speedPositive: 4200"),
    ("stanford-pku", "enhancementLoss: 0.8", "enhancementLoss: 0.84"),
  ]) func otherParametersAreSeen(_ name: String, _ old: String, _ new: String) throws {
    let reference = try #require(Self.references.last { $0.model == name })
    let run = try Models.run(Models.changed(name, old, new), reference.voltage)
    #expect(try deviation(run, reference, range: range(name)).state > 1e-4)
  }

  /// Without a window the boundary follows from the flux alone: R_off x − (R_off − R_on) x²/2 = const + µ R_on/D² ∫V
  /// dt.
  @Test func driftWithoutWindowIsExact() throws {
    let run = try Models.run(Models.changed("linear-ion-drift", "window: joglekar", "window: none"), "sine:1V:2Hz")
    let (on, off, k, start) = (100.0, 16e3, 1e-14 * 100 / 1e-16, 0.1)
    for point in run.points {
      let flux = (1 - cos(2 * Double.pi * 2 * point.time)) / (2 * Double.pi * 2)
      let c = off * start - (off - on) * start * start / 2 + k * flux
      let x = (off - (off * off - 2 * (off - on) * c).squareRoot()) / (off - on)
      #expect(abs(point.state - x) < 1e-9, "\(point.time)")
    }
  }

  /// On a triangle VTEAM's speed is a power of time: the state in closed form, ends included.
  @Test func thresholdsAreExact() throws {
    let run = try Models.run(Models.shipped("vteam"), "triangle:0.3V:2MHz", periods: 1, samples: 400)
    // Rising and falling at 2.4e6 V/s; off above 0.02 V: x stays at its end 1; on below −0.2 V from 0.2/2.4e6 s after
    // the middle of the period.
    let slope = 0.3 * 4 * 2e6
    let begin = 0.25e-6 + 0.2 / slope
    let (turn, k) = (0.375e-6, 10.0 / 3e-9)
    func moved(_ time: Double) -> Double { k * 0.2 / slope * pow(slope * time / 0.2, 4) / 4 }
    for point in run.points where point.time <= 0.5e-6 {
      var x = 1.0
      if point.time > begin { x -= moved(min(point.time, turn) - begin) }
      if point.time > turn { x -= moved(turn - begin) - moved(max(2 * turn - begin - point.time, 0)) }
      #expect(abs(point.state - max(x, 0)) < 1e-8, "\(point.time): \(point.state), \(x)")
    }
  }

  /// No current without voltage, and less of a loop at a higher frequency.
  @Test(arguments: [
    ("linear-ion-drift", "sine:1V:1Hz", "sine:1V:100Hz"), ("vteam", "sine:0.5V:20MHz", "sine:0.5V:20GHz"),
    ("yakopcic", "sine:0.45V:100Hz", "sine:0.45V:1MHz"), ("stanford-pku", "sine:1.6V:1kHz", "sine:1.6V:10GHz"),
  ]) func loopsArePinchedAndShrink(_ name: String, _ slow: String, _ fast: String) throws {
    let file = try Models.shipped(name)
    let (wide, narrow) = (try Models.run(file, slow), try Models.run(file, fast))
    let crossings = wide.points.filter { abs($0.voltage) < 1e-12 }
    #expect(crossings.count == 5 && crossings.allSatisfy { abs($0.current) < 1e-10 * wide.largestCurrent })
    #expect(wide.lobeArea > 10 * narrow.lobeArea, "\(wide.lobeArea), \(narrow.lobeArea)")
    #expect(wide.points.allSatisfy { $0.current.isFinite && $0.current * $0.voltage >= 0 })
  }

  /// The points asked for decide nothing: steps are the integration's own.
  @Test(arguments: Models.names) func samplesDecideNothing(_ name: String) throws {
    let voltage = name == "linear-ion-drift" ? "sine:1V:1Hz" : "sine:1.5V:1kHz"
    let file = try Models.shipped(name)
    let few = try Models.run(file, voltage, samples: 20)
    let many = try Models.run(file, voltage, samples: 2000)
    for point in few.points {
      let other = try #require(many.points.min { abs($0.time - point.time) < abs($1.time - point.time) })
      #expect(abs(point.state - other.state) < 1e-8)
    }
  }
}
