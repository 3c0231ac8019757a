internal import Foundation
internal import OutputFiles
internal import Synchronization

/// Keeps finished trainings in a folder: `ROOM-SERIAL-NUMBER/experiment.yaml` and `events.jsonl`. All names are made here;
/// nothing of a request becomes part of a path.
package final class ResultKeeper: Sendable {
  private let folder: URL
  private let count = Mutex(0)
  /// Most trainings that are kept.
  static let most = 2000

  /// - Throws: `OutputError`.
  package init(folder: String) throws {
    try OutputFolder.make(folder, option: "--output")
    self.folder = URL(fileURLWithPath: folder)
  }

  func keep(_ lesson: Lesson, _ job: LabJob) {
    let number = count.withLock { count in
      count += 1
      return count
    }
    guard number <= Self.most else { return }
    let place = folder.appendingPathComponent("\(lesson.room.rawValue)-\(lesson.serial)-\(job.id.prefix(8))")
    do {
      try OutputFolder.make(place.path)
      try OutputFile(place.appendingPathComponent("experiment.yaml").path).write(lesson.yaml)
      let lines = job.log.events.compactMap { event -> String? in
        let parts = event.split(separator: "\n")
        guard parts.count == 3 else { return nil }
        return "{\"event\":\"\(parts[1].dropFirst(7))\",\"data\":\(parts[2].dropFirst(6))}\n"
      }
      try OutputFile(place.appendingPathComponent("events.jsonl").path).write(lines.joined())
    } catch {
      FileHandle.standardError.write(Data("mortal lab: \(error)\n".utf8))
    }
  }
}
