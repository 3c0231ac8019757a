internal import ExperimentFiles
internal import ExperimentReports
internal import Experiments
internal import Foundation
internal import Progress
internal import Provenance
package import Reports
internal import RunStore

/// What a sweep of many shares costs after its last run: entering it, merging the shares' stores, the report.
package struct ShareBench: Sendable {
  package let shares: Int
  package let rows: [StoreBench.Row]

  package var table: Table {
    var table = Table(
      caption: "A sweep dealt out to \(shares) shares, whose runs do nothing",
      columns: ["quantity", "runs", "value", "unit"])
    for row in rows { table.append([.text(row.quantity), .count(row.runs), .number(row.value), .text(row.unit)]) }
    return table
  }

  /// Seconds that the process has computed: what others do on the machine does not count.
  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Fills a store for each share, merges all, and writes the report, in a folder that is removed afterwards.
  /// - Throws: `StoreError`, `ReportError`.
  package static func run(
    shares count: Int, runs total: Int, progress: (String) -> Void
  ) throws -> ShareBench {
    var rows: [StoreBench.Row] = []
    func time(_ quantity: String, _ body: () throws -> Void) rethrows {
      progress(quantity)
      let start = processorTime
      try body()
      rows.append(
        StoreBench.Row(
          quantity: quantity, runs: total, jobs: 1, value: processorTime - start, unit: "s of processor time"))
    }
    try StoreBench.inFolder { folder in
      let runs = StoreBench.runs(total)
      let entries = runs.map(\.entry)
      let ids = entries.map(\.id)
      let serials = Dictionary(uniqueKeysWithValues: zip(ids, runs.map { $0.configuration[ChipFields.serial] }))
      let shared = SharedFolder(folder, experiment: "bench")
      let numbers = RunShare.numbers(of: ids, count: count)
      var positions = [[Int]](repeating: [], count: count)
      for (position, number) in numbers.enumerated() { positions[number - 1].append(position) }
      var directories: [URL] = []
      try time("all shares one after the other, stores and schedulers") {
        for number in 1...count {
          let directory = shared.directory(of: try RunShare(number, of: count))
          let own = positions[number - 1]
          let store = try ResultStore(directory: directory, program: ProgramVersion.text, isShared: true)
          try store.register(try StoreBench.record(), runs: own.map { entries[$0] }, positions: own)
          _ = try Scheduler(jobs: 1, handlesSignals: false).run(experiment: "bench", in: store) { id, _ in
            StoreBench.outcome(serial: serials[id] ?? 0)
          }
          directories.append(directory)
        }
      }
      let store = try ResultStore(directory: folder, program: ProgramVersion.text)
      try time("entering the sweep") { try store.register(try StoreBench.record(), runs: entries) }
      var merged = MergeCount()
      try time("merging \(count) shares") {
        merged = try store.merge(directories)
        try? store.settle()
      }
      precondition(merged.complete == total, "merged \(merged) of \(total)")
      try time("report") { try ExperimentReport(in: folder).write() }
    }
    return ShareBench(shares: count, rows: rows)
  }
}
