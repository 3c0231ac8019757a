internal import Foundation
internal import Synchronization

/// The class: how far each serial number's training is, for the instructor.
package final class ClassBoard: Sendable {
  package struct Entry: Encodable, Sendable, Equatable {
    package let serial: Int
    /// Test error after each epoch, as a share.
    package var errors: [Double] = []
    package var final: Double?
    /// Whether a student trained it, rather than the class as a whole.
    package var byStudent: Bool
    /// Whether the settings are the lesson's own, so that it counts for mean and spread.
    package var isUsual: Bool
  }

  struct Snapshot: Encodable, Sendable {
    let entries: [Entry]
    /// Over the entries that count and are done.
    let mean: Double?
    let deviation: Double?
    let done: Int
    /// The experiment that trains the entries which count; nil without any.
    let yaml: String?
  }

  private let entries = Mutex<[Int: Entry]>([:])
  /// Made anew when other entries count, not for every instructor who looks.
  private let lesson = Mutex<(serials: [Int], yaml: String?)>(([], nil))
  /// Most serial numbers; beyond these no new ones are taken up.
  static let most = 200

  package init() {}

  package func begin(serial: Int, byStudent: Bool, isUsual: Bool) {
    entries.withLock { entries in
      guard entries[serial] != nil || entries.count < Self.most else { return }
      // What the class as a whole is trained by stays when a student plays with other settings.
      if let old = entries[serial], old.isUsual, !isUsual { return }
      entries[serial] = Entry(serial: serial, byStudent: byStudent, isUsual: isUsual)
    }
  }

  package func metric(serial: Int, isUsual: Bool, _ name: String, _ step: Int, _ value: Double) {
    entries.withLock { entries in
      guard entries[serial]?.isUsual == isUsual else { return }
      if name == "epochTestError" { entries[serial]?.errors.append(value) }
      if name == "testError" { entries[serial]?.final = value }
    }
  }

  package func clear() { entries.withLock { $0 = [:] } }

  /// - Throws: what reading an experiment's file throws.
  func snapshot() throws -> Snapshot {
    let all = entries.withLock { $0.values.sorted { $0.serial < $1.serial } }
    let usual = all.filter(\.isUsual)
    let finals = usual.compactMap(\.final)
    let mean = finals.isEmpty ? nil : finals.reduce(0, +) / Double(finals.count)
    let squares = finals.reduce(0) { $0 + ($1 - (mean ?? 0)) * ($1 - (mean ?? 0)) }
    let serials = usual.map(\.serial)
    let yaml = try lesson.withLock { kept in
      if kept.serials != serials { kept = (serials, try Lesson.file(ofClass: serials)) }
      return kept.yaml
    }
    return Snapshot(
      entries: all, mean: mean, deviation: finals.count > 1 ? (squares / Double(finals.count - 1)).squareRoot() : nil,
      done: finals.count, yaml: yaml)
  }
}
