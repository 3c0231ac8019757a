import ArgumentParser
import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import OutputFiles
import Reports

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one learner on one chip; saves after every epoch and goes on from there.",
    discussion: """
      With --save, the chip's state, its clock and the learner are saved after every epoch. The same command goes on \
      from the last finished epoch, bit for bit as if it had never stopped. With --load it begins from another file, \
      whose settings hold; only --epochs may be more. With --output, the run is kept in a store like that of \
      'mortal run', with its report, figures and numbers.
      Example: mortal train --learner ff-in-situ --serial 3 --hidden 250,250,250 --save out/chip3.training
      """)

  @OptionGroup var learning: LearningOptions

  @Option(help: .field(LearnerFields.name.field)) var learner: String?
  @Option(help: .field(ChipFields.serial.field)) var serial: String?
  @Option(help: .field(LearnerFields.rate.field)) var rate: String?

  @Option(help: "File to save to after every epoch, and to go on from.")
  var save: String?

  @Option(help: "File to begin from.")
  var load: String?

  @Option(help: "Folder for the result, a report and its figures.")
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Folder for figures: goodness by layer and by class, what units of the first layer look for, the learning curve.",
      valueName: "dir"))
  var figures: String?

  @OptionGroup var strictness: StrictOption

  @OptionGroup var printing: ThreadOptions

  func run() throws {
    // Before any work: a place that cannot be written shows at once.
    if let figures { try OutputFolder.prepare(figures, option: "--figures") }
    var settings = learning.settings
    for (option, field, text) in [
      ("--learner", LearnerFields.name.field, learner), ("--serial", ChipFields.serial.field, serial),
      ("--rate", LearnerFields.rate.field, rate),
    ] {
      if let text { settings.options.append(ConfigurationOption(option, field.path, text)) }
    }
    if let output { try OutputFolder.prepare(output) }
    var choices = TrainingChoices(learning: settings)
    (choices.save, choices.load, choices.threads) = (save, load, printing.threads)
    var training = try TrainingRun(choices)
    try training.notices().forEach(Terminal.warn)
    if let resumed = training.resumed { Terminal.note("\(resumed.path): going on after epoch \(resumed.epoch)") }
    if let other = training.otherProgram {
      Terminal.warn("saved by version \(other); from here on numbers may differ from an uninterrupted training")
    }
    let display = TrainingDisplay(training)
    guard let output else {
      let result = try training.train { display.show($0) }
      display.finish()
      try draw(training, result)
      return try show(result)
    }
    let folder = URL(fileURLWithPath: output)
    let (result, execution) = try training.train(recordingIn: folder) { display.show($0) }
    display.finish()
    if let result {
      try draw(training, result)
      try show(result)
    } else {
      Terminal.note("\(output): this training is there already")
    }
    let page = try ExperimentReport(in: folder, of: execution).write()
    if !printing.json { print("report: \(page.path)") }
  }

  private func draw(_ training: TrainingRun, _ result: TrainingResult) throws {
    guard let figures else { return }
    let drawn = try training.figures?.draw(to: figures, with: [result.curveFigure].compactMap(\.self)) ?? []
    Terminal.note("\(figures): \(drawn.joined(separator: ", "))")
  }

  private func show(_ result: TrainingResult) throws {
    try strictness.judge(result.warnings, saturation: result.saturation)
    if printing.json { return print(try JSONText.of(result)) }
    print(result.table().plainText())
    for line in try result.summary() { print(line) }
  }
}
