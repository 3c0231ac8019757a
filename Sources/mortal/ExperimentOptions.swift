import ArgumentParser
import Experiments

/// An experiment file with what the command line changes of it.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "The experiment file.")
  var file: String

  @Flag(help: "The file's quick variant.")
  var quick = false

  @Option(name: .customLong("set"), help: ArgumentHelp("Sets a field; may be repeated.", valueName: "path=value"))
  var settings: [String] = []

  func execution() throws -> ExperimentExecution { try ExperimentExecution(file, quick: quick, options: settings) }
}
