import ArgumentParser
import Workbench

/// `mortal dataset show`.
struct DatasetCommandShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Writes a contact sheet, a row of images for each class, as a PNG file.",
    discussion: "Example: mortal dataset show digits --output digits.png")

  @Argument(help: "A directory with the four IDX files, or 'digits' for the built-in set.")
  var data: String

  @Option(help: ArgumentHelp("The PNG file to write.", valueName: "file"))
  var output: String

  @Flag(help: "Show test images instead of training images.")
  var test = false

  @Option(help: "Images of each class (1...200).")
  var columns = 20

  @Option(help: "Pixels of the page for one pixel of an image (1...16).")
  var magnification = 2

  @Option(help: "Seed of the built-in set.")
  var seed: UInt64 = 1

  func run() throws {
    Terminal.tell(
      try DatasetCommands.show(
        data, seed: seed, test: test, columns: columns, magnification: magnification, output: output), of: output)
  }
}
