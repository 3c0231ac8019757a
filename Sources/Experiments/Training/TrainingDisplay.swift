internal import ExperimentFiles
internal import Foundation
internal import Progress

/// The progress of a training on standard error: a line an epoch, and how long the rest will take.
package struct TrainingDisplay: Sendable {
  private let epochs: Int
  private let before: Int
  private let line = ProgressLine()

  package init(_ training: TrainingRun) {
    epochs = training.configuration[LearnerFields.epochs]
    before = training.resumed?.epoch ?? 0
  }

  package func show(_ point: TrainingPoint) {
    let validation = point.validationError.map { String(format: ", validation error %.2f %%", 100 * $0) } ?? ""
    let note = String(format: "training error %.2f %%", 100 * point.trainingError) + validation
    line.show(done: Double(point.epoch - before), before: before, total: epochs, unit: "epochs", note: note)
  }

  package func finish() { line.finish() }
}
