import ArgumentParser
import Benchmarks
import Reports

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the program beside plain OpenBLAS matrix products, in one run, on one thread.",
    discussion: """
      Ratios are medians over pairs: case, product, case, product, ...
      Example: mortal bench mvm --json
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable { case mvm, update, device, wires, train, store }

  @Argument(help: "What to time: mvm, update, device, wires, train or store (the one without a product beside it).")
  var subject: Subject

  @Flag(help: "Print JSON: an array 'results' of objects with case, shape, batch, seconds, gemmSeconds, ratio.")
  var json = false

  func run() throws {
    switch subject {
    case .mvm: try show(ReadBench.run())
    case .update: try show(UpdateBench.run())
    case .device: try show(DeviceBench.run())
    case .wires: try show(WiresBench().rows.map { BenchmarkResult($0) })
    case .train: try show(TrainBench.run())
    case .store:
      let bench = try StoreBench.run()
      print(json ? try JSONText.of(bench.rows) : bench.table.plainText())
    }
  }

  private func show(_ results: [BenchmarkResult]) throws {
    let report = BenchmarkReport(results: results)
    print(json ? try JSONText.of(report) : report.table.plainText())
  }
}
