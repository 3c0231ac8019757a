import ArgumentParser
import Experiments
import Foundation

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Trains Forward-Forward, backprop and their rivals on the same chips and compares them.",
    discussion: """
      An experiment made of options: its file, its results and its report lie in the output folder, results.json beside
      them. After an interruption the same command goes on. Exit code 1 when runs failed.
      Example: mortal compare --data digits --chips 5 --output out/compare
      """)

  @OptionGroup var learning: LearningOptions

  @Option(help: "Number of chips; chip n has serial number n.") var chips = 5

  @Option(help: "Learners, separated by commas; see docs/configuration.md. (default: nine of them)") var arms: String?

  @Option(help: "Factors of the default learning rate that are tried for each arm; one alone skips the search.")
  var rates = "0.5,1,2"

  @Option(help: "Runs at a time; the numbers do not depend on it.") var jobs = 2

  @Option(help: "Folder for results, report and figures.") var output = "out/compare"

  @OptionGroup var strictness: StrictOption

  func run() throws {
    var comparison = Comparison(learning.settings)
    comparison.chips = chips
    comparison.rates = rates
    if let arms { comparison.arms = arms }
    var session = ExperimentSession(output: output, jobs: jobs)
    session.strictness = strictness
    try session.run(comparison)
  }
}
