import ArgumentParser
import Workbench

/// `mortal dataset info`.
struct DatasetCommandInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Tells what a set holds: numbers, shape, classes, pixel statistics and checksum.",
    discussion: "Example: mortal dataset info data/mnist")

  @Argument(help: "A directory with the four IDX files, or 'digits' for the built-in set.")
  var data: String

  @Option(help: "Seed of the built-in set.")
  var seed: UInt64 = 1

  @Option(help: "Training images of the built-in set.")
  var train = 10_000

  @Option(help: "Test images of the built-in set.")
  var test = 2_000

  func run() throws {
    print(try DatasetCommands.info(data, seed: seed, train: train, test: test))
  }
}
