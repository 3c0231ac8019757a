import ArgumentParser
import Experiments
import Foundation
import Reports

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Trains Forward-Forward, backprop and their rivals on the same chips and compares them.",
    discussion: """
      Prints a table and writes results.json and figures to the output folder.
      Example: mortal compare --data digits --chips 5 --output out/compare
      """)

  @OptionGroup var options: ComparisonOptions

  @Option(help: "Runs at a time; the numbers do not depend on it.")
  var jobs = 2

  @Option(help: "Folder for results.json, results.csv and the figures.")
  var output = "out/compare"

  func run() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs: \(jobs) is outside 1...") }
    let comparison = try Comparison(options.settings())
    let display = ComparisonDisplay(comparison)
    let outcomes = try comparison.run(jobs: jobs) { display.show($0) }
    display.finish()
    let report = ComparisonReport(comparison, outcomes)
    print(try report.table().plainText())
    try report.write(to: URL(fileURLWithPath: output))
    print("\nwrote \(output)/results.json, results.csv and figures")
  }
}
