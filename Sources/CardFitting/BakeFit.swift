internal import Foundation

/// What bakes did to measured devices, as a card's `temperature.bake` states it.
package struct BakeFit: Sendable {
  /// One temperature.
  package struct Point: Sendable {
    /// Kelvin.
    package let temperature: Double
    package let change: ChangeByState
  }

  /// By rising temperature.
  package let points: [Point]
  /// Median seconds between the two readings.
  package let duration: Double
  /// Mean and deviation of the change of held-out devices, by level and temperature: for a card's check points.
  package let checks: [Check]
  /// The 1st and 99th percentile of the conductances before bakes.
  package let low: Double, high: Double
  package let devices: Int, heldOut: Int
  package let missing: Int
  package let ignored: [String]

  package struct Check: Sendable {
    package let target: Double
    package let temperature: Double
    package let mean: Double
    package let deviation: Double
    package let devices: Int
  }

  private struct Reading {
    let device: Int, temperature: Double, start: Double, change: Double, seconds: Double
  }

  /// - Parameter split: devices that are held out.
  /// - Throws: ``FittingError`` for a table without two readings of a device at each temperature.
  init(contentsOf path: String, reading: MeasuredTable.Reading, split: ([Int]) -> Set<Int>) throws {
    let table = try MeasuredTable(
      contentsOf: path, wanted: [.device, .temperature, .time, .conductance], used: [.resistance], reading: reading,
      example: "device,temperature_C,time_s,conductance_uS")
    missing = table.missing
    ignored = table.ignored
    let readings = try Self.pairs(table, path)
    let held = split(Set(readings.map(\.device)).sorted())
    let fitted = readings.filter { !held.contains($0.device) }
    heldOut = held.count
    devices = Set(fitted.map(\.device)).count
    guard let axis = ChangeByState.Axis(fitted.map(\.start)) else {
      throw FittingError.tooFew(
        path: path, what: "baked devices in two or more states", count: fitted.count, needed: 100,
        remedy: "the change over the state cannot be told from fewer")
    }
    var points: [Point] = []
    for (temperature, group) in Dictionary(grouping: fitted, by: \.temperature).sorted(by: { $0.key < $1.key }) {
      guard let change = ChangeByState(group.map { ($0.start, $0.change) }, axis: axis) else {
        throw FittingError.tooFew(
          path: path, what: "devices at \(temperature) K", count: group.count, needed: 10 * axis.knots.count,
          remedy: "every temperature needs ten devices that change in each of \(axis.knots.count) ranges of conductance"
        )
      }
      points.append(Point(temperature: temperature, change: change))
    }
    self.points = points
    duration = Screening.median(readings.map(\.seconds))
    let starts = readings.map(\.start).sorted()
    low = starts[Int(0.01 * Double(starts.count))]
    high = starts[min(Int(0.99 * Double(starts.count)), starts.count - 1)]
    checks = points.flatMap { point in
      let group = readings.filter { held.contains($0.device) && $0.temperature == point.temperature }
      return axis.knots.indices.compactMap { bin -> Check? in
        let inside = group.filter { $0.start >= axis.edges[bin] && $0.start < axis.edges[bin + 1] }
        guard inside.count >= 20 else { return nil }
        let target = PulseStart.mean(inside.map(\.start))
        return Check(
          target: target, temperature: point.temperature, mean: target + PulseStart.mean(inside.map(\.change)),
          deviation: PulseStart.deviation(inside.map(\.change)), devices: inside.count)
      }
    }
  }

  /// Two readings of each device at each temperature, before and after.
  private static func pairs(_ table: MeasuredTable, _ path: String) throws -> [Reading] {
    struct Bake: Hashable { let device: Int, temperature: Double }
    let (owners, temperatures) = (table[.device] ?? [], table[.temperature] ?? [])
    let (times, values) = (table[.time] ?? [], table[.conductance] ?? [])
    var rows: [Bake: [Int]] = [:]
    var order: [Bake] = []
    for row in 0..<table.count where values[row].isFinite {
      guard temperatures[row].isFinite, times[row].isFinite else {
        throw FittingError.badField(
          path: path, line: table.lines[row], column: "temperature or time", text: "",
          allowed: "a temperature and a time in every row")
      }
      let bake = Bake(device: Int(owners[row]), temperature: temperatures[row])
      if rows[bake] == nil { order.append(bake) }
      rows[bake, default: []].append(row)
    }
    return try order.compactMap { bake in
      let own = (rows[bake] ?? []).sorted { times[$0] < times[$1] }
      guard own.count >= 2 else { return nil }
      guard own.count == 2, times[own[1]] > times[own[0]] else {
        throw FittingError.contradiction(
          path: path, line: table.lines[own[own.count - 1]],
          what:
            "device '\(table.devices[bake.device])' has \(own.count) readings at \(bake.temperature) K, or two at one time",
          remedy: "give one reading before and one after each bake")
      }
      return Reading(
        device: bake.device, temperature: bake.temperature, start: values[own[0]],
        change: values[own[1]] - values[own[0]], seconds: times[own[1]] - times[own[0]])
    }
  }
}
