import CardFitting
import DeviceModels
import Foundation
import Randomness
import Testing
import Units

/// Changes over the state, by time and by bakes: what no straight line over ln t says.
@Suite struct ChangeByStateTests {
  private static func file(_ lines: [String]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv").path
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// Mean change and its deviation of a cell that starts at `g`, in microsiemens.
  private static func truth(_ g: Double, _ strength: Double) -> (mean: Double, deviation: Double) {
    (strength * (2 - 0.1 * g + 2 * sin(g / 6)), strength * (1 + 0.05 * g))
  }

  /// 4,000 devices of 5 to 45 µS.
  private static func devices(_ lines: inout [String], _ row: (Int, Double, Double, Int) -> String, steps: [Double]) {
    let starts = StreamKey(seed: 5).child("g").uniforms(4000)
    for (place, strength) in steps.enumerated() {
      let normals = StreamKey(seed: 6).child("x", place).normals(4000)
      for device in starts.indices {
        let g = 5 + 40 * Double(starts[device])
        let (mean, deviation) = truth(g, strength)
        lines.append(row(device, g, max(g + mean + deviation * Double(normals[device]), 0), place))
      }
    }
  }

  private static func request() -> CardFit.Request { CardFit.Request(name: "my-cell", date: "2026-11-26") }

  /// Within four standard errors of what made the data: of a mean s/√n, of a deviation s/√(2n), n devices a bin; a strength
  /// a third larger is rejected.
  private func agrees(_ change: ChangeByState, strength: Double) -> Bool {
    let n = Double(change.devices) / Double(change.at.count)
    return change.at.indices.allSatisfy { bin in
      let truth = Self.truth(change.at[bin] * 1e6, strength)
      let (mean, deviation) = (change.mean[bin] * 1e6, change.deviation[bin] * 1e6)
      return abs(mean - truth.mean) < 4 * truth.deviation / n.squareRoot()
        && abs(deviation - truth.deviation) < 4 * truth.deviation / (2 * n).squareRoot() + 0.02 * truth.deviation
    }
  }

  @Test func bakesAreRecovered() throws {
    var lines = ["device,temperature_C,time_h,conductance_uS"]
    let (temperatures, strengths) = ([100.0, 200], [0.5, 2.0])
    Self.devices(
      &lines,
      { device, before, after, place in
        "\(device),\(temperatures[place]),0,\(before)\n\(device),\(temperatures[place]),2,\(after)"
      }, steps: strengths)
    let path = try Self.file(lines)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = Self.request()
    request.bake = path
    request.bakeEnergy = "1.5 eV"
    let fit = try CardFit(request)
    let bake = try #require(fit.bake)
    #expect(bake.points.map(\.temperature) == [373.15, 473.15] && abs(bake.duration - 7200) < 1e-9)
    #expect(bake.devices == 3200 && bake.heldOut == 800)
    for (point, strength) in zip(bake.points, strengths) {
      #expect(point.change.at.count >= 10)
      #expect(agrees(point.change, strength: strength), "\(point)")
      #expect(!agrees(point.change, strength: 1.33 * strength), "a wrong strength at \(point.temperature) K")
    }
    let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
    #expect(card.temperature?.bake?.points.count == 2 && card.temperature?.bake?.activationEnergy == ElectronVolts(1.5))
    #expect(card.publishedPoints.count { $0.quantity == .bakedMean } >= 20)
    #expect(card.parts.allSatisfy { part in card.sources.contains { $0.parts.contains(part) } })
  }

  @Test func aBakeWithThreeReadingsIsRefused() throws {
    var lines = ["device,temperature_C,time_h,conductance_uS"]
    for device in 0..<200 { for time in 0..<3 { lines.append("\(device),100,\(time),\(10 + device % 30)") } }
    let path = try Self.file(lines)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = Self.request()
    request.bake = path
    #expect(throws: FittingError.self) { try CardFit(request) }
  }

  @Test func changesAfterProgrammingAreRecovered() throws {
    var lines: [String] = []
    Self.devices(
      &lines, { device, _, after, place in "\(device),\(place == 0 ? 1 : 1000),\(after)" }, steps: [0.5, 1.5])
    let starts = StreamKey(seed: 5).child("g").uniforms(4000)
    let first = starts.indices.map { "\($0),0,\(5 + 40 * Double(starts[$0]))" }
    let path = try Self.file(["device,time_s,conductance_uS"] + first + lines)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var request = Self.request()
    request.retention = path
    let fit = try CardFit(request)
    let best = try #require(fit.retention?.best)
    guard case .changes(let changes) = best.form else {
      Issue.record("\(best.name)")
      return
    }
    #expect(changes.map { $0.time.rounded() } == [1, 1000])
    #expect(abs(best.heldOut - 1) < 0.15, "\(best.heldOut)")
    for (change, strength) in zip(changes, [0.5, 1.5]) {
      #expect(agrees(change.states, strength: strength), "\(change)")
      #expect(!agrees(change.states, strength: 1.33 * strength), "a wrong strength after \(change.time) s")
    }
    let card = try DeviceCard(text: fit.text, file: "my-cell.yaml")
    guard case .change(let measured) = card.relaxation else {
      Issue.record("no relaxation")
      return
    }
    #expect(measured.points.count == 2)
    #expect(card.publishedPoints.contains { $0.quantity == .changedMean })
  }
}
