internal import Datasets
internal import ExperimentFiles
package import Foundation
internal import RunStore
internal import StrictYAML

/// A test of a saved net whose result is kept like that of any other run.
extension Evaluation {
  /// Tests as ``init(_:)`` does and records the run in the store of a folder: the configuration that the net was
  /// trained with, operated and copied as the choices say, and the content of the saved file as something that the run
  /// reads. A run that is there already is not made again.
  /// - Returns: the tests; nil when the store had them.
  /// - Throws: `StoreError`; what ``init(_:)`` throws.
  package static func recorded(
    _ choices: EvaluationChoices, in folder: URL
  ) throws -> (evaluation: Evaluation?, experiment: ExperimentExecution) {
    let saved = try TrainingFile(path: choices.load).read()
    let execution = try experiment(choices, saved)
    let evaluation = try execution.recordOne(in: folder) { _ in
      var choices = choices
      // What layers learned is kept with every run.
      choices.drawsFigures = true
      let evaluation = try Evaluation(choices, saved)
      return (evaluation, try evaluation.outcome(of: saved))
    }
    return (evaluation, execution)
  }

  /// The test as an experiment of one run.
  private static func experiment(_ choices: EvaluationChoices, _ saved: SavedTraining) throws -> ExperimentExecution {
    let own = try saved.resolved()
    var configuration = try choices.apply(to: own)
    if let recipient = choices.copyTo {
      configuration.set(ChipFields.serial, to: own[ChipFields.serial])
      configuration.set(CopyFields.recipients, to: [recipient])
      configuration.set(CopyFields.measuresFloor, to: false)
    }
    let content = InputContent(
      field: "load", name: choices.load, sha256: try Checksum.sha256(of: URL(fileURLWithPath: choices.load)),
      size: FileStamp.size(of: choices.load))
    let learner = configuration[LearnerFields.name]
    let place = learner.hasChip ? " on chip \(own[ChipFields.serial])" : ""
    let run = ResolvedRun(configuration: configuration, label: "", inputs: [content])
    let text = """
      # What 'mortal evaluate' tested: a net saved after epoch \(saved.epoch), file of SHA-256
      # \(content.sha256).
      # As an experiment, these settings train a net anew.
      name: evaluation of \(learner.rawValue)\(place) (\(RunID(of: run.canonicalText).hex.prefix(8)))
      question: How good is the saved \(learner.rawValue)\(place), after epoch \(saved.epoch)?
      \(configuration.yaml(all: false))
      """
    return try ExperimentExecution(
      unchecked: ExperimentFile(document: YAMLDocument(text: text, file: "evaluate")), options: [],
      reader: InputReader(), loaded: [content])
  }

  /// As a store keeps it: the learning curve that led to the net, and the tests.
  private func outcome(of saved: SavedTraining) throws -> RunOutcome {
    var metrics: [RunOutcome.Measurement] = saved.curve.flatMap { point in
      point.measurements.map { RunOutcome.Measurement($0.metric.rawValue, step: point.epoch, $0.value) }
    }
    for row in rows {
      if row.place == "copy" {
        metrics.append(.init(Metric.copyError.rawValue, step: row.chip ?? 0, row.testError))
        continue
      }
      metrics.append(.init(Metric.testError.rawValue, row.testError))
      if let error = row.goodnessError { metrics.append(.init(Metric.goodnessError.rawValue, error)) }
      if let share = row.heldShare { metrics.append(.init(Metric.saturation.rawValue, share)) }
    }
    return try RunMeasurement(metrics: metrics, figures: figures, seconds: 0).outcome()
  }
}
