internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Substrate

/// What it costs to make a copy as good as its donor, remedy by remedy.
extension ExperimentRun {
  /// The names of the remedies, as parts of the metrics.
  private enum Remedy: String {
    /// Every layer's outputs get a gain and a shift each, by what the donor gave for the same images. No labels.
    case recalibrated
    /// A new readout from labelled images; the layers stay.
    case readout
    /// The copy learns on, from labelled images.
    case labels
    /// The copy learns on, from the donor's answers.
    case answers
    /// No copy: fresh weights learn from labelled images.
    case scratch
    /// Read on the recipient, and written again with what was missing added.
    case rewritten
  }

  mutating func resurrect(_ home: any Learner) throws {
    let budgets = configuration[ResurrectionFields.budgets]
    let rewrites = configuration[ResurrectionFields.rewrites]
    guard let recipient = configuration[CopyFields.recipients].first, !budgets.isEmpty || rewrites > 0 else { return }
    var donor = home
    let weights = copiedWeights(&donor)
    var copy = home
    copy.layers = try layers.onChip(serial: recipient, weights: weights, inSitu: false, run: copyKey(1))
    let error = copy.testError(on: data.test)
    for remedy in [Remedy.recalibrated, .readout, .rewritten]
    where !(remedy == .readout && !(home is any ReadoutLearner)) {
      guard remedy == .rewritten ? rewrites > 0 : !budgets.isEmpty else { continue }
      record(.resurrectedError, part: remedy.rawValue, step: 0, error)
    }
    try rewrite(copy, wanted: weights, times: rewrites)
    for budget in budgets { try recalibrate(copy, as: &donor, on: data.train.prefix(budget), budget) }
    if copy is any ReadoutLearner {
      for budget in budgets { try trainReadout(of: copy, on: data.train.prefix(budget), budget) }
    }
    guard !budgets.isEmpty, layers.card.pulse != nil, name.isInSitu || name.isWritten else { return }
    var tuned = layers
    tuned.fitsRange = true
    for remedy in [Remedy.labels, .answers] {
      var net = home
      net.layers = try tuned.onChip(serial: recipient, weights: weights, inSitu: true, run: copyKey(1))
      try learnOn(net, budgets, remedy, teacher: &donor)
    }
    guard name.isInSitu else { return }
    let fresh = try LearnerMaker(
      layers: layers, task: maker.task, key: maker.key.child("scratch"), run: copyKey(1)
    ).fresh(serial: recipient, rate: rate)
    try learnOn(fresh, budgets, .scratch, teacher: &donor)
  }

  /// Records an error and what a remedy took since `before`.
  private mutating func record(_ remedy: Remedy, step: Int, error: Double, since before: Tally, of net: any Learner) {
    let after = net.tally
    let weights = Double(net.layers.reduce(0) { $0 + $1.inputs * $1.outputs })
    let pulses = after.writePulses + after.programPulses - before.writePulses - before.programPulses
    record(.resurrectedError, part: remedy.rawValue, step: step, error)
    record(
      .resurrectionReads, part: remedy.rawValue, step: step,
      Double(after.vectorsRead - before.vectorsRead) / Double(net.layers.count))
    record(.resurrectionPulses, part: remedy.rawValue, step: step, pulses / weights)
    record(.resurrectionEnergy, part: remedy.rawValue, step: step, after.writeEnergy - before.writeEnergy)
  }

  private mutating func rewrite(_ copy: any Learner, wanted: [Matrix], times: Int) throws {
    guard times > 0 else { return }
    var net = copy
    var asked = wanted
    let before = net.tally
    for round in 1...times {
      try context.check()
      for (index, found) in net.readBackWeights().enumerated() {
        asked[index].add(wanted[index])
        asked[index].add(found, scaledBy: -1)
      }
      net.program(asked)
      var tested = net
      record(.rewritten, step: round, error: tested.testError(on: data.test), since: before, of: net)
    }
  }

  private mutating func recalibrate(
    _ copy: any Learner, as donor: inout any Learner, on images: Examples, _ budget: Int
  ) throws {
    guard var teacher = donor as? any LayerOutputsLearner else { return }
    try context.check()
    let wanted = teacher.layerOutputs(for: images.images)
    donor = teacher
    guard var net = copy as? any LayerOutputsLearner else { return }
    let before = net.tally
    for index in net.layers.indices {
      // What reaches a layer depends on the corrections of those before it.
      let measured = net.layerOutputs(for: images.images)[index]
      guard let base = net.layers[index] as? any ExactModel & WeightPort else { return }
      net.layers[index] = CorrectedLayer(base, measured: measured, wanted: wanted[index])
    }
    var tested = net
    record(.recalibrated, step: budget, error: tested.testError(on: data.test), since: before, of: net)
  }

  private mutating func trainReadout(of copy: any Learner, on images: Examples, _ budget: Int) throws {
    guard var net = copy as? any ReadoutLearner else { return }
    try context.check()
    let before = net.tally
    net.trainReadoutAnew(images)
    var tested = net
    record(.readout, step: budget, error: tested.testError(on: data.test), since: before, of: net)
  }

  /// Learns the training images once, in order, with a test at every budget; beyond the last image it begins again.
  private mutating func learnOn(
    _ start: any Learner, _ budgets: [Int], _ remedy: Remedy, teacher: inout any Learner
  ) throws {
    var net = start
    // Kept apart from what tests read.
    let before = net.tally
    var tested = net
    record(remedy, step: 0, error: tested.testError(on: data.test), since: before, of: net)
    var seen = 0
    for budget in budgets {
      while seen < budget {
        try context.check()
        let first = seen % data.train.count
        let last = min(data.train.count, first + min(budget - seen, 5_000))
        var part = try data.train.part(first..<last)
        if remedy == .answers {
          part = try Examples(
            images: part.images, labels: teacher.predictions(for: part.images), classes: part.classes)
        }
        _ = net.trainEpoch(part, epoch: 1)
        seen += last - first
      }
      tested = net
      record(remedy, step: budget, error: tested.testError(on: data.test), since: before, of: net)
    }
  }
}
