internal import Experiments
internal import Foundation
internal import Matrices
internal import Provenance
package import Reports

/// One timed case beside the plain matrix product it is compared with.
package struct BenchmarkResult: Sendable, Codable {
  /// Name of the case.
  package var `case`: String
  /// What was multiplied or updated, e.g. `784x500`.
  package var shape: String
  /// Vectors a call, or cells.
  package var batch: Int
  /// Median seconds of one call.
  package var seconds: Double
  /// Median seconds of OpenBLAS `sgemm` of the same shape, alternating with the case; nil where nothing is comparable.
  package var gemmSeconds: Double?
  /// Median over pairs of seconds / gemmSeconds.
  package var ratio: Double?
  /// Timed repetitions.
  package var repetitions: Int
  /// What else was measured, by name with unit.
  package var extra: [String: Double]

  package init(
    case name: String, shape: String, batch: Int, seconds: Double, gemmSeconds: Double? = nil, ratio: Double? = nil,
    repetitions: Int, extra: [String: Double] = [:]
  ) {
    self.case = name
    self.shape = shape
    self.batch = batch
    self.seconds = seconds
    self.gemmSeconds = gemmSeconds
    self.ratio = ratio
    self.repetitions = repetitions
    self.extra = extra
  }

  /// Whether a case is among those asked for: all of them, or those whose names contain a text.
  static func isWanted(_ name: String, only: String) -> Bool { only.isEmpty || name.contains(only) }
}

/// What `mortal bench --json` prints.
package struct BenchmarkReport: Sendable, Codable {
  package var version: String
  package var blasCore: String
  package var threads: Int
  package var results: [BenchmarkResult]

  package init(results: [BenchmarkResult]) {
    version = ProgramVersion.text
    blasCore = BLAS.coreName
    threads = 1
    self.results = results
  }
}

/// Times a case and the product it is compared with in turn, so that a change of the machine's speed meets both.
enum PairedTiming {
  static let repetitions = 11

  /// Which seconds count.
  enum Seconds {
    /// The processor's, of the calling thread: what other programs take of it does not count, which would meet the longer
    /// of the two more often.
    case thread
    /// The clock's, for work on several threads.
    case wall
  }

  /// - Returns: medians of the case's and the reference's seconds, and of their ratio pair by pair.
  static func run(
    repetitions: Int = repetitions, _ seconds: Seconds = .thread, _ body: () -> Void, against reference: () -> Void
  ) -> (seconds: Double, reference: Double, ratio: Double) {
    body()
    reference()
    var pairs: [(Double, Double)] = []
    for _ in 0..<repetitions { pairs.append((time(seconds, body), time(seconds, reference))) }
    return (
      median(pairs.map(\.0)), median(pairs.map(\.1)), median(pairs.map { $0.0 / $0.1 })
    )
  }

  /// Median seconds of a case alone, of the calling thread's processor.
  static func run(repetitions: Int = repetitions, _ body: () -> Void) -> Double {
    body()
    return median((0..<repetitions).map { _ in time(.thread, body) })
  }

  private static func time(_ seconds: Seconds, _ body: () -> Void) -> Double {
    if case .thread = seconds {
      func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
      }
      let start = now()
      body()
      return now() - start
    }
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
  }
}

extension BenchmarkReport {
  /// The results as a table.
  package var table: Table {
    var table = Table(
      caption: "OpenBLAS kernels: \(blasCore), one thread, medians of its processor seconds",
      columns: ["case", "shape", "batch", "seconds", "GEMM seconds", "ratio", "more"])
    for result in results {
      table.append([
        .text(result.case), .text(result.shape), .count(result.batch), .number(result.seconds),
        result.gemmSeconds.map { .number($0) } ?? .missing, result.ratio.map { .number($0, decimals: 2) } ?? .missing,
        .text(result.extra.sorted { $0.key < $1.key }.map { "\($0.key) \(Float($0.value))" }.joined(separator: ", ")),
      ])
    }
    return table
  }
}

extension BenchmarkResult {
  /// A line of the wires benchmark.
  package init(_ row: WiresBench.Row) {
    self.init(
      case: row.name, shape: row.shape.map(String.init).joined(separator: "x"), batch: row.batch, seconds: row.seconds,
      gemmSeconds: row.gemmSeconds, ratio: row.ratio, repetitions: 0,
      extra: row.met.map { ["targetMet": $0 ? 1 : 0] } ?? [:])
  }
}
