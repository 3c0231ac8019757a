import Foundation
import Progress
import RunStore
import TestSupport
import Testing

struct SchedulerTests {
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  @Test func oneJobEqualsTwo() throws {
    var tables: [String] = []
    for jobs in [1, 2, 5] {
      let directory = try ScratchDirectory()
      let store = try directory.open()
      let runs = Sample.runs(50)
      try store.register(Sample.experiment, runs: runs)
      let summary = try Scheduler(jobs: jobs, handlesSignals: false).run(experiment: "sample", in: store) {
        run, _ in
        Thread.sleep(forTimeInterval: Double(Sample.seed(run) % 3) / 1_000)
        return Sample.outcome(run)
      }
      #expect(summary.isComplete && summary.completed == 50 && summary.total == 50 && summary.before == 0)
      #expect(summary.lines == ["50 of 50 runs complete"])
      tables.append(try StoredResults(experiment: "sample", in: store).csv())
    }
    #expect(tables[0] == tables[1] && tables[0] == tables[2])
    #expect(tables[0].split(separator: "\n").count == 1 + 50 * 3)
    #expect(tables[0].hasPrefix("experiment,run,state,seed,metric,step,value,error,program,kernels\nsample,"))
  }

  @Test func failuresAreRecordedAndStopNobody() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(10)
    try store.register(Sample.experiment, runs: runs)
    let scheduler = Scheduler(jobs: 3, handlesSignals: false)
    let summary = try scheduler.run(experiment: "sample", in: store) { run, _ in
      let seed = Sample.seed(run)
      if seed % 4 == 1 { throw Broken(description: "seed \(seed) will not do, \"never\"") }
      return Sample.outcome(run)
    }
    #expect(summary.completed == 7 && !summary.isComplete)
    #expect(summary.failures.map(\.run) == [1, 5, 9].map { runs[$0].id })
    #expect(summary.failures[1].error == "seed 5 will not do, \"never\"")
    #expect(summary.lines[0] == "7 of 10 runs complete, 3 failed")
    #expect(summary.lines[2] == "failed: \(runs[5].id) seed=5: seed 5 will not do, \"never\"")
    let csv = try StoredResults(experiment: "sample", in: store).csv()
    #expect(csv.contains(",failed,5,,,,\"seed 5 will not do, \"\"never\"\"\",test,\n"))
    let again = try scheduler.run(experiment: "sample", in: store) { run, _ in Sample.outcome(run) }
    #expect(again.completed == 0 && again.failures.count == 3, "failed runs stay failed")
    var retrying = scheduler
    retrying.retriesFailed = true
    #expect(try retrying.run(experiment: "sample", in: store) { run, _ in Sample.outcome(run) }.isComplete)
  }

  /// What a run tells of itself stands on the progress line, where it is the only one, and in the store, where others read
  /// it; what ended says nothing any more.
  @Test func runsAtWorkTellHowFarTheyAre() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(3)
    try store.register(Sample.experiment, runs: runs)
    let reader = try ResultStore(reading: directory.url)
    #expect(try reader.atWork(experiment: "sample") == [])
    let written = Collected<String>()
    let line = ProgressLine(isTerminal: true, width: { nil }, output: { written.add($0) })
    let seen = Collected<RunAtWork>()
    let scheduler = Scheduler(jobs: 1, progress: line, handlesSignals: false)
    _ = try scheduler.run(experiment: "sample", in: store) { run, context in
      let fresh = try reader.atWork(experiment: "sample")
      #expect(fresh.map(\.id) == [run] && fresh[0].progress == nil)
      context.report(progress: 0.25, saying: "epoch 1/4")
      context.report(progress: 2)
      try store.beat([run: context.progress])
      for atWork in try reader.atWork(experiment: "sample") { seen.add(atWork) }
      context.report(progress: 0.5, saying: "epoch 2/4")
      Thread.sleep(forTimeInterval: 0.5)
      return Sample.outcome(run)
    }
    #expect(seen.all.map(\.id) == runs.map(\.id) && seen.all.map(\.label) == ["seed=0", "seed=1", "seed=2"])
    #expect(seen.all.allSatisfy { $0.progress == RunProgress(share: 1, note: "epoch 1/4") })
    #expect(seen.all.allSatisfy { (0..<60).contains($0.seconds) })
    #expect(written.all.contains { $0.contains("0 of 3 runs") && $0.contains(", epoch 2/4") }, "\(written.all)")
    #expect(try reader.atWork(experiment: "sample") == [])
  }

  @Test func cancelledRunsWaitAgain() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(6)
    try store.register(Sample.experiment, runs: runs)
    let scheduler = Scheduler(jobs: 1, handlesSignals: false)
    let tries = Collected<Int>()
    let summary = try scheduler.run(experiment: "sample", in: store) { run, context in
      tries.add(Sample.seed(run))
      try context.check()
      if tries.all == [0, 1, 2] { throw CancellationError() }
      return Sample.outcome(run)
    }
    #expect(summary.isComplete)
    #expect(tries.all == [0, 1, 2, 2, 3, 4, 5])
  }

  @Test func twoSchedulersShareOneStore() throws {
    let directory = try ScratchDirectory()
    let runs = Sample.runs(120)
    let stores = try [directory.open(), directory.open()]
    try stores[0].register(Sample.experiment, runs: runs)
    let executed = Collected<RunID>()
    let completed = Collected<Int>()
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      let summary = try? Scheduler(jobs: 2, handlesSignals: false).run(
        experiment: "sample", in: stores[index]
      ) { run, _ in
        executed.add(run)
        Thread.sleep(forTimeInterval: 0.001)
        return Sample.outcome(run)
      }
      if let summary, summary.isComplete { completed.add(summary.completed) }
    }
    #expect(executed.all.count == 120 && Set(executed.all).count == 120)
    #expect(completed.all.count == 2 && completed.all.reduce(0, +) == 120)
  }

  @Test func tenThousandShortRuns() throws {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    let runs = Sample.runs(10_000)
    try store.register(Sample.experiment, runs: runs)
    let summary = try Scheduler(jobs: 2, handlesSignals: false).run(experiment: "sample", in: store) { run, _ in
      RunOutcome(metrics: [.init("testError", Double(Sample.seed(run)))])
    }
    #expect(summary.isComplete && summary.completed == 10_000)
    let stored = try store.runs(experiment: "sample", parameters: ["seed"])
    #expect(stored.indices.allSatisfy { stored[$0].metric("testError") == Double($0) })
  }
}
