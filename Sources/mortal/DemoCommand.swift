import ArgumentParser
import ExperimentFiles
import Experiments
import Foundation
import OutputFiles
import Reports
import Workbench

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Shows in minutes what the program is about: chips that differ, and learners that mind or do not.",
    discussion: """
      Writes a trained layer on two chips of three cards and shows how far they are from ideal and from each other; \
      then trains Forward-Forward, backprop and their rivals on five chips.
      Example: mortal demo --output out/demo
      """)

  @Option(help: "Folder of IDX files (MNIST, Fashion-MNIST, ...), or 'digits' for the built-in set.")
  var data = "digits"

  @Option(help: "Folder for tables and figures.")
  var output = "out/demo"

  @Option(help: "Runs at a time; the numbers do not depend on it.")
  var jobs = 2

  @Option(help: "Seed of data, first weights, orders and noise.")
  var seed = 1

  @Flag(help: "Only the tour of chips, without the comparison of learners.")
  var tourOnly = false

  func run() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs: \(jobs) is outside 1...") }
    guard (0...Int(Int32.max)).contains(seed) else {
      throw ValidationError("--seed: \(seed) is outside 0...2147483647")
    }
    try OutputFolder.prepare(output)
    let comparison = Comparison.demonstration(data: data, seed: seed)
    try tour(on: RunData(comparison.file().base))
    if tourOnly { return }
    print("")
    try ExperimentSession(output: output, jobs: jobs).run(comparison)
  }

  private func tour(on images: RunData) throws {
    var tour = ChipTour()
    tour.seed = UInt64(seed)
    let stops = try tour.run(train: images.train, test: images.test) { Terminal.note($0) }
    let report = ChipTourReport(stops, data: images.name)
    print(try report.table().plainText())
    for name in try report.write(to: URL(fileURLWithPath: output)) { print("wrote \(output)/\(name).svg, .png, .csv") }
  }
}
