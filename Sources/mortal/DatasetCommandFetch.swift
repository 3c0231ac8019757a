import ArgumentParser
import Workbench

/// `mortal dataset fetch`.
struct DatasetCommandFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Downloads a published set, checks its SHA-256 and goes on where an earlier download was cut.",
    discussion: "Example: mortal dataset fetch mnist")

  @Argument(help: "The set: \(DatasetCommands.publishedNames.joined(separator: " or ")).")
  var name: String

  @Option(help: ArgumentHelp("Address below which the files lie, instead of the set's own.", valueName: "url"))
  var mirror: String?

  @Option(
    help: ArgumentHelp(
      "Directory for the files, made if need be. (default: where data.source and --data find the set by its name)",
      valueName: "dir"))
  var output: String?

  func run() throws {
    print(try DatasetCommands.fetch(name: name, mirror: mirror, output: output))
  }
}
