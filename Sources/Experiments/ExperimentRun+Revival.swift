internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Substrate
internal import VectorMath

/// What brings a recipient to the donor's error.
extension ExperimentRun {
  /// The first recipient with the copy, or fresh, learns on until it is as good as the donor.
  ///
  /// Records its error against the images seen, and how many it took; without reaching the donor none (NaN).
  mutating func revive(_ home: any Learner) throws {
    guard let recipient = configuration[CopyFields.recipients].first else { return }
    let target = (value(of: .testError) ?? 0) + configuration[RevivalFields.tolerance]
    var net: any Learner
    switch configuration[RevivalFields.start] {
    case .copy:
      var donor = home
      let weights = copiedWeights(&donor)
      net = home
      net.layers = try layers.onChip(serial: recipient, weights: weights, inSitu: true, run: copyKey(1))
    case .scratch:
      net = try LearnerMaker(
        layers: layers, task: maker.task, key: maker.key.child("scratch"), run: copyKey(1)
      ).fresh(serial: recipient, rate: rate)
    }
    let interval = configuration[RevivalFields.interval]
    let most = configuration[RevivalFields.examples]
    var seen = 0
    var needed = Double.nan
    while true {
      let error = net.testError(on: data.test)
      record(.revivalError, step: seen, error)
      observe(.revival(seen), net)
      if needed.isNaN, error <= target { needed = Double(seen) }
      guard seen < most else { break }
      try context.check()
      // The training images in order, over and over.
      let start = seen % data.train.count
      let part = try data.train.part(start..<min(start + min(interval, most - seen), data.train.count))
      _ = net.trainEpoch(part, epoch: 1)
      seen += part.count
    }
    record(.revivalExamples, needed)
  }

  /// The first recipient learns from fresh weights what the donor says of unlabelled images.
  ///
  /// In every epoch each image has a label drawn from the donor's output probabilities (its logits divided by the
  /// softening): over epochs that is learning from the probabilities themselves. No weight and no true label is used.
  mutating func distill(_ home: any Learner) throws {
    guard let recipient = configuration[CopyFields.recipients].first, var donor = home as? any LogitsLearner else {
      return
    }
    let images = try data.train.prefix(configuration[RevivalFields.images])
    let logits = donor.onePassLogits(images.images)
    let epochs = configuration[RevivalFields.epochs]
    var pupil = try LearnerMaker(
      layers: layers, task: maker.task, key: maker.key.child("pupil"), run: copyKey(2)
    ).fresh(serial: recipient, rate: rate, epochs: epochs)
    record(.distillationError, step: 0, pupil.testError(on: data.test))
    for epoch in 1...epochs {
      try context.check()
      let taught = try answers(logits, for: images, draws: maker.key.child("distillation", epoch))
      _ = pupil.trainEpoch(taught, epoch: epoch)
      record(.distillationError, step: epoch, pupil.testError(on: data.test))
      observe(.distillation(epoch), pupil)
    }
  }

  /// Images with labels drawn from the probabilities softmax(logits / softening).
  func answers(_ logits: Matrix, for images: Examples, draws: StreamKey) throws -> Examples {
    let uniforms = draws.uniforms(images.count)
    let softening = Float(configuration[RevivalFields.softening])
    let labels = (0..<images.count).map { Self.draw(logits.row($0), softening: softening, at: uniforms[$0]) }
    return try Examples(images: images.images, labels: labels, classes: images.classes)
  }

  /// The class at `share` of the cumulated probabilities softmax(logits / softening).
  private static func draw(_ logits: [Float], softening: Float, at share: Float) -> Int {
    let largest = logits.max() ?? 0
    let weights = logits.map { exponential(($0 - largest) / softening) }
    var left = share * weights.reduce(0, +)
    for (label, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return label }
    }
    return weights.count - 1
  }
}
