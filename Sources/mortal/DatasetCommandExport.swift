import ArgumentParser
import Workbench

/// `mortal dataset export`.
struct DatasetCommandExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the built-in digits as IDX files, for NumPy, PyTorch and other programs.",
    discussion: "Example: mortal dataset export --output data/digits --train 10000 --test 5000")

  @Option(help: ArgumentHelp("Directory for the four files; it is made if need be.", valueName: "dir"))
  var output: String

  @Option(help: "Seed of the built-in set.")
  var seed: UInt64 = 1

  @Option(help: "Training images.")
  var train = 10_000

  @Option(help: "Test images.")
  var test = 2_000

  func run() throws {
    print(try DatasetCommands.export(seed: seed, train: train, test: test, output: output))
  }
}
