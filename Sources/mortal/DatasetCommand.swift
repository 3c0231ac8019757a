import ArgumentParser

/// `mortal dataset …`.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset",
    abstract: "Fetches, describes, shows and exports sets of images.",
    discussion: "Example: mortal dataset info digits",
    subcommands: [
      DatasetCommandFetch.self, DatasetCommandInfo.self, DatasetCommandShow.self, DatasetCommandExport.self,
    ])
}
