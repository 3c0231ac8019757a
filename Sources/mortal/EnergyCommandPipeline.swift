import ArgumentParser
import ExperimentFiles
import ExperimentReports
import Foundation
import Reports
import Workbench

struct EnergyCommandPipeline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "How long an example takes when all layers learn side by side, against depth.",
    discussion: """
      Forward-Forward and rules with one pass need no way back; backpropagation waits for its errors.
      Example: mortal energy pipeline --depths 1,2,4,8 --output out/pipeline
      """)

  @Option(help: "Numbers of layers, separated by commas.") var depths = "1,2,3,4,6,8,12,16"
  @Option(help: "Examples a batch.") var batch = 10
  @Option(help: "A technology's name, or the path of a .yaml file.") var technology = EnergyLedgers.usual
  @Option(help: "Folder for the figures; without it none are drawn.") var output: String?

  func run() throws {
    let numbers = try depths.split(separator: ",").map { text in
      guard let number = Int(text) else { throw ValidationError("--depths: '\(text)' is no whole number") }
      return number
    }
    let report = try PipelineReport(technology: technology, depths: numbers, batch: batch)
    print(report.table().plainText())
    guard let output else { return }
    for name in try report.draw(to: URL(fileURLWithPath: output)) { print("wrote \(output)/\(name).svg, .png, .csv") }
  }
}

struct EnergyCommandReuse: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reuse",
    abstract: "How far data travel in time between being written and being read, from traces of learners at work.",
    discussion: "Example: mortal energy reuse --learners bp-digital,ff-digital,mono-forward-digital --hidden 500,500")

  @Option(help: "Digital learners, separated by commas.") var learners = "bp-digital,ff-digital,mono-forward-digital"
  @Option(help: "Inputs of an example.") var features = 784
  @Option(help: "Units of each hidden layer, separated by commas.") var hidden = "500,500"
  @Option(help: "Examples a batch.") var batch = 100
  @Option(help: "Batches that are traced.") var batches = 5

  func run() throws {
    let units = try NetworkFields.hidden.value(of: "--hidden", hidden)
    print(
      try ReuseReport(learners: learners, features: features, hidden: units, batch: batch, batches: batches).table()
        .plainText())
  }
}
