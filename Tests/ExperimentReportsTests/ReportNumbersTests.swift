import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import Reports
import RunStore
import StrictYAML
import TestSupport
import Testing

/// What a report says in numbers, against SciPy, NumPy and enumerated bootstrap distributions (`Reference/report.py`).
struct ReportNumbersTests {
  private struct Expected {
    let value: Double
    let lower: Double
    let upper: Double
  }

  /// `what,name` → the three numbers of a line.
  private static let expected: [String: Expected] = {
    guard let url = Bundle.module.url(forResource: "report", withExtension: "csv", subdirectory: "Reference"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { return [:] }
    var lines: [String: Expected] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      let numbers = fields.suffix(3).compactMap(Double.init)
      lines[fields[0] + "," + fields[1]] = Expected(value: numbers[0], lower: numbers[1], upper: numbers[2])
    }
    return lines
  }()

  private let home = [
    "bp-offline": [0.061, 0.074, 0.058, 0.069, 0.080], "ff-offline": [0.102, 0.094, 0.113, 0.120, 0.099],
    "readout-only": [0.210, 0.195, 0.232, 0.221, 0.204],
  ]
  private let lost = [
    "bp-offline": [[0.05, 0.11], [0.02, 0.07], [0.09, 0.03], [0.06, 0.13], [0.04, 0.08]],
    "ff-offline": [[0.01, 0.02], [0.00, 0.01], [0.03, 0.01], [0.02, 0.02], [0.01, 0.00]],
    "readout-only": [[0.08, 0.09], [0.11, 0.07], [0.10, 0.12], [0.09, 0.08], [0.13, 0.10]],
  ]
  private let floor = [[0.30, 0.34], [0.29, 0.31], [0.33, 0.35], [0.32, 0.30], [0.31, 0.33]]

  /// The report of runs with these errors; `shift` is added to every error at home and on copies.
  private func tables(_ scratch: ScratchDirectory, home: [String: [Double]]) throws -> [Table] {
    let text = """
      name: sample
      question: Are the numbers right?
      learners: [bp-offline, ff-offline, readout-only]
      sweep: {chips: 1...5}
      copy: {recipients: [101, 102]}
      """
    let (lost, floor) = (lost, floor)
    try MadeUpRuns.enter(text, into: scratch.url) { configuration in
      let learner = configuration[LearnerFields.name].rawValue
      let chip = configuration[ChipFields.serial] - 1
      let error = home[learner]?[chip] ?? .nan
      var metrics = [RunOutcome.Measurement("testError", error)]
      for recipient in 0..<2 {
        let copy = error + (lost[learner]?[chip][recipient] ?? .nan)
        metrics.append(.init("copyError", step: 101 + recipient, copy))
        metrics.append(.init("untrainedError", step: 101 + recipient, floor[chip][recipient]))
      }
      return metrics
    }
    return try ExperimentReport(in: scratch.url).tables()
  }

  private func row(_ tables: [Table], _ column: String, _ name: String) throws -> (
    cells: [Table.Cell], columns: [String]
  ) {
    let table = try #require(tables.first { $0.columns.contains(column) })
    return (try #require(table.rows.first { $0[0] == .text(name) }, "no row \(name)"), table.columns)
  }

  private func cell(_ tables: [Table], _ column: String, _ name: String) throws -> Table.Cell {
    let (cells, columns) = try row(tables, column, name)
    return cells[try #require(columns.firstIndex(of: column))]
  }

  /// Means to rounding; ends of intervals, which resamples make, within four standard errors of such a quantile: 7 % of
  /// the interval's width over five chips with 2000 resamples, 12 % for the far ends that seven chips ask for with
  /// 5000.
  @Test func errorsAndMortality() throws {
    let tables = try tables(ScratchDirectory(), home: home)
    for (what, column) in [("error", "test error (%)"), ("mortality", "mortality index")] {
      for name in home.keys.sorted() {
        let expected = try #require(Self.expected["\(what),\(name)"])
        guard case .interval(let value, let lower, let upper, _) = try cell(tables, column, name) else {
          Issue.record("\(name) has no interval of \(column)")
          continue
        }
        let width = (expected.upper - expected.lower) * (what == "error" ? 1 : 12.0 / 7)
        #expect(abs(value - expected.value) < 1e-12 * 100, "\(name) \(what): \(value)")
        #expect(abs(lower - expected.lower) < 0.07 * width, "\(name) \(what): \(lower), not \(expected.lower)")
        #expect(abs(upper - expected.upper) < 0.07 * width, "\(name) \(what): \(upper), not \(expected.upper)")
      }
    }
  }

  @Test func pairedTestsAndHolm() throws {
    let tables = try tables(ScratchDirectory(), home: home)
    let wanted = Self.expected.filter { $0.key.hasPrefix("test,") }
    #expect(wanted.count == 6)
    for (key, expected) in wanted {
      let name = String(key.dropFirst(5))
      guard case .interval(let mean, _, _, _) = try cell(tables, "mean difference (points)", name),
        case .number(let p, _) = try cell(tables, "p", name),
        case .number(let adjusted, _) = try cell(tables, "p (Holm)", name)
      else {
        Issue.record("\(name) has other cells")
        continue
      }
      #expect(abs(mean - expected.value) < 1e-10)
      #expect(abs(p - expected.lower) < 1e-8 * expected.lower, "\(name): \(p)")
      #expect(abs(adjusted - expected.upper) < 1e-8 * expected.upper, "\(name): \(adjusted)")
      #expect(try cell(tables, "differ at 5 %", name) == .text("yes"))
    }
  }

  /// Errors that are 5 % larger are another report.
  @Test func fivePercentIsFound() throws {
    let larger = home.mapValues { $0.map { 1.05 * $0 } }
    let tables = try tables(ScratchDirectory(), home: larger)
    for name in home.keys {
      let expected = try #require(Self.expected["error,\(name)"])
      guard case .interval(let value, let lower, _, _) = try cell(tables, "test error (%)", name) else { continue }
      #expect(abs(value - expected.value) > 0.2)
      #expect(abs(lower - expected.lower) > 0.07 * (expected.upper - expected.lower))
    }
  }
}
