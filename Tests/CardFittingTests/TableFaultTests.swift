import CardFitting
import Foundation
import NumPyFiles
import Testing

/// Ways in which a table can be wrong, and readings that are documented: nothing is fitted in silence to rubbish.
@Suite struct TableFaultTests {
  private static func file(_ text: String, _ ending: String = "csv") throws -> String {
    try file([UInt8](text.utf8), ending)
  }

  private static func file(_ bytes: [UInt8], _ ending: String = "csv") throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("fit-\(UUID().uuidString).\(ending)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// What reading a table of pulses says.
  private static func message(
    _ bytes: [UInt8], ending: String = "csv", reading: MeasuredTable.Reading = .init()
  ) throws -> String {
    let path = try file(bytes, ending)
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      _ = try PulseTable(contentsOf: path, reading: reading)
      return "read"
    } catch { return "\(error)".replacing(path, with: "FILE") }
  }

  /// A sound table: `devices` devices, 20 pulses up and 20 down.
  static func sound(
    devices: Int = 6, header: String = "device,pulse,direction,conductance_uS", separator: String = ",",
    number: (Double) -> String = { String(format: "%.4f", $0) }, direction: (Bool) -> String = { $0 ? "up" : "down" },
    pulses: Int = 20, change: (inout [String]) -> Void = { _ in }
  ) -> String {
    var lines = [header]
    for device in 0..<devices {
      for pulse in 0...(2 * pulses) {
        let level = Double(pulse <= pulses ? pulse : 2 * pulses - pulse)
        let name = pulse == 0 ? "" : direction(pulse <= pulses)
        let value = number(5 + level * 0.5 + 0.1 * Double(device))
        lines.append(["d\(device)", "\(pulse)", name, value].joined(separator: separator))
      }
    }
    change(&lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Fault: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    /// What the message must have.
    let says: [String]
    var reading = MeasuredTable.Reading()
    var testDescription: String { name }
  }

  private static func line(_ number: Int, _ text: String) -> (inout [String]) -> Void {
    { lines in lines[number - 1] = text }
  }

  private static let faults: [Fault] = [
    .init(name: "empty file", text: "", says: ["FILE", "empty"]),
    .init(name: "white space only", text: " \n\n  \n", says: ["FILE"]),
    .init(name: "comments only", text: "# a\n# b\n", says: ["FILE"]),
    .init(name: "header only", text: "device,pulse,direction,conductance_uS\n", says: ["FILE"]),
    .init(name: "no header", text: "1,1,1,5.0\n1,2,1,5.1\n", says: ["--columns"]),
    .init(name: "one device", text: sound(devices: 1), says: ["1 device", "5"]),
    .init(name: "four devices", text: sound(devices: 4), says: ["4 devices", "5"]),
    .init(name: "few pulses", text: sound(pulses: 4), says: ["readings", "20"]),
    .init(name: "constant", text: sound(number: { _ in "7" }), says: ["equal"]),
    .init(name: "all zero", text: sound(number: { _ in "0" }), says: ["equal"]),
    .init(name: "no conductance", text: sound(header: "device,pulse,direction,x"), says: ["conductance_uS", "'x'"]),
    .init(name: "no device", text: sound(header: "x,pulse,direction,conductance_uS"), says: ["'device'"]),
    .init(name: "no direction", text: sound(header: "device,pulse,x,conductance_uS"), says: ["'direction'"]),
    .init(name: "no unit", text: sound(header: "device,pulse,direction,conductance"), says: ["no unit", "prefix"]),
    .init(
      name: "unknown unit", text: sound(header: "device,pulse,direction,conductance_uX"), says: ["'uX'", "prefix"]),
    .init(name: "unit of current", text: sound(header: "device,pulse,direction,conductance_uA"), says: ["'uA'"]),
    .init(name: "empty unit", text: sound(header: "device,pulse,direction,conductance ()"), says: ["no unit"]),
    .init(
      name: "conductance and resistance", text: "device,direction,conductance_uS,resistance_kOhm\n1,up,5,200\n",
      says: ["conductance_uS", "resistance_kOhm"]),
    .init(
      name: "conductance twice", text: "device,direction,conductance_uS,G_nS\n1,up,5,5000\n",
      says: ["G_nS", "--columns"]),
    .init(name: "same name twice", text: "device,device,direction,conductance_uS\n1,1,up,5\n", says: ["two columns"]),
    .init(name: "nameless column", text: "device,,direction,conductance_uS\n1,1,up,5\n", says: ["column 2", "name"]),
    .init(name: "word for a number", text: sound(change: line(9, "d0,7,up,high")), says: ["FILE:9", "'high'"]),
    .init(name: "unit beside a number", text: sound(change: line(9, "d0,7,up,8 uS")), says: ["FILE:9", "'8 uS'"]),
    .init(name: "mixed units", text: sound(change: line(9, "d0,7,up,8000nS")), says: ["FILE:9", "'8000nS'"]),
    .init(
      name: "negative conductance", text: sound(change: line(9, "d0,7,up,-8")), says: ["FILE:9", "'-8'", "from 0"]),
    .init(name: "infinite", text: sound(change: line(9, "d0,7,up,inf")), says: ["FILE:9", "inf", "finite"]),
    .init(name: "beyond Double", text: sound(change: line(9, "d0,7,up,1e999")), says: ["FILE:9", "1e999"]),
    .init(name: "ten thousand siemens", text: sound(change: line(9, "d0,7,up,1e10")), says: ["FILE:9", "10 S"]),
    .init(name: "half a pulse", text: sound(change: line(9, "d0,7.5,up,8")), says: ["FILE:9", "7.5", "whole"]),
    .init(name: "negative pulse", text: sound(change: line(9, "d0,-7,up,8")), says: ["FILE:9", "-7"]),
    .init(name: "no pulse number", text: sound(change: line(9, "d0,,up,8")), says: ["FILE:9", "pulse"]),
    .init(name: "pulse twice", text: sound(change: line(9, "d0,6,up,8")), says: ["FILE:9", "two readings of pulse 6"]),
    .init(name: "no device name", text: sound(change: line(9, ",7,up,8")), says: ["FILE:9", "device"]),
    .init(name: "strange direction", text: sound(change: line(9, "d0,7,left,8")), says: ["FILE:9", "'left'", "reset"]),
    .init(name: "direction zero", text: sound(change: line(9, "d0,7,0,8")), says: ["FILE:9", "'0'", "up"]),
    .init(name: "field missing", text: sound(change: line(9, "d0,7,up")), says: ["FILE:9", "3 fields"]),
    .init(name: "field too many", text: sound(change: line(9, "d0,7,up,8,9")), says: ["FILE:9", "5 fields"]),
    .init(name: "decimal comma among commas", text: sound(change: line(9, "d0,7,up,8,5")), says: ["FILE:9"]),
    .init(
      name: "thousands and decimals",
      text: sound(
        header: "device;pulse;direction;conductance_uS", separator: ";", change: line(9, "d0;7;up;1.234,5")),
      says: ["FILE:9", "1.234,5"]),
    .init(name: "open quote", text: sound(change: line(9, "d0,7,\"up,8")), says: ["FILE:9", "quote"]),
    .init(name: "no up pulses", text: sound(direction: { _ in "down" }), says: ["no up pulses"]),
    .init(name: "no down pulses", text: sound(direction: { _ in "up" }), says: ["no down pulses"]),
    .init(name: "a gap of pulses", text: sound(change: line(9, "d0,99999,up,8")), says: ["FILE:9", "left out"]),
    .init(
      name: "unknown mapped column", text: sound(), says: ["'nowhere'"],
      reading: .init(columns: ["conductance_uS=nowhere"])),
    .init(name: "mapping without =", text: sound(), says: ["--columns"], reading: .init(columns: ["conductance"])),
    .init(
      name: "mapping of nothing known", text: sound(), says: ["--columns"],
      reading: .init(columns: ["colour=device"])),
    .init(name: "filter without =", text: sound(), says: ["--where"], reading: .init(only: ["device"])),
    .init(name: "filter of no column", text: sound(), says: ["'row'"], reading: .init(only: ["row=1"])),
    .init(name: "filter leaves nothing", text: sound(), says: ["--where"], reading: .init(only: ["device=zz"])),
    .init(
      name: "resistance of zero",
      text: sound(
        header: "device,pulse,direction,resistance_kOhm", number: { String(100 / $0) },
        change: line(9, "d0,7,up,0")), says: ["FILE:9", "0.1 Ohm"]),
  ]

  @Test(arguments: faults) private func isRefused(_ fault: Fault) throws {
    let message = try Self.message([UInt8](fault.text.utf8), reading: fault.reading)
    for word in fault.says { #expect(message.contains(word), "\(fault.name): \(message)") }
  }

  @Test func thereAreFifty() { #expect(Self.faults.count >= 50) }

  @Test func otherFormatsAreNamed() throws {
    let utf16: [UInt8] = [0xFF, 0xFE] + "device".utf8.flatMap { [$0, 0] as [UInt8] }
    #expect(try Self.message(utf16).contains("UTF-16"))
    #expect(try Self.message([0x50, 0x4B, 3, 4, 0, 0]).contains("save the sheet as CSV"))
    #expect(try Self.message([0x64, 0xFF, 0x0A]).contains("UTF-8"))
    #expect(try Self.message([0x1F, 0x8B, 8, 0, 1, 2, 3]).contains("damaged gzip"))
    #expect(try Self.message([1, 2, 3], ending: "npy").contains("FILE"))
    #expect(throws: (any Error).self) { try PulseTable(contentsOf: "/nowhere/at-all.csv", reading: .init()) }
    #expect(throws: (any Error).self) { try PulseTable(contentsOf: NSTemporaryDirectory(), reading: .init()) }
  }

  private static func trains(_ text: String, reading: MeasuredTable.Reading = .init()) throws -> [PulseTrain] {
    let path = try file(text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try PulseTable(contentsOf: path, reading: reading).trains
  }

  /// The same table in other clothes gives the same trains.
  @Test func clothesDoNotMatter() throws {
    let plain = try Self.trains(Self.sound())
    #expect(plain.count == 6 && plain[0].after.count == 40)
    #expect(abs(plain[0].start - 5e-6) < 1e-12 && abs(plain[0].after[19] - 15e-6) < 1e-12)
    func close(_ other: [PulseTrain]) -> Bool {
      other.count == plain.count
        && zip(other, plain).allSatisfy { one, two in
          one.up == two.up && abs(one.start - two.start) < 1e-10
            && zip(one.after, two.after).allSatisfy { abs($0 - $1) < 1e-10 }
        }
    }
    let text = Self.sound()
    #expect(close(try Self.trains("\u{FEFF}" + text)))
    #expect(close(try Self.trains(text.replacing("\n", with: "\r\n"))))
    #expect(close(try Self.trains(text.replacing("\n", with: "\r"))))
    #expect(close(try Self.trains("# note\n\n" + text)))
    #expect(close(try Self.trains(text.replacing(",", with: "\t"))))
    let german = Self.sound(
      header: "device;pulse;direction;conductance_uS", separator: ";",
      number: { String(format: "%.4f", $0).replacing(".", with: ",") })
    #expect(close(try Self.trains(german)))
    #expect(close(try Self.trains(Self.sound(header: "Device,Pulse,Direction,Conductance (uS)"))))
    #expect(close(try Self.trains(Self.sound(header: "DUT,pulse number,polarity,G [uS]"))))
    #expect(close(try Self.trains(Self.sound(direction: { $0 ? "SET" : "RESET" }))))
    #expect(close(try Self.trains(Self.sound(direction: { $0 ? "+1" : "-1" }))))
    let resistance = Self.sound(header: "device,pulse,direction,R_kOhm", number: { "\(1000 / $0)" })
    #expect(close(try Self.trains(resistance)))
    let mapped = Self.sound(header: "device,pulse,direction,G_meas")
    #expect(close(try Self.trains(mapped, reading: .init(columns: ["conductance_uS=G_meas"]))))
  }

  /// Missing readings, unequal lengths and cycles are read.
  @Test func gapsAndCyclesAreRead() throws {
    let missing = try Self.trains(Self.sound(change: Self.line(9, "d0,7,up,NA")))
    #expect(missing[0].after[6].isNaN && missing[0].after.count == 40)
    let leftOut = try Self.trains(Self.sound(change: { $0.remove(at: 8) }))
    #expect(leftOut[0].after.count == 40 && leftOut[0].after[6].isNaN)
    let shorter = try Self.trains(Self.sound(change: { $0.removeLast(5) }))
    #expect(shorter[5].after.count == 35)
    var lines = ["device,cycle,pulse,direction,conductance_uS"]
    for line in Self.sound().split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      for cycle in 1...2 { lines.append("\(fields[0]),\(cycle),\(fields[1]),\(fields[2]),\(fields[3])") }
    }
    let sorted =
      [lines[0]]
      + lines.dropFirst().sorted {
        let a = $0.split(separator: ",", omittingEmptySubsequences: false)
        let b = $1.split(separator: ",", omittingEmptySubsequences: false)
        return (a[0], Int(a[1]) ?? 0, Int(a[2]) ?? 0) < (b[0], Int(b[1]) ?? 0, Int(b[2]) ?? 0)
      }
    #expect(try Self.trains(sorted.joined(separator: "\n")).count == 12)
  }

  @Test func arraysAndGzipAreRead() throws {
    var numbers: [Double] = []
    for device in 0..<6 {
      for pulse in 1...40 {
        numbers += [Double(device), Double(pulse), pulse <= 20 ? 1 : -1, 5 + Double(min(pulse, 41 - pulse))]
      }
    }
    let path = try Self.file([], "npy")
    try NPY.write(doubles: numbers, shape: [240, 4], to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reading = MeasuredTable.Reading(columns: ["device=1", "pulse=2", "direction=3", "conductance_uS=4"])
    let table = try PulseTable(contentsOf: path, reading: reading)
    #expect(table.trains.count == 6 && table.trains[0].after.count == 39)
    #expect(throws: FittingError.self) { try PulseTable(contentsOf: path, reading: .init()) }
  }

  @Test func timeGoingBackIsRefused() throws {
    let path = try Self.file("device,time_s,conductance_uS\na,1,5\na,10,5.1\na,2,5.2\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      _ = try RetentionTable(contentsOf: path, reading: .init())
      Issue.record("read")
    } catch { #expect("\(error)".contains(":4:") && "\(error)".contains("not after")) }
  }
}
