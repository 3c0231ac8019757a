import ArgumentParser
import ExperimentReports
import Experiments
import Foundation
import OutputFiles
import Reports

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Tests a saved net: on its chip, at any age and temperature, and on another chip.",
    discussion: """
      With --output, the tests are kept in a store like that of 'mortal run', as a run that also names the content of \
      the saved file, with a report.
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

  @Option(help: "Folder for the result, a report and its figures.")
  var output: String?

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
    if let output { try OutputFolder.prepare(output) }
    var choices = EvaluationChoices(load: load)
    (choices.data, choices.test) = (data, test)
    (choices.at, choices.temperature, choices.copyTo) = (at, temperature, copyTo)
    (choices.threads, choices.drawsFigures) = (printing.threads, figures != nil)
    guard let output else { return try show(Evaluation(choices)) }
    let folder = URL(fileURLWithPath: output)
    let (evaluation, execution) = try Evaluation.recorded(choices, in: folder)
    if let evaluation { try show(evaluation) } else { Terminal.note("\(output): this evaluation is there already") }
    let page = try ExperimentReport(in: folder, of: execution).write()
    if !printing.json { print("report: \(page.path)") }
  }

  private func show(_ evaluation: Evaluation) throws {
    try strictness.judge(evaluation.warnings, saturation: evaluation.warnings)
    if let figures {
      Terminal.note("\(figures): \(try evaluation.figures.draw(to: figures).joined(separator: ", "))")
    }
    print(printing.json ? try JSONText.of(evaluation) : try evaluation.table().plainText())
  }
}
