import ArgumentParser
import ExperimentFiles
import Experiments
import Foundation
import Reports

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one learner on one chip; saves after every epoch and goes on from there.",
    discussion: """
      With --save, the chip's state, its clock and the learner are saved after every epoch. The same command goes on \
      from the last finished epoch, bit for bit as if it had never stopped. With --load it begins from another file, \
      whose settings hold; only --epochs may be more.
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

  @Option(
    name: [.customLong("threads"), .customLong("jobs")], help: "Threads; the numbers do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Prints the result as JSON.")
  var json = false

  func run() throws {
    guard threads >= 1 else { throw ValidationError("--threads: \(threads) is outside 1...") }
    var settings = learning.settings
    for (option, field, text) in [
      ("--learner", LearnerFields.name.field, learner), ("--serial", ChipFields.serial.field, serial),
      ("--rate", LearnerFields.rate.field, rate),
    ] {
      if let text { settings.options.append(ConfigurationOption(option, field.path, text)) }
    }
    var choices = TrainingChoices(learning: settings)
    (choices.save, choices.load, choices.threads) = (save, load, threads)
    var training = try TrainingRun(choices)
    if let resumed = training.resumed { Terminal.note("\(resumed.path): going on after epoch \(resumed.epoch)") }
    if let other = training.otherProgram {
      Terminal.warn("saved by version \(other); from here on numbers may differ from an uninterrupted training")
    }
    let display = TrainingDisplay(training)
    let result = try training.train { display.show($0) }
    display.finish()
    if json { return print(try JSONText.of(result)) }
    print(result.table().plainText())
    for line in try result.summary() { print(line) }
  }
}
