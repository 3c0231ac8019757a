import Foundation
import GRDB
import RunStore
import TestSupport
import Testing

/// Runs that take their process with them, and stores that somebody has written other things into.
struct FaultTests {
  /// A process that begins a run and dies, by a fault of its own or without a word.
  private func die(_ directory: ScratchDirectory, byFault: Bool, alone: Bool = true) throws -> RunID? {
    var store: ResultStore? = try directory.open()
    guard case .run(let id)? = try store?.claim(.experiment("sample"), alone: alone) else { return nil }
    let owners = directory.url.appendingPathComponent(".owners")
    if byFault {
      for name in try FileManager.default.contentsOfDirectory(atPath: owners.path) {
        try Data("F".utf8).write(to: owners.appendingPathComponent(name))
      }
    }
    store = nil
    return id
  }

  @Test func aRunThatEndsItsProcessTwiceHasFailed() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(3)
    try directory.open().register(Sample.experiment, runs: runs)
    #expect(try die(directory, byFault: true) == runs[0].id)
    // The others go first; the one under suspicion only where nothing else is at work.
    let store = try directory.open()
    #expect(try store.claim(.experiment("sample"), alone: false) == .run(runs[1].id))
    #expect(try store.claim(.experiment("sample"), alone: false) == .run(runs[2].id))
    #expect(try store.claim(.experiment("sample"), alone: false) == .suspects(1))
    for run in runs.dropFirst() { #expect(try store.complete(run.id, with: Sample.outcome(run.id), seconds: 0)) }
    #expect(try die(directory, byFault: true) == runs[0].id)
    #expect(try store.claim(.experiment("sample")) == .nothing)
    let failures = try store.failures(experiment: "sample")
    #expect(failures.map(\.run) == [runs[0].id])
    #expect(failures[0].error == "the program ended 2 times by a fault of its own while it worked on this run")
    #expect(try store.retryFailed(experiment: "sample") == 1)
    let summary = try Scheduler(jobs: 2, handlesSignals: false).run(experiment: "sample", in: store) { run, _ in
      Sample.outcome(run)
    }
    #expect(summary.isComplete)
  }

  @Test func killedProcessesCountForLittle() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(1)
    try directory.open().register(Sample.experiment, runs: runs)
    for _ in 0..<ResultStore.mostLosses { #expect(try die(directory, byFault: false) == runs[0].id) }
    let store = try directory.open()
    #expect(try store.claim(experiment: "sample") == .nothing)
    #expect(try store.failures(experiment: "sample")[0].error.contains("killed, or out of memory"))
  }

  @Test func runsGivenBackAreNoAttempt() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    try store.register(Sample.experiment, runs: Sample.runs(1))
    for _ in 0..<3 * ResultStore.mostLosses {
      guard case .run(let id) = try store.claim(experiment: "sample") else { return #expect(Bool(false)) }
      try store.release(id)
    }
    #expect(try store.status(of: "sample").waiting == 1)
  }

  @Test func nobodyRunsAfterAKill() throws {
    let directory = try ScratchDirectory()
    try directory.open().register(Sample.experiment, runs: Sample.runs(2))
    _ = try die(directory, byFault: false)
    let status = try ResultStore(reading: directory.url).status(of: "sample")
    #expect(status.running == 0 && status.waiting == 2)
  }

  /// A session of one run that is under suspicion among others that are not.
  @Test func suspectsRunAlone() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(6)
    try directory.open().register(Sample.experiment, runs: runs)
    _ = try die(directory, byFault: true)
    let store = try directory.open()
    let order = Collected<(run: RunID, isStart: Bool)>()
    let summary = try Scheduler(jobs: 3, handlesSignals: false).run(experiment: "sample", in: store) { run, _ in
      order.add((run, true))
      Thread.sleep(forTimeInterval: 0.05)
      order.add((run, false))
      return Sample.outcome(run)
    }
    #expect(summary.isComplete)
    let events = order.all
    #expect(events[10].run == runs[0].id && events[11].run == runs[0].id, "last, and nothing beside it")
  }

  @Test(arguments: [
    "UPDATE runs SET seconds = 'long'", "UPDATE runs SET label = x'00ff'", "DELETE FROM schema_version",
    "UPDATE schema_version SET version = -1 WHERE version = (SELECT max(version) FROM schema_version)",
    "UPDATE experiments SET configuration = '{'", "UPDATE parameters SET value = x'ff00fe'",
    "UPDATE fields SET path = x'ff' WHERE number = 1", "UPDATE metrics SET value = 'much'",
  ])
  func otherValuesAreNoTrap(sql: String) throws {
    let directory = try ScratchDirectory()
    do {
      let store = try directory.open()
      let runs = Sample.runs(2)
      try store.register(Sample.experiment, runs: runs)
      for run in runs {
        _ = try store.claim(experiment: "sample")
        _ = run
      }
      _ = try store.complete(runs[0].id, with: Sample.outcome(runs[0].id), seconds: 1)
    }
    try DatabaseQueue(path: directory.store.path).write { db in
      for name in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \(name)")
      }
      try db.execute(sql: sql)
    }
    // Either it is read, or it is named as damaged.
    do {
      let store = try ResultStore(reading: directory.url)
      _ = try store.status(of: "sample")
      _ = try StoredResults(experiment: "sample", in: store).json()
    } catch let error as StoreError {
      if case .corrupted = error { return }
      if case .database = error { return }
      Issue.record("\(error)")
    }
  }
}
