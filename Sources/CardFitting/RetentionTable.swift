internal import Foundation

/// Conductances of devices over time after programming, in siemens and seconds.
package struct RetentionTable: Sendable {
  /// One device's readings by rising time.
  package struct Series: Sendable {
    package let device: Int
    package let times: [Double]
    package let values: [Double]
    /// What it was programmed to, where the table says; else its first reading.
    package let target: Double
  }

  package let path: String
  package private(set) var series: [Series] = []
  package let devices: [String]
  package private(set) var hasTargets = false
  package let missing: Int
  package let ignored: [String]

  package init(contentsOf path: String, reading: MeasuredTable.Reading, fewest: Int = 5) throws {
    self.path = path
    let table = try MeasuredTable(
      contentsOf: path, wanted: [.device, .time, .conductance], used: [.target, .resistance], reading: reading,
      example: "device,time_s,conductance_uS")
    devices = table.devices
    missing = table.missing
    ignored = table.ignored
    hasTargets = table[.target] != nil
    let (owners, times, values) = (table[.device] ?? [], table[.time] ?? [], table[.conductance] ?? [])
    var rows = [[Int]](repeating: [], count: devices.count)
    for row in 0..<table.count { rows[Int(owners[row])].append(row) }
    for (device, own) in rows.enumerated() {
      var last = -Double.infinity
      var (t, g, target): ([Double], [Double], Double) = ([], [], .nan)
      for row in own {
        guard times[row].isFinite else {
          throw FittingError.badField(
            path: path, line: table.lines[row], column: "time", text: "", allowed: "a time in every row")
        }
        guard times[row] > last else {
          throw FittingError.contradiction(
            path: path, line: table.lines[row],
            what: "the time \(times[row]) s of device '\(devices[device])' is not after the one before, \(last) s",
            remedy: "give each device's readings by rising time, or choose one series with --where")
        }
        last = times[row]
        if let targets = table[.target], targets[row].isFinite { target = targets[row] }
        guard values[row].isFinite else { continue }
        t.append(times[row])
        g.append(values[row])
      }
      guard t.count >= 2 else { continue }
      series.append(Series(device: device, times: t, values: g, target: target.isFinite ? target : g[0]))
    }
    guard series.count >= fewest else {
      throw FittingError.tooFew(
        path: path, what: "devices with two or more readings in time", count: series.count, needed: fewest,
        remedy: "the spread from device to device cannot be told from fewer")
    }
    guard series.contains(where: { Set($0.values).count > 1 }) else {
      throw FittingError.constant(path: path, what: "no conductance changes with time")
    }
  }
}
