internal import Foundation

/// Pulse trains read from a table.
///
/// Rows are readings after a pulse: `device,pulse,direction,conductance_uS`. A row without direction, or the first row
/// of a train, is the state before the first pulse that counts; a new train begins where the cycle changes or the pulse
/// number falls back to a state without direction. Pulse numbers left out between two pulses of one direction are
/// pulses after which nothing was read.
package struct PulseTable: Sendable {
  /// Conductances in siemens.
  package private(set) var trains: [PulseTrain] = []
  package let path: String
  package private(set) var devices: [String] = []
  package private(set) var missing = 0
  package private(set) var ignored: [String] = []

  static let example = "device,pulse,direction,conductance_uS"

  package init(contentsOf path: String, reading: MeasuredTable.Reading) throws {
    self.path = path
    let table = try MeasuredTable(
      contentsOf: path, wanted: [.device, .direction, .conductance], used: [.pulse, .cycle, .resistance],
      reading: reading, example: Self.example)
    devices = table.devices
    missing = table.missing
    ignored = table.ignored
    var rows = [[Int]](repeating: [], count: table.devices.count)
    for row in 0..<table.count { rows[Int(table[.device]?[row] ?? 0)].append(row) }
    for device in rows.indices { try append(device, rows[device], table) }
    try check()
  }

  private mutating func append(_ device: Int, _ rows: [Int], _ table: MeasuredTable) throws {
    let conductances = table[.conductance] ?? []
    let directions = table[.direction] ?? []
    var start = Double.nan
    var up: [Bool] = []
    var after: [Double] = []
    var last: (pulse: Double, cycle: Double)?
    func close() {
      if up.count > 0, start.isFinite, after.contains(where: \.isFinite) {
        trains.append(PulseTrain(device: device, start: start, up: up, after: after))
      }
      (start, up, after) = (.nan, [], [])
    }
    for row in rows {
      let value = conductances[row]
      let cycle = table[.cycle]?[row] ?? 0
      let pulse = table[.pulse]?[row] ?? (last?.pulse ?? 0) + 1
      guard pulse.isFinite, cycle.isFinite else {
        throw FittingError.badField(
          path: path, line: table.lines[row], column: "pulse", text: "", allowed: "whole numbers from 0 in every row")
      }
      if let before = last {
        if cycle == before.cycle, pulse == before.pulse {
          throw FittingError.contradiction(
            path: path, line: table.lines[row],
            what: "device '\(table.devices[device])' has two readings of pulse \(Int(pulse))",
            remedy: "number the pulses through, or name the repetition in a column 'cycle'")
        }
        // Separate halves, each counted from its own first pulse, are one train.
        if cycle != before.cycle { close() } else if pulse < before.pulse, directions[row].isNaN { close() }
      }
      let isUp = directions[row] > 0
      let gap = last.map { $0.cycle == cycle ? pulse - $0.pulse : 1 } ?? 1
      last = (pulse, cycle)
      if directions[row].isNaN || (start.isNaN && up.isEmpty) {
        if !up.isEmpty { close() }
        start = value
        continue
      }
      if gap > 1, up.last == isUp {
        guard gap < 10_000 else {
          throw FittingError.contradiction(
            path: path, line: table.lines[row], what: "\(Int(gap) - 1) pulses are left out before this row",
            remedy: "fewer than 10000 may be")
        }
        for _ in 1..<Int(gap) {
          up.append(isUp)
          after.append(.nan)
        }
      }
      up.append(isUp)
      after.append(value)
    }
    close()
  }

  private func check() throws {
    let count = trains.deviceCount
    guard count >= 5 else {
      throw FittingError.tooFew(
        path: path, what: "device\(count == 1 ? "" : "s") with a pulse train", count: count, needed: 5,
        remedy: "the spread from device to device cannot be told from fewer")
    }
    let readings = trains.reduce(0) { $0 + $1.after.count { $0.isFinite } }
    guard readings >= 20 * count else {
      throw FittingError.tooFew(
        path: path, what: "readings of \(count) devices", count: readings, needed: 20 * count,
        remedy: "an update curve needs 20 readings a device")
    }
    for direction in [true, false] where !trains.contains(where: { $0.up.contains(direction) }) {
      throw FittingError.constant(
        path: path, what: "there are no \(direction ? "up" : "down") pulses; a card needs both directions")
    }
    let values = trains.flatMap(\.after).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), high > low * (1 + 1e-6), high > 0 else {
      throw FittingError.constant(path: path, what: "all conductances are equal: pulses change nothing")
    }
  }

  /// Readings of up pulses against those of down pulses: an error where the table's directions are the wrong way round.
  func requireDirections(_ trains: [PulseTrain]) throws {
    var (rise, fall) = (0.0, 0.0)
    for step in trains.flatMap(\.steps) { if step.up { rise += step.step } else { fall += step.step } }
    guard rise > 0 || fall < 0 else {
      throw FittingError.noFit(
        what: path, reason: "conductances fall with up pulses and rise with down pulses; exchange the directions")
    }
  }
}
