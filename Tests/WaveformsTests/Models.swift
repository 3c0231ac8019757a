import Foundation
import Waveforms

/// The shipped models, and ones of them with other parameters.
enum Models {
  static let cards = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Devices").standardizedFileURL.path
  static let names = ["linear-ion-drift", "stanford-pku", "vteam", "yakopcic"]

  static func shipped(_ name: String) throws -> ModelFile { try ModelFile(name, cards: cards) }

  /// With one text in its file replaced.
  static func changed(_ name: String, _ old: String, _ new: String) throws -> ModelFile {
    let path = "\(cards)/compact-models/\(name).yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    precondition(text.contains(old), "\(name) has no \(old)")
    return try ModelFile(text: text.replacing(old, with: new), file: "\(name).yaml")
  }

  static func run(_ file: ModelFile, _ voltage: String, periods: Int = 2, samples: Int = 200) throws -> WaveformRun {
    try WaveformRun(file, DrivingVoltage(parsing: voltage, periods: periods), samples: samples)
  }
}
