import ArgumentParser
import ExperimentReports
import Foundation

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How far the experiments in a folder are, and what failed.",
    discussion: "Example: mortal status out/first-look")

  @Argument(help: "Folder of the results.")
  var folder: String

  func run() throws {
    for line in try ExperimentResults.statusLines(in: URL(fileURLWithPath: folder)) { print(line) }
  }
}
