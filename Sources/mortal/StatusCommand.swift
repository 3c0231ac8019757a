import ArgumentParser
import ExperimentReports
import Foundation
import RunStore

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How far the experiments in a folder are, and what failed.",
    discussion: "Example: mortal status out/first-look")

  @Argument(help: "Folder of the results.")
  var folder: String

  func run() throws {
    let directory = URL(fileURLWithPath: folder)
    let shared = SharedFolder.all(in: directory)
    for folder in shared {
      for line in try ShareStatus(folder, in: directory).text { print(line) }
    }
    if !shared.isEmpty, !FileManager.default.fileExists(atPath: folder + "/" + ResultStore.fileName) { return }
    for line in try ExperimentResults.statusLines(in: URL(fileURLWithPath: folder)) { print(line) }
  }
}
