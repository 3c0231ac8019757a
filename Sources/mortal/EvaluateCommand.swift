import ArgumentParser
import Experiments
import Foundation
import OutputFiles
import Reports

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Tests a saved net: on its chip, at any age and temperature, and on another chip.",
    discussion: """
      Example: mortal evaluate --load out/chip3.training --at 1d --copy-to 4
      """)

  @Option(help: "File that 'mortal train --save' wrote.")
  var load: String

  @Option(help: "Images to test with: a folder of IDX files or 'digits'. (default: those of the training)")
  var data: String?

  @Option(help: "Number of test images. (default: as in the training)")
  var test: Int?

  @Option(help: "Time since programming, e.g. 1d. (default: as it was saved)")
  var at: String?

  @Option(help: "Temperature of operation, e.g. 350K. (default: as it was saved)")
  var temperature: String?

  @Option(help: "Serial number of another chip of the same card: copies the weights there and tests it too.")
  var copyTo: Int?

  @Option(
    help: ArgumentHelp(
      "Folder for figures: goodness by layer and by class, what units of the first layer look for.",
      valueName: "dir"))
  var figures: String?

  @OptionGroup var strictness: StrictOption

  @OptionGroup var printing: ThreadOptions

  func run() throws {
    // Before any work: a place that cannot be written shows at once.
    if let figures { try OutputFolder.prepare(figures, option: "--figures") }
    var choices = EvaluationChoices(load: load)
    (choices.data, choices.test) = (data, test)
    (choices.at, choices.temperature, choices.copyTo) = (at, temperature, copyTo)
    (choices.threads, choices.drawsFigures) = (printing.threads, figures != nil)
    let evaluation = try Evaluation(choices)
    try strictness.judge(evaluation.warnings, saturation: evaluation.warnings)
    if let figures {
      Terminal.note("\(figures): \(try evaluation.figures.draw(to: figures).joined(separator: ", "))")
    }
    print(printing.json ? try JSONText.of(evaluation) : try evaluation.table().plainText())
  }
}
