import ArgumentParser
import ExperimentReports
import Reports
import Workbench

struct EnergyCommandEstimate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Power of a net that passes all its weights once a token, as crossbars and digitally.",
    discussion: """
      The output says what is counted and what is not.
      Example: mortal energy estimate --weights 8e9 --tokens-per-second 10 --technology hermes-14nm
      """)

  @Option(help: "Number of weights.") var weights: Double
  @Option(help: "Tokens a second.") var tokensPerSecond: Double
  @Option(help: "A technology's name, or the path of a .yaml file.") var technology = EnergyLedgers.usual
  @Option(help: "Bits of the converters.") var bits = 8

  func run() throws {
    let estimate = try EnergyCommands.estimate(
      technology: technology, weights: weights, tokensPerSecond: tokensPerSecond, bits: bits)
    for table in estimate.tables { print(table.plainText()) }
    for note in estimate.notes { print(note) }
  }
}

struct EnergyCommandTechnologies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "technologies",
    abstract: "Lists the technologies, or every number of one with its range and source.",
    discussion: "Example: mortal energy technologies hermes-14nm")

  @Argument(help: "A technology's name, or the path of a .yaml file.") var technology: String?

  func run() throws { print(try EnergyCommands.technologies(technology).plainText()) }
}
