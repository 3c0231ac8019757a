internal import ExperimentFiles
internal import ExperimentReports
internal import Experiments
internal import Foundation
internal import Progress
internal import Provenance
package import Reports
internal import RunStore

/// Times of the store and the scheduler, with runs that do nothing but take a given time.
package struct StoreBench: Sendable {
  /// One measured quantity.
  package struct Row: Sendable, Encodable {
    package let quantity: String
    package let runs: Int
    package let jobs: Int
    package let value: Double
    package let unit: String
  }

  package let rows: [Row]

  package var table: Table {
    var table = Table(
      caption: "Store and scheduler; runs that only wait or only compute, in a folder of \(NSTemporaryDirectory())",
      columns: ["quantity", "runs", "jobs", "value", "unit"])
    for row in rows {
      table.append([.text(row.quantity), .count(row.runs), .count(row.jobs), .number(row.value), .text(row.unit)])
    }
    return table
  }

  /// Runs the whole path, from an experiment file to the report, in a folder that is removed afterwards.
  /// - Throws: `StoreError`, `ReportError`.
  package static func run() throws -> StoreBench {
    let many = 10_000
    var rows: [Row] = []
    func add(_ quantity: String, _ runs: Int, _ jobs: Int, _ value: Double, _ unit: String) {
      rows.append(Row(quantity: quantity, runs: runs, jobs: jobs, value: value, unit: unit))
    }
    // Twice the same number of runs that keep a core busy.
    var seconds: [Double] = []
    for jobs in [1, 2] {
      try inFolder { folder in
        let (elapsed, _) = try execute(40, jobs: jobs, in: folder) { compute(for: 0.1) }
        seconds.append(elapsed)
        add("40 runs of 100 ms of computing", 40, jobs, elapsed, "s")
      }
    }
    add("time with --jobs 2 over --jobs 1", 40, 2, seconds[1] / seconds[0], "")
    try inFolder { folder in
      let (elapsed, registering) = try execute(many, jobs: 1, in: folder) {}
      add("registering", many, 1, 1000 * registering / Double(many), "ms a run")
      add("store and scheduler", many, 1, 1000 * (elapsed + registering) / Double(many), "ms a run")
    }
    try inFolder { folder in
      let (elapsed, _) = try execute(many, jobs: 2, in: folder) { compute(for: 0.001) }
      add("10,000 runs of 1 ms of computing", many, 2, elapsed, "s")
      let start = ProgressLine.uptime()
      try ExperimentReport(in: folder).write()
      add("report of 10,000 runs", many, 1, ProgressLine.uptime() - start, "s")
    }
    return StoreBench(rows: rows)
  }

  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Runs in the shape of an experiment: five learners, an axis of ten points, chips for the rest.
  static func runs(_ count: Int) -> [ResolvedRun] {
    let learners: [LearnerName] = [.ffInSitu, .bpExact, .bpNominal, .bpOffline, .ffOffline]
    return (0..<count).map { index in
      var configuration = ResolvedConfiguration()
      configuration.set(LearnerFields.name, to: learners[index % 5], from: .learner)
      configuration.set(VariationFields.cycleToCycle, to: Double(index / 5 % 10), from: .sweep)
      configuration.set(ChipFields.serial, to: index / 50, from: .sweep)
      return ResolvedRun(configuration: configuration, label: "run \(index)")
    }
  }

  static func record() throws -> ExperimentRecord {
    ExperimentRecord(
      name: "bench", question: "How fast is the store?", file: "name: bench\n",
      configuration: try ResolvedConfiguration().json(), program: ProgramVersion.text)
  }

  /// What a run leaves that measures little.
  static func outcome(serial: Int) -> RunOutcome {
    let serial = Double(serial)
    var metrics = (1...10).map {
      RunOutcome.Measurement("epochTestError", step: $0, (1 + serial.remainder(dividingBy: 7) / 10) / Double($0 + 1))
    }
    metrics.append(.init("testError", (1 + serial.remainder(dividingBy: 11) / 20) / 10))
    return RunOutcome(metrics: metrics)
  }

  private static func execute(
    _ count: Int, jobs: Int, in folder: URL, body: @escaping @Sendable () -> Void
  ) throws -> (seconds: Double, registering: Double) {
    let runs = runs(count)
    let store = try ResultStore(directory: folder, program: ProgramVersion.text)
    let entries = runs.map(\.entry)
    let serials = Dictionary(
      uniqueKeysWithValues: zip(entries.map(\.id), runs.map { $0.configuration[ChipFields.serial] }))
    let start = ProgressLine.uptime()
    try store.register(try record(), runs: entries)
    let registering = ProgressLine.uptime() - start
    let summary = try Scheduler(jobs: jobs, handlesSignals: false).run(experiment: "bench", in: store) { id, _ in
      body()
      return outcome(serial: serials[id] ?? 0)
    }
    return (summary.seconds, registering)
  }

  /// Keeps a core busy.
  private static func compute(for seconds: Double) {
    let end = ProgressLine.uptime() + seconds
    while ProgressLine.uptime() < end {}
  }
}
