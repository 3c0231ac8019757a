import ArgumentParser
import ExperimentReports
import Experiments
import Foundation

/// An experiment file with what the command line changes of it.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "The experiment file.")
  var file: String

  @Flag(help: "The file's quick variant.")
  var quick = false

  @Option(name: .customLong("set"), help: ArgumentHelp("Sets a field; may be repeated.", valueName: "path=value"))
  var settings: [String] = []

  /// - Parameter folder: where results will lie.
  func execution(in folder: String? = nil) throws -> ExperimentExecution {
    let execution = try ExperimentExecution(
      file, quick: quick, options: settings, directory: folder.map { URL(fileURLWithPath: $0) })
    try ReportTable.check(execution.file)
    return execution
  }
}
