import CardFitting
import DeviceModels
import Foundation
import Randomness
import Testing
import Units

/// Whole fits, from tables that simulated devices filled to cards.
@Suite struct CardFitTests {
  private static func file(_ lines: [String]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("fit-\(UUID().uuidString).csv").path
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private static func pulses(
    _ model: PulseModel, devices: Int = 50, stuck: Int = 0, scale: Double = 40
  ) throws -> String {
    var lines = ["device,pulse,direction,conductance_uS"]
    for train in simulated(model, devices: devices, up: 60, down: 60, seed: 5) {
      lines.append("d\(train.device),0,,\(train.start * scale)")
      for index in train.up.indices {
        lines.append("d\(train.device),\(index + 1),\(train.up[index] ? "up" : "down"),\(train.after[index] * scale)")
      }
    }
    for device in 0..<stuck {
      for pulse in 1...120 {
        let value = 0.2 * scale + 0.001 * Double(pulse % 3)
        lines.append("s\(device),\(pulse),\(pulse <= 60 ? "up" : "down"),\(value)")
      }
    }
    return try file(lines)
  }

  private static let model = PulseModel(
    window: PulseWindow(weightMinimum: -1, weightMaximum: 1, lowest: 0.2), law: .softBounds, step: 0.06,
    spread: PulseSpread(step: 0.15, maximum: 0.05, minimum: 0.05), cycleNoise: .additive(0.4))

  private static func request(_ name: String = "my-cell") -> CardFit.Request {
    var request = CardFit.Request(name: name, date: "2026-11-26")
    request.resamples = 100
    return request
  }

  /// The fit of a table beside pulses of ``model``, of which it gets the window.
  private static func fit(_ lines: [String], as table: WritableKeyPath<CardFit.Request, String?>) throws -> CardFit {
    let path = try file(lines)
    let pulses = try pulses(model)
    defer {
      try? FileManager.default.removeItem(atPath: path)
      try? FileManager.default.removeItem(atPath: pulses)
    }
    var request = request()
    request.pulses = pulses
    request.laws = [.softBounds]
    request[keyPath: table] = path
    return try CardFit(request)
  }

  @Test func pulsesBecomeACard() throws {
    let path = try Self.pulses(Self.model, stuck: 3)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = Self.request()
    request.pulses = path
    request.laws = [.softBounds, .constant]
    let fit = try CardFit(request)
    let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
    #expect(card.pulse?.law == .softBounds)
    #expect(abs(card.window.gMax.value * 1e6 - 40) < 1.5 && abs(card.window.gMin.value * 1e6 - 8) < 1)
    #expect(abs((card.pulse?.step ?? 0) - 0.06) < 0.01)
    #expect(fit.pulse?.screening.stuck.count == 3)
    #expect(abs((card.defects?.stuckLow ?? 0) - 3.0 / 53) < 1e-5)
    let source = try #require(card.sources.first { $0.parts.contains("pulse") })
    #expect(source.place.contains("SHA-256") && source.place.contains("40 devices"))
    #expect(card.publishedPoints.count >= 6)
    #expect(card.publishedPoints.allSatisfy { $0.quantity == .pulsedMean })
    // The same request gives the same card.
    #expect(try CardFit(request).text == fit.text)
  }

  @Test func aTableOfStepsMovesCellsAsTheDevicesDid() throws {
    let path = try Self.pulses(Self.model, devices: 60)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = Self.request()
    request.pulses = path
    request.laws = [.softBounds]
    request.lookup = true
    let card = try DeviceCard(text: try CardFit(request).text, file: "my-cell.yaml")
    let model = try #require(card.pulse)
    guard case .measured(let steps) = model.law else {
      Issue.record("\(model.law)")
      return
    }
    #expect(steps.up.count == steps.down.count && steps.up.count >= 16)
    // Means along a train agree with the law that made the data.
    let gMax = card.window.gMax.value * 1e6
    let found = model.curves(devices: 2000, up: 60, down: 60, identity: StreamKey(seed: 1), key: StreamKey(seed: 2))
    let made = Self.model.curves(devices: 2000, up: 60, down: 60, identity: StreamKey(seed: 3), key: StreamKey(seed: 4))
    for place in [10, 30, 60, 75, 120] {
      let (a, b) = (0..<2000).reduce((0.0, 0.0)) {
        ($0.0 + Double(found[$1 * 121 + place]) * gMax / 2000, $0.1 + Double(made[$1 * 121 + place]) * 40 / 2000)
      }
      #expect(abs(a - b) < 0.06 * 40, "after \(place): \(a), made with \(b)")
    }
  }

  /// 400 devices of a power law: 95 % intervals cover, a spread of exponents that is not there is not found.
  @Test func driftIsRecovered() throws {
    let normals = StreamKey(seed: 3).child("nu").normals(400)
    let noise = StreamKey(seed: 4).child("noise").normals(4000)
    func table(_ spread: Double) throws -> RetentionFit {
      var lines = ["device,time_s,conductance_uS"]
      for device in 0..<400 {
        let nu = 0.06 + spread * Double(normals[device])
        for (place, time) in [20.0, 100, 1000, 10_000, 100_000].enumerated() {
          let value = 20 * pow(time / 20, -nu) * (1 + 0.003 * Double(noise[device * 10 + place]))
          lines.append("\(device),\(time),\(value)")
        }
      }
      let path = try Self.file(lines)
      defer { try? FileManager.default.removeItem(atPath: path) }
      var request = Self.request()
      request.retention = path
      let fit = try CardFit(request)
      let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
      #expect(card.drift != nil && card.drift?.referenceTime == Seconds(20))
      return try #require(fit.retention)
    }
    let fit = try table(0.01)
    #expect(fit.best.name == "powerLaw")
    let (mean, deviation) = (fit.best.estimates[0], fit.best.estimates[1])
    #expect(abs(mean.value - 0.06) < 0.002 && mean.lower < mean.value && mean.upper > mean.value, "\(mean)")
    #expect(abs(deviation.value - 0.01) < 0.0012 && deviation.upper < 0.0125 && deviation.lower > 0.008, "\(deviation)")
    #expect(try table(0).best.estimates[1].value < 0.001)
  }

  @Test func relaxationIsRecovered() throws {
    let start = StreamKey(seed: 5).child("g").uniforms(600)
    let normals = StreamKey(seed: 6).child("x").normals(600)
    var lines = ["device,time_s,conductance_uS"]
    for device in 0..<600 {
      let g0 = 5 + 30 * Double(start[device])
      lines.append("\(device),0,\(g0)")
      for time in [1.0, 10, 100, 1000] {
        let change = -0.1 * log(time) + (0.3 + 0.05 * log(time)) * Double(normals[device])
        lines.append("\(device),\(time),\(max(g0 + change, 0))")
      }
    }
    let path = try Self.file(lines)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = Self.request()
    request.retention = path
    let fit = try CardFit(request)
    let candidate = try #require(fit.retention?.candidates.first { $0.name == "logarithmic" })
    #expect(abs(candidate.estimates[0].value + 0.1e-6) < 0.03e-6, "\(candidate.estimates[0])")
    #expect(abs(candidate.estimates[1].value - 0.3e-6) < 0.03e-6)
    #expect(abs(candidate.heldOut - 1) < 0.25)
    let power = try #require(fit.retention?.candidates.firstIndex { $0.name == "powerLaw" })
    #expect(power > 0)
    let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
    #expect(card.relaxation != nil && !card.publishedPoints.isEmpty)
  }

  /// A 1/f series: the sum of many relaxators with time constants evenly in their logarithm.
  @Test func spectrumIsRecovered() throws {
    var lines = ["device,time_s,conductance_uS"]
    for device in 0..<6 {
      let key = StreamKey(seed: 7).child("device", device)
      var values = key.child("white").normals(4096).map { 0.002 * Double($0) }
      for octave in 0..<14 {
        let draws = key.child("octave", octave).normals(4097)
        let memory = exp(-1 / pow(2, Double(octave)))
        var state = Double(draws[4096])
        for index in values.indices {
          state = memory * state + (1 - memory * memory).squareRoot() * Double(draws[index])
          values[index] += 0.002 * state
        }
      }
      for index in values.indices { lines.append("\(device),\(0.01 * Double(index)),\(20 * (1 + values[index]))") }
    }
    let fit = try Self.fit(lines, as: \.reads)
    let noise = try #require(fit.noise)
    #expect(abs(noise.exponent.value - 1) < 0.2, "\(noise.exponent)")
    #expect(noise.isFlicker)
    let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
    #expect(card.readNoise?.growth == .flicker)
  }

  @Test func currentVoltageIsRecovered() throws {
    var lines = ["device,voltage_V,current_uA"]
    let noise = StreamKey(seed: 8).normals(400)
    for device in 0..<10 {
      let g = 5 + 4 * Double(device)
      for (place, v) in stride(from: -0.5, through: 0.5, by: 0.05).enumerated() where abs(v) > 0.01 {
        lines.append("\(device),\(v),\(g * 0.4 * sinh(v / 0.4) * (1 + 0.002 * Double(noise[device * 30 + place])))")
      }
    }
    let fit = try Self.fit(lines, as: \.currentVoltage)
    #expect(fit.currentVoltage?.best.name == "hyperbolicSine")
    let estimate = try #require(fit.currentVoltage?.scale)
    #expect(estimate.lower > 0.39 && estimate.upper < 0.41 && estimate.lower < estimate.upper, "\(estimate)")
    let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
    guard case .hyperbolicSine(let scale) = card.currentVoltage else {
      Issue.record("no curve")
      return
    }
    #expect(abs(scale.value - 0.4) < 0.01)
  }

  /// Curves that bend more one way than the other: the polynomial form, which must make a card that decodes.
  @Test func polynomialCurvesMakeACard() throws {
    var lines = ["device,voltage_V,current_uA"]
    for device in 0..<12 {
      let g = 5 + 4 * Double(device)
      for v in stride(from: -0.5, through: 0.5, by: 0.05) where abs(v) > 0.01 {
        lines.append("\(device),\(v),\(g * v + 8 * v * v + 20 * v * v * v)")
      }
    }
    let card = try DeviceCard(text: Self.fit(lines, as: \.currentVoltage).text, file: "my-cell.yaml")
    let curve = try #require(card.currentVoltage)
    for (v, expected) in [(0.4, 20 * 0.4 + 8 * 0.16 + 20 * 0.064), (-0.4, -20 * 0.4 + 8 * 0.16 - 20 * 0.064)] {
      let current = curve.current(Siemens(20e-6), at: Volts(v)).value * 1e6
      #expect(abs(current - expected) < 0.02 * abs(expected), "\(v) V: \(current) uA, made as \(expected) uA")
    }
  }

  @Test func aFitOfNothingIsRefused() throws {
    #expect(throws: FittingError.self) { try CardFit(Self.request()) }
    // Up pulses that lower the conductance.
    let path = try Self.pulses(Self.model)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let turned = try Self.file(
      text.split(separator: "\n").map {
        String($0).replacing("up", with: "UP").replacing("down", with: "up").replacing("UP", with: "down")
      })
    defer { try? FileManager.default.removeItem(atPath: turned) }
    var request = Self.request()
    request.pulses = turned
    #expect(throws: FittingError.self) { try CardFit(request) }
  }
}
