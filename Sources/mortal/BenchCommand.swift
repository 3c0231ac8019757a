import ArgumentParser
import Benchmarks
import ExperimentFiles
import Reports

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the program beside plain OpenBLAS matrix products, in one run, on one thread.",
    discussion: """
      Ratios are medians over pairs: case, product, case, product, ...
      Example: mortal bench mvm --json
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case mvm, update, device, wires, train, learners, store, shares
  }

  @Argument(
    help: "What to time: mvm, update, device, wires, train, learners; store or shares (without a product beside them).")
  var subject: Subject

  @Option(help: "Of shares: how many stores.") var shares = 1000
  @Option(help: "Of shares: how many runs in all of them.") var runs = 100_000

  @Option(help: "Of learners: units of each layer. (default: 500,500,500; of ff-local 128,128)")
  var hidden: String?

  @Option(help: "Of update, train and learners: only cases whose names contain this.") var only = ""

  @Flag(help: "Print JSON: an array 'results' of objects with case, shape, batch, seconds, gemmSeconds, ratio.")
  var json = false

  func validate() throws {
    guard (1...100_000).contains(shares), (1...1_000_000).contains(runs) else {
      throw ValidationError("--shares: 1...100000, --runs: 1...1000000")
    }
    guard hidden == nil || subject == .learners else {
      throw ValidationError("--hidden: of learners, not of \(subject.rawValue)")
    }
    guard only.isEmpty || [.update, .train, .learners].contains(subject) else {
      throw ValidationError("--only \(only): of update, train and learners, not of \(subject.rawValue)")
    }
  }

  func run() throws {
    switch subject {
    case .mvm: try show(ReadBench.run())
    case .update: try show(UpdateBench.run(only: only))
    case .device: try show(DeviceBench.run())
    case .wires: try show(WiresBench().rows.map { BenchmarkResult($0) })
    case .train: try show(TrainBench.run(only: only))
    case .learners:
      var size = LearnerBench.Size()
      size.hidden = try hidden.map { try NetworkFields.hidden.value(of: "--hidden", $0) }
      try show(LearnerBench.run(size, only: only))
    case .store:
      let bench = try StoreBench.run()
      print(json ? try JSONText.of(bench.rows) : bench.table.plainText())
    case .shares:
      let bench = try ShareBench.run(shares: shares, runs: runs) { Terminal.note($0) }
      print(json ? try JSONText.of(bench.rows) : bench.table.plainText())
    }
  }

  private func show(_ results: [BenchmarkResult]) throws {
    guard !results.isEmpty else {
      throw ValidationError("--only \(only): no case of \(subject.rawValue) has this in its name")
    }
    let report = BenchmarkReport(results: results)
    print(json ? try JSONText.of(report) : report.table.plainText())
  }
}
