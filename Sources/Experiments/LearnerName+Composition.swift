package import Crossbar
package import ExperimentFiles
internal import Learning

extension LearnerName {
  /// Whether its weights are trained on the chip.
  package var isInSitu: Bool { description.place == .inSitu }

  /// Whether there is a chip at all.
  package var hasChip: Bool { description.place.hasChip }

  /// Whether its weights are trained digitally and then written on the chip.
  package var isWritten: Bool { description.place == .written }

  /// Whether no chip has a part in its training.
  package var isTrainedDigitally: Bool { description.place.trainsDigitally }

  /// The learner whose training it shares: nets that are trained alike are trained once.
  package var trainedAs: LearnerName { LearnerName(rawValue: description.trainedAs) ?? self }

  /// The rate when the configuration leaves it to the learner. Updates that are pulsed at once, without a running mean,
  /// stay stable at a fifth of the rate only.
  package func defaultRate(writing policy: WritePolicy) -> Double {
    description.rate(averagesChanges: policy.accumulates)
  }
}

extension ResolvedConfiguration {
  /// The learning rate, or the learner's own where it is left to it.
  package var learningRate: Double {
    self[LearnerFields.rate] ?? self[LearnerFields.name].defaultRate(writing: self[ChipFields.write])
  }
}
