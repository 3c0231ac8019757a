import Foundation
import GRDB
import RunStore
import TestSupport
import Testing

struct StoreErrorTests {
  /// A store with one complete run, closed.
  func filled(_ directory: ScratchDirectory, artifacts: Int = 0) throws {
    let store = try directory.open()
    let runs = Sample.runs(1)
    try store.register(Sample.experiment, runs: runs)
    _ = try store.claim(experiment: "sample")
    let content = Data(repeating: 7, count: artifacts)
    try store.complete(
      runs[0].id,
      with: RunOutcome(metrics: [.init("a", 1)], artifacts: [.init(name: "x", mediaType: "y", content: content)]),
      seconds: 0)
  }

  @Test func missing() throws {
    let directory = try ScratchDirectory()
    #expect(throws: StoreError.missing(path: directory.store.path)) { try ResultStore(reading: directory.url) }
    #expect(!FileManager.default.fileExists(atPath: directory.store.path))
  }

  @Test func notADatabase() throws {
    let directory = try ScratchDirectory()
    let bytes = Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try bytes.write(to: directory.store)
    for open in [{ try directory.open() }, { try ResultStore(reading: directory.url) }] {
      #expect { _ = try open() } throws: { error in
        guard case .corrupted(directory.store.path, _) = error as? StoreError else { return false }
        return "\(error)".contains("Nothing was changed or deleted")
      }
    }
    #expect(try Data(contentsOf: directory.store) == bytes)
  }

  @Test(arguments: [0.3, 0.6])
  func cutShort(_ share: Double) throws {
    let directory = try ScratchDirectory()
    try filled(directory, artifacts: 100_000)
    let whole = try Data(contentsOf: directory.store)
    let cut = whole.prefix(Int(Double(whole.count) * share) / 4096 * 4096)
    try cut.write(to: directory.store)
    #expect {
      _ = try directory.open()
    } throws: { error in
      if case .corrupted = error as? StoreError { true } else { false }
    }
    #expect(try Data(contentsOf: directory.store) == cut)
  }

  @Test func damagedInside() throws {
    let directory = try ScratchDirectory()
    try filled(directory)
    var bytes = try Data(contentsOf: directory.store)
    for index in stride(from: 4096 * 2, to: bytes.count, by: 3) { bytes[index] = 0xA5 }
    try bytes.write(to: directory.store)
    #expect {
      _ = try ResultStore(reading: directory.url)
    } throws: { error in
      if case .corrupted = error as? StoreError { true } else { false }
    }
    #expect(try Data(contentsOf: directory.store) == bytes)
  }

  @Test func databaseOfAnotherProgram() throws {
    let directory = try ScratchDirectory()
    try DatabaseQueue(path: directory.store.path).write { try $0.execute(sql: "CREATE TABLE mine (a)") }
    #expect(throws: StoreError.foreign(path: directory.store.path)) { try directory.open() }
    let tables = try DatabaseQueue(path: directory.store.path).read { db in
      try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema")
    }
    #expect(tables == ["mine"])
  }

  @Test func newerIsRefusedAndOlderMigrates() throws {
    let directory = try ScratchDirectory()
    try filled(directory)
    let later = StoreSchema(
      steps: StoreSchema.current.steps + ["ALTER TABLE experiments ADD COLUMN comment TEXT NOT NULL DEFAULT 'none'"])
    let before = try Data(contentsOf: directory.store)
    let read = try ResultStore(reading: directory.url, schema: later).runs(experiment: "sample")
    #expect(read[0].metric("a") == 1, "an older store is read from a copy")
    #expect(try Data(contentsOf: directory.store) == before, "and stays as it is")
    let migrated = try ResultStore(directory: directory.url, program: "later", schema: later)
    let runs = try migrated.runs(experiment: "sample")
    #expect(runs[0].state == .complete && runs[0].metric("a") == 1)
    let comments = try DatabaseQueue(path: migrated.path).read { db in
      try String.fetchAll(db, sql: "SELECT comment FROM experiments")
    }
    #expect(comments == ["none"])
    let known = StoreSchema.current.version
    #expect(throws: StoreError.newer(path: directory.store.path, version: known + 1, known: known)) {
      try directory.open()
    }
  }

  /// A folder of the version before this one is read as it is, and worked on.
  @Test func theVersionBeforeIsTakenOver() throws {
    let directory = try ScratchDirectory()
    let before = StoreSchema(steps: StoreSchema.current.steps.dropLast())
    let runs = Sample.runs(2)
    do {
      let old = try ResultStore(directory: directory.url, program: "before", schema: before)
      try old.register(Sample.experiment, runs: runs)
    }
    #expect(try ResultStore(reading: directory.url).atWork(experiment: "sample") == [])
    let store = try directory.open()
    #expect(try store.claim(experiment: "sample") == .run(runs[0].id))
    try store.beat([runs[0].id: RunProgress(share: 0.5, note: "half")])
    let atWork = try ResultStore(reading: directory.url).atWork(experiment: "sample")
    #expect(atWork.map(\.progress) == [RunProgress(share: 0.5, note: "half")])
  }

  @Test func failedMigrationChangesNothing() throws {
    let directory = try ScratchDirectory()
    try filled(directory)
    let broken = StoreSchema(
      steps: StoreSchema.current.steps + ["ALTER TABLE experiments ADD COLUMN a TEXT; SELECT nonsense FROM nowhere"])
    #expect(throws: StoreError.self) { try ResultStore(directory: directory.url, program: "x", schema: broken) }
    let columns = try DatabaseQueue(path: directory.store.path).read { try $0.columns(in: "experiments").map(\.name) }
    #expect(!columns.contains("a"))
    #expect(try directory.open().status(of: "sample").complete == 1)
  }

  @Test func readOnlyDirectory() throws {
    // Root may write anywhere but into the kernel's own file systems.
    let place = URL(fileURLWithPath: geteuid() == 0 ? "/proc" : "/")
    #expect {
      _ = try ResultStore(directory: place.appendingPathComponent("mortal-results"), program: "test")
    } throws: { error in
      if case .readOnly = error as? StoreError { true } else { false }
    }
    #expect {
      _ = try ResultStore(directory: place, program: "test")
    } throws: { error in
      if case .readOnly = error as? StoreError { true } else { false }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write into read-only directories"))
  func readOnlyDirectoryCanBeRead() throws {
    let directory = try ScratchDirectory()
    try filled(directory)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.url.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.url.path) }
    #expect(try ResultStore(reading: directory.url).status(of: "sample").complete == 1)
  }

  @Test func fullDiskKeepsWhatIsDone() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(20)
    let done: Int
    do {
      let store = try directory.open(pageLimit: 120)
      try store.register(Sample.experiment, runs: runs)
      let summary = Result {
        try Scheduler(jobs: 2, handlesSignals: false).run(experiment: "sample", in: store) { run, _ in
          var outcome = Sample.outcome(run)
          outcome.artifacts.append(
            .init(name: "big", mediaType: "x", content: Data(repeating: 1, count: 30_000)))
          return outcome
        }
      }
      #expect(throws: StoreError.diskFull(path: store.path)) { try summary.get() }
      done = try store.status(of: "sample").complete
      #expect((1..<20).contains(done))
    }
    let store = try directory.open()
    #expect(try store.status(of: "sample").complete == done)
    let summary = try Scheduler(jobs: 2, handlesSignals: false).run(experiment: "sample", in: store) { run, _ in
      Sample.outcome(run)
    }
    #expect(summary.isComplete && summary.before == done && summary.completed == 20 - done)
    #expect(try store.runs(experiment: "sample").allSatisfy { $0.metrics.count == 3 })
  }
}
