import Foundation
import RunStore
import TestSupport
import Testing

struct ShareTests {
  private let runs = Sample.runs(43)

  @Test(arguments: [1, 2, 7, 43, 60]) func sharesPartitionTheRuns(count: Int) throws {
    let ids = runs.map(\.id)
    let numbers = RunShare.numbers(of: ids, count: count)
    var all: [Int] = []
    var sizes: [Int] = []
    for number in 1...count {
      let positions = try RunShare(number, of: count).positions(of: ids)
      #expect(positions.allSatisfy { numbers[$0] == number })
      #expect(positions == positions.sorted())
      all += positions
      sizes.append(positions.count)
    }
    #expect(all.sorted() == Array(0..<43))
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test func sharesDoNotDependOnOrder() throws {
    let shuffled = runs.map(\.id).enumerated().sorted { ($0.offset * 17) % 43 < ($1.offset * 17) % 43 }.map(\.element)
    for number in 1...5 {
      let share = try RunShare(number, of: 5)
      let straight = Set(share.positions(of: runs.map(\.id)).map { runs[$0].id })
      #expect(Set(share.positions(of: shuffled).map { shuffled[$0] }) == straight)
    }
  }

  @Test func sharesAreRead() throws {
    #expect(try RunShare(parsing: "3/16") == RunShare(3, of: 16))
    #expect(try RunShare(3, of: 16).folderName == "03-of-16")
    #expect(RunShare(folderName: "03-of-16")?.number == 3)
    #expect(RunShare(folderName: "3-of-16") == nil && RunShare(folderName: "slurm") == nil)
    for text in ["", "3", "0/4", "5/4", "-1/4", "1/0", "1/2/3", "a/b", "1/100001", " 1/2"] {
      #expect(throws: StoreError.badShare(text: text)) { try RunShare(parsing: text) }
    }
  }

  /// Works on some runs of a share, in a store of its own.
  private func work(
    _ share: RunShare, in directory: URL, most: Int = .max, failing: Set<Int> = []
  ) throws -> URL {
    let folder = directory.appendingPathComponent(share.folderName)
    let positions = share.positions(of: runs.map(\.id))
    let store = try ResultStore(directory: folder, program: "test", isShared: true)
    try store.register(Sample.experiment, runs: positions.map { runs[$0] }, positions: positions)
    for _ in 0..<min(most, positions.count) {
      guard case .run(let id) = try store.claim(experiment: "sample") else { break }
      if failing.contains(Sample.seed(id)) {
        try store.fail(id, error: "no", seconds: 1)
      } else {
        try store.complete(id, with: Sample.outcome(id), seconds: 1)
      }
    }
    return folder
  }

  private func plain() throws -> String {
    let directory = try ScratchDirectory()
    let store = try directory.open()
    try store.register(Sample.experiment, runs: runs)
    _ = try Scheduler(jobs: 1, handlesSignals: false).run(experiment: "sample", in: store) { id, _ in
      Sample.outcome(id)
    }
    return try StoredResults(experiment: "sample", in: store).csv()
  }

  /// 1, 4 and 16 shares give the export of a plain run, whatever was cut short in between.
  @Test(arguments: [1, 4, 16]) func mergedSharesEqualAPlainRun(count: Int) throws {
    let directory = try ScratchDirectory()
    let main = try directory.open()
    try main.register(Sample.experiment, runs: runs)
    var total = MergeCount()
    for number in 1...count {
      // Two of every five shares are cut short first, then merged, and go on later.
      let share = try RunShare(number, of: count)
      total += try main.merge([try work(share, in: directory.url, most: number % 5 < 2 ? 1 : .max)])
    }
    let again = try (1...count).map { try work(RunShare($0, of: count), in: directory.url) }
    total += try main.merge(again)
    #expect(total.complete == 43 && total.failed == 0 && total.different == 0 && total.unknown == 0)
    #expect(total.common > 0)
    #expect(try StoredResults(experiment: "sample", in: main).csv() == plain())
    let artifact = try main.artifact("note", of: runs[7].id)
    #expect(artifact == Data("seed 7".utf8))
    let third = try main.merge(again)
    #expect(third.complete == 0 && third.common == 43 && third.different == 0)
  }

  @Test func failedRunsAreMergedAndMayStillComplete() throws {
    let directory = try ScratchDirectory()
    let main = try directory.open()
    try main.register(Sample.experiment, runs: runs)
    let share = try RunShare(1, of: 1)
    let count = try main.merge([try work(share, in: directory.url, failing: [3, 5])])
    #expect(count.complete == 41 && count.failed == 2)
    #expect(try main.failures(experiment: "sample").map(\.error) == ["no", "no"])
    let other = directory.url.appendingPathComponent("other")
    let store = try ResultStore(directory: other, program: "test", isShared: true)
    try store.register(Sample.experiment, runs: [runs[3]], positions: [3])
    guard case .run(let id) = try store.claim(experiment: "sample") else { return #expect(Bool(false)) }
    try store.complete(id, with: Sample.outcome(id), seconds: 2)
    #expect(try main.merge([other]).complete == 1)
    #expect(try main.status(of: "sample").complete == 42)
  }

  @Test func otherNumbersAndOtherRunsAreCounted() throws {
    let directory = try ScratchDirectory()
    let main = try directory.open()
    try main.register(Sample.experiment, runs: Array(runs.dropLast()))
    let share = try RunShare(1, of: 1)
    #expect(try main.merge([try work(share, in: directory.url)]).unknown == 1)
    let other = directory.url.appendingPathComponent("other")
    let store = try ResultStore(directory: other, program: "test")
    try store.register(Sample.experiment, runs: [runs[0], runs[1]])
    for _ in 0..<2 {
      guard case .run(let id) = try store.claim(experiment: "sample") else { continue }
      try store.complete(id, with: Sample.outcome(id, epochs: Sample.seed(id) == 0 ? 3 : 4), seconds: 1)
    }
    let count = try main.merge([other])
    #expect(count.common == 2 && count.different == 1 && count.complete == 0)
  }

  @Test func foreignFilesAreRefused() throws {
    let directory = try ScratchDirectory()
    let main = try directory.open()
    let other = directory.url.appendingPathComponent("other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("no database, but a text that is long enough to be one".utf8)
      .write(to: other.appendingPathComponent(ResultStore.fileName))
    #expect(throws: StoreError.self) { try main.merge([other]) }
  }

  @Test func plansAreKept() throws {
    let directory = try ScratchDirectory()
    let folder = SharedFolder(directory.url, experiment: "a b/c (quick)")
    #expect(folder.folder.lastPathComponent == "a_b_c__quick_")
    let plan = SharePlan(experiment: "a b/c (quick)", file: "name: a\n", quick: true, options: ["x=1"])
    try folder.write(plan)
    #expect(SharedFolder.all(in: directory.url).map(\.folder.lastPathComponent) == ["a_b_c__quick_"])
    #expect(try folder.plan() == plan)
    #expect(try String(contentsOf: folder.experimentFile, encoding: .utf8) == "name: a\n")
    try Data("{".utf8).write(to: folder.folder.appendingPathComponent("plan.json"))
    #expect(throws: StoreError.self) { try folder.plan() }
  }
}

struct SlurmJobTests {
  private func job(_ change: (inout SlurmJob.Options) -> Void = { _ in }) -> SlurmJob {
    var options = SlurmJob.Options()
    change(&options)
    return SlurmJob(
      name: "first look", options: options, program: "/opt/it's/mortal", directory: "/data/out",
      workingDirectory: "/data",
      file: "/data/out/shares/first_look/experiment.yaml", quick: true, settings: ["data.train=50", "a=b c"],
      retriesFailed: false, shares: [1, 2, 3, 7, 9, 10])
  }

  @Test func scriptsSayWhatIsMeant() {
    let script = job {
      $0.minutes = 120
      $0.partition = "short"
      $0.extra = "--account=physics --mem=4G"
      $0.cpusPerTask = 2
    }.arrayScript
    #expect(
      script == """
        #!/bin/bash
        #SBATCH --job-name=mortal-first_look
        #SBATCH --array=1-3,7,9-10
        #SBATCH --cpus-per-task=2
        #SBATCH --time=120
        #SBATCH --signal=B:TERM@60
        #SBATCH --requeue
        #SBATCH --open-mode=append
        #SBATCH --output=/data/out/slurm/first_look/task-%a.log
        #SBATCH --chdir=/data
        #SBATCH --partition=short
        #SBATCH --account=physics --mem=4G
        exec '/opt/it'\\''s/mortal' run /data/out/shares/first_look/experiment.yaml --output /data/out --share \
        "$SLURM_ARRAY_TASK_ID/16" --jobs "${SLURM_CPUS_PER_TASK:-1}" --threads 1 \
        --quick --set data.train=50 --set 'a=b c'

        """)
    #expect(job().mergeScript.hasSuffix("exec '/opt/it'\\''s/mortal' merge /data/out\n"))
  }

  @Test func optionsAreChecked() {
    for change: (inout SlurmJob.Options) -> Void in [
      { $0.tasks = 0 }, { $0.tasks = 100_001 }, { $0.cpusPerTask = 0 }, { $0.minutes = 0 }, { $0.extra = "a\nb" },
      { $0.partition = "a\nrm" },
    ] {
      var options = SlurmJob.Options()
      change(&options)
      #expect(throws: StoreError.self) { try options.validate() }
    }
  }

  @Test func queuesThatAreNotThereAreTold() throws {
    let queue = SlurmQueue(environment: ["PATH": "/nowhere"])
    let directory = try ScratchDirectory()
    var mine = job()
    mine.directory = directory.url.path
    #expect(throws: StoreError.noQueue(program: "sbatch")) { try queue.submit(mine, waits: false) }
    #expect(queue.states(of: .init(array: "1", merge: "2", tasks: 3)) == nil)
    #expect(SlurmQueue.jobs(in: directory.url, experiment: "first look") == nil)
  }
}
