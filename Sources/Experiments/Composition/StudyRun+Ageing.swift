internal import Crossbar
internal import Learning
internal import Units

extension StudyRun {
  /// Tests the net at every time since its weights were written; with relearning it sees training images on the aged
  /// chip before each test.
  mutating func age(_ home: any Learner) throws {
    var aged = home
    let more = configuration[AgeingFields.relearnExamples]
    let temperature = configuration[AgeingFields.temperature]
    for (index, time) in configuration[AgeingFields.times].enumerated() {
      try context.check()
      aged.layers = aged.layers.map { layer in
        guard var chip = layer as? CrossbarLayer else { return layer }
        chip.age = time
        chip.temperature = temperature
        return chip
      }
      if more > 0 {
        _ = aged.trainEpoch(try data.train.prefix(more), epoch: configuration[LearnerFields.epochs])
      }
      record("agedError", step: index, aged.testError(on: data.test))
    }
  }
}
