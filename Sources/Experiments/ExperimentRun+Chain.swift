internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Substrate

/// Generations: what one chip hands to the next.
extension ExperimentRun {
  /// A chain of chips with growing serial numbers, each the heir of the one before.
  ///
  /// Records every generation's error, and how many of its decisions are not the founder's any more.
  mutating func chain(_ home: any Learner) throws {
    var current = home
    var founder = home
    let decisions = founder.predictions(for: data.test.images)
    record(.chainError, step: 0, value(of: .testError) ?? .nan)
    for generation in 1...configuration[CopyFields.generations] {
      try context.check()
      current = try heir(of: &current, generation: generation)
      let found = current.predictions(for: data.test.images)
      record(.chainError, step: generation, data.test.error(of: found))
      record(.chainChanged, step: generation, Self.share(decisions, differingFrom: found))
    }
  }

  private func heir(of parent: inout any Learner, generation: Int) throws -> any Learner {
    let place = serial + generation
    let heredity = configuration[CopyFields.heredity]
    if heredity == .distilling {
      guard var teacher = parent as? any LogitsLearner else { throw givesNoAnswers(CopyFields.heredity.path) }
      return try pupil(
        of: &teacher, on: place, images: configuration[CopyFields.examples], epochs: configuration[CopyFields.epochs],
        generation: generation)
    }
    let weights = generation == 1 ? copiedWeights(&parent) : parent.readBackWeights()
    var child = parent
    child.layers = try layers.onChip(
      serial: place, weights: weights, inSitu: heredity == .copyAndLearn, run: copyKey(generation))
    guard heredity == .copyAndLearn else { return child }
    let images = try data.train.prefix(configuration[CopyFields.examples])
    // At the rate with which the founder's training ended: what was learned shall be kept, not learned anew.
    for _ in 0..<configuration[CopyFields.epochs] {
      _ = child.trainEpoch(images, epoch: configuration[LearnerFields.epochs])
    }
    return child
  }

  /// For learners that do not tell the probabilities of classes.
  func givesNoAnswers(_ path: String) -> ExperimentError {
    .unsupported(
      path: path, value: name.rawValue, allowed: "learners that tell the probabilities of classes")
  }

  /// A fresh net on a chip that learns labels drawn in every epoch from a teacher's output probabilities.
  private func pupil(
    of teacher: inout any LogitsLearner, on place: Int, images count: Int, epochs: Int, generation: Int
  ) throws -> any Learner {
    let images = try data.train.prefix(count)
    let logits = teacher.onePassLogits(images.images)
    let key = maker.key.child("generation", generation)
    var pupil = try LearnerMaker(
      layers: layers, task: maker.task, key: key, run: copyKey(generation)
    ).fresh(serial: place, rate: rate, epochs: epochs)
    for epoch in 1...epochs {
      try context.check()
      _ = pupil.trainEpoch(try answers(logits, for: images, draws: key.child("answers", epoch)), epoch: epoch)
    }
    return pupil
  }
}
