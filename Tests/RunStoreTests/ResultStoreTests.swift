import Foundation
import GRDB
import RunStore
import TestSupport
import Testing

struct ResultStoreTests {
  @Test func whatGoesInComesOut() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(3)
    try store.register(Sample.experiment, runs: runs)
    #expect(try store.claim(experiment: "sample") == .run(runs[0].id))
    let outcome = RunOutcome(
      metrics: [.init("b", 0.1), .init("a", step: 2, .nan), .init("a", step: 1, .infinity), .init("c", -0.0)],
      artifacts: [.init(name: "x", mediaType: "application/octet-stream", content: Data([0, 255, 7]))])
    #expect(try store.complete(runs[0].id, with: outcome, seconds: 1.5))
    let reader = try ResultStore(reading: directory.url)
    let stored = try reader.runs(experiment: "sample")
    #expect(stored.map(\.state) == [.complete, .waiting, .waiting])
    #expect(stored[0].metrics.map(\.name) == ["a", "a", "b", "c"])
    #expect(stored[0].metric("a", step: 1) == Double.infinity)
    #expect(stored[0].metric("a", step: 2)?.isNaN ?? false)
    #expect(stored[0].metric("b") == 0.1)
    #expect(stored[0].metric("b", step: 1) == nil)
    #expect(stored[0].seconds == 1.5)
    #expect(try reader.artifact("x", of: runs[0].id) == Data([0, 255, 7]))
    #expect(try reader.artifacts(of: runs[0].id) == ["x"])
    #expect(stored[2].parameters["seed"] == "2")
    #expect(stored[2].parameters.count == 2)
    #expect(try reader.variedPaths(experiment: "sample") == ["seed"])
    #expect(try reader.experiments() == [Sample.experiment])
    let status = try reader.status(of: "sample")
    #expect(status.waiting == 2 && status.complete == 1 && status.total == 3)
    #expect(status.meanSeconds == 1.5)
    #expect(throws: StoreError.unknownExperiment(path: reader.path, name: "other", known: ["sample"])) {
      try reader.experiment("other")
    }
  }

  @Test func registeringAgainKeepsWhatIsDone() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(4)
    try store.register(Sample.experiment, runs: Array(runs.prefix(2)))
    _ = try store.claim(experiment: "sample")
    try store.complete(runs[0].id, with: Sample.outcome(runs[0].id), seconds: 0)
    var changed = Sample.experiment
    changed.question = "And now?"
    try store.register(changed, runs: runs.reversed())
    #expect(try store.experiments() == [changed])
    let stored = try store.runs(experiment: "sample")
    #expect(stored.map(\.id) == runs.reversed().map(\.id))
    #expect(stored.map(\.state) == [.waiting, .waiting, .waiting, .complete])
    var other = Sample.experiment
    other.name = "other"
    try store.register(other, runs: Array(runs.prefix(1)))
    #expect(try store.status(of: "other").isFinished, "a run of two experiments is done once for both")
  }

  @Test func finishedRowsNeverChange() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(3)
    try store.register(Sample.experiment, runs: runs)
    for _ in runs { _ = try store.claim(experiment: "sample") }
    #expect(try store.complete(runs[0].id, with: Sample.outcome(runs[0].id), seconds: 0))
    #expect(try !store.complete(runs[0].id, with: RunOutcome(), seconds: 0), "no longer running")
    #expect(try store.fail(runs[1].id, error: "broken", seconds: 0))
    let database = try DatabaseQueue(path: store.path)
    let first = "(SELECT number FROM runs WHERE label = 'seed=0')"
    for sql in [
      "UPDATE runs SET label = 'x' WHERE state = 'complete'", "DELETE FROM runs WHERE state = 'complete'",
      "UPDATE runs SET state = 'waiting' WHERE state = 'complete'",
      "UPDATE runs SET state = 'running', owner = 'x', error = NULL WHERE state = 'failed'",
      "UPDATE metrics SET value = 0", "DELETE FROM metrics", "INSERT INTO metrics VALUES (\(first), 'new', 0, 1)",
      "UPDATE artifacts SET name = 'x'", "DELETE FROM artifacts",
      "INSERT INTO artifacts VALUES (\(first), 'new', 'text/plain', 'x')",
      "UPDATE parameters SET value = 'x'", "DELETE FROM parameters",
      "UPDATE runs SET id = 'x' WHERE state = 'running'",
      "INSERT INTO metrics SELECT run, name, step, 1 FROM metrics",
    ] {
      #expect(throws: DatabaseError.self, "\(sql) went through") { try database.write { try $0.execute(sql: sql) } }
    }
    #expect(try store.runs(experiment: "sample")[0].metrics == Sample.outcome(runs[0].id).metrics)
    #expect(try store.retryFailed(experiment: "sample") == 1)
    #expect(try store.status(of: "sample").waiting == 1)
  }

  @Test func metricsAreUnique() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(1)
    try store.register(Sample.experiment, runs: runs)
    _ = try store.claim(experiment: "sample")
    let twice = RunOutcome(metrics: [.init("a", 1), .init("a", 2)])
    #expect(throws: StoreError.self) { try store.complete(runs[0].id, with: twice, seconds: 0) }
    #expect(try store.status(of: "sample").running == 1, "the transaction left nothing behind")
    #expect(try store.runs(experiment: "sample")[0].metrics.isEmpty)
  }

  @Test func twoStoresShareWithoutDuplicates() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(200)
    let stores = try [directory.open(), directory.open()]
    try stores[0].register(Sample.experiment, runs: runs)
    let taken = Collected<RunID>()
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let store = stores[thread % 2]
      while case .run(let id)? = try? store.claim(experiment: "sample") {
        taken.add(id)
        _ = try? store.complete(id, with: RunOutcome(metrics: [.init("thread", Double(thread))]), seconds: 0)
      }
    }
    #expect(taken.all.count == 200)
    #expect(Set(taken.all) == Set(runs.map(\.id)))
    #expect(try stores[1].status(of: "sample").complete == 200)
  }

  @Test func abandonedRunsAreTakenOver() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(2)
    var first: ResultStore? = try directory.open()
    let second = try directory.open()
    try first?.register(Sample.experiment, runs: runs)
    #expect(try first?.claim(experiment: "sample") == .run(runs[0].id))
    #expect(try second.claim(experiment: "sample") == .run(runs[1].id))
    #expect(try second.claim(experiment: "sample") == .othersWork(1), "the first one lives")
    first = nil
    #expect(try second.claim(experiment: "sample") == .run(runs[0].id), "its lock is free: it is dead")
    #expect(try second.claim(experiment: "sample") == .nothing)
    #expect(try second.complete(runs[0].id, with: RunOutcome(), seconds: 0))
  }

  @Test func lateFinisherIsTurnedAway() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(1)
    let store = try directory.open()
    try store.register(Sample.experiment, runs: runs)
    _ = try store.claim(experiment: "sample")
    // As if the process had been taken for dead and another had taken the run.
    try DatabaseQueue(path: store.path).write { try $0.execute(sql: "UPDATE runs SET owner = 'somebody'") }
    #expect(try !store.complete(runs[0].id, with: RunOutcome(metrics: [.init("a", 1)]), seconds: 0))
    #expect(try store.runs(experiment: "sample")[0].metrics.isEmpty)
    #expect(try store.claim(experiment: "sample") == .othersWork(1), "its last sign of life is recent")
    try DatabaseQueue(path: store.path).write { try $0.execute(sql: "UPDATE runs SET heartbeat = 0") }
    #expect(try store.claim(experiment: "sample") == .run(runs[0].id))
  }
}
