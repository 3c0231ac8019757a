internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Substrate

/// What a thief gets who has a chip of the same kind: the donor's conductances, read so many times, or its answers.
extension ExperimentRun {
  mutating func steal(_ home: any Learner) throws {
    guard let own = configuration[CopyFields.recipients].first else { return }
    try stealConductances(home, own)
    try stealAnswers(home, own)
  }

  private mutating func stealConductances(_ home: any Learner, _ own: Int) throws {
    var victim = home
    var sums: [Matrix] = []
    var reads = 0
    for budget in configuration[TheftFields.readings] {
      try context.check()
      while reads < budget {
        let found = victim.readBackWeights()
        if sums.isEmpty {
          sums = found
        } else {
          for index in sums.indices { sums[index].add(found[index]) }
        }
        reads += 1
      }
      var means = sums
      for index in means.indices { means[index].scale(by: 1 / Float(reads)) }
      var stolen = home
      stolen.layers = try layers.onChip(serial: own, weights: means, inSitu: false, run: copyKey(3))
      record(.stolenError, part: "conductances", step: budget, stolen.testError(on: data.test))
    }
  }

  /// A net of the victim's shape, trained by backpropagation on labels that are drawn in every epoch from the stolen
  /// probabilities, and written on the thief's chip.
  private mutating func stealAnswers(_ home: any Learner, _ own: Int) throws {
    guard let most = configuration[TheftFields.queries].last else { return }
    guard var victim = home as? any LogitsLearner else { throw givesNoAnswers(TheftFields.queries.path) }
    let asked = try data.train.prefix(most)
    let logits = victim.onePassLogits(asked.images)
    var thief = configuration
    thief.set(LearnerFields.name, to: .bpDigital)
    thief.set(LearnerFields.rate, to: nil)
    thief.set(LearnerFields.epochs, to: configuration[TheftFields.epochs])
    thief.set(LearnerFields.batch, to: 20)
    let making = try LearnerMaker(thief, card: layers.card, data: data)
    for budget in configuration[TheftFields.queries] {
      try context.check()
      let count = min(budget, asked.count)
      let images = try asked.prefix(count)
      var net = try making.fresh(serial: own, rate: Float(thief.learningRate))
      for epoch in 1...configuration[TheftFields.epochs] {
        let draws = maker.key.child("theft", budget).child("epoch", epoch)
        _ = net.trainEpoch(try answers(logits.rows(0..<count), for: images, draws: draws), epoch: epoch)
      }
      let weights = net.readBackWeights()
      net.layers = try making.layers.onChip(serial: own, weights: weights, inSitu: false, run: copyKey(4))
      record(.stolenError, part: "answers", step: budget, net.testError(on: data.test))
    }
  }
}
