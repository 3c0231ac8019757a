import ArgumentParser
import Experiments
import Reports

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the program beside plain OpenBLAS matrix products, in one run, on one thread.",
    discussion: """
      Ratios are medians over pairs: case, product, case, product, ...
      Example: mortal bench mvm --json
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable { case mvm, update, device, wires, train }

  @Argument(help: "What to time: mvm, update, device, wires or train.")
  var subject: Subject

  @Flag(help: "Print JSON: an array 'results' of objects with case, shape, batch, seconds, gemmSeconds, ratio.")
  var json = false

  func run() throws {
    let results =
      switch subject {
      case .mvm: try ReadBench.run()
      case .update: try UpdateBench.run()
      case .device: try DeviceBench.run()
      case .wires: try WiresBench().rows.map { BenchmarkResult($0) }
      case .train: try TrainBench.run()
      }
    let report = BenchmarkReport(results: results)
    print(json ? try JSONText.of(report) : report.table.plainText())
  }
}
