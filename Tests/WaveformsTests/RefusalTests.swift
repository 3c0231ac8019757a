import Foundation
import StrictYAML
import Testing
import Waveforms

@Suite struct RefusalTests {
  @Test(arguments: [
    "sine:1V:1kHz:3", "sine:1:1kHz", "sine:1V:1s", "sine:0V:1kHz", "sine:2kV:1kHz", "sine:1V:0Hz", "square:1V:1kHz",
    "", "triangle:nanV:1kHz",
  ]) func badVoltages(_ text: String) {
    #expect(throws: WaveformError.self) { try DrivingVoltage(parsing: text, periods: 1) }
  }

  @Test(arguments: [
    ("time_s,voltage_V\n0,0\n1,1\n1,2\n", "4"), ("time_s,voltage_V\n0,0\n1,0\n", "all voltages are 0"),
    ("time_s,volts\n0,0\n1,1\n", "voltage_V"), ("time_s,voltage_V\n0,0\n", "two lines"),
    ("time_s,voltage_V\n0,0\n1,x\n", "not a number"), ("time_s,voltage_V\n0,0\n1,2000\n", "1000 V"),
  ]) func badTables(_ text: String, _ words: String) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      _ = try DrivingVoltage(parsing: file.path, periods: 1)
      Issue.record("read: \(text)")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  /// A table with the corners of a triangle is that triangle.
  @Test func tablesAreFollowed() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-\(UUID().uuidString).csv")
    try Data("time_s;voltage_V\n0;0\n0,00025;1,5\n0,00075;-1,5\n0,001;0\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let model = try Models.shipped("stanford-pku")
    let table = try WaveformRun(model, DrivingVoltage(parsing: file.path, periods: 7), samples: 100)
    let triangle = try Models.run(model, "triangle:1.5V:1kHz", periods: 1, samples: 100)
    #expect(table.points.count == triangle.points.count)
    for (a, b) in zip(table.points, triangle.points) {
      #expect(abs(a.voltage - b.voltage) < 1e-12 && abs(a.state - b.state) < 1e-8)
    }
  }

  @Test func unknownModels() {
    #expect { try ModelFile("vteem", cards: Models.cards) } throws: {
      "\($0)".contains("linear-ion-drift, stanford-pku")
    }
  }

  @Test(arguments: [
    ("thresholdOn: -0.2 V", "thresholdOn: 0.2 V"), ("off: 1 kOhm", "off: 1 Ohm"), ("initial: 1 ", "initial: 1.5 "),
    ("thickness: 3 nm", "thickness: 3 V"), ("exponentOn: 3", "exponent: 3"), ("evidence: assumed", "evidence: guessed"),
    ("model: vteam", "model: team"),
  ]) func badFiles(_ old: String, _ new: String) {
    #expect(throws: YAMLError.self) { try Models.changed("vteam", old, new) }
  }
}
