import ArgumentParser
import ExperimentFiles
import ExperimentReports
import Experiments

struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Looks at experiment files without running them.",
    discussion: "Example: mortal experiment check Experiments/first-look/experiment.yaml --quick",
    subcommands: [ExperimentCommandCheck.self, ExperimentCommandSchema.self])
}

struct ExperimentCommandCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads an experiment file strictly, lists its runs and estimates the time they take.",
    discussion: "Example: mortal experiment check Experiments/first-look/experiment.yaml --quick")

  @OptionGroup var experiment: ExperimentOptions

  @Option(help: "Runs at a time, for the estimate.")
  var jobs = 2

  func run() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs: \(jobs) is outside 1...") }
    let execution = try experiment.execution()
    try execution.notices().forEach(Terminal.warn)
    for line in try execution.listing().lines(jobs: jobs) { print(line) }
  }
}

struct ExperimentCommandSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The reference of every field of an experiment file: type, unit, default, meaning.",
    discussion: "Example: mortal experiment schema --markdown > docs/configuration.md")

  @Flag(help: "As the page docs/configuration.md.")
  var markdown = false

  func run() {
    let figures = ReportTable.figures.map { (name: $0.name, meaning: $0.meaning) }
    print(
      markdown ? ConfigurationReference.markdown(figures: figures) : ConfigurationReference.plainText(), terminator: "")
  }
}
