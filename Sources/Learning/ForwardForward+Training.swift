internal import Matrices
internal import Randomness
internal import Substrate
internal import VectorMath

extension ForwardForward {
  /// What an epoch collects for its report.
  struct Observation {
    var positive: [PhaseStatistics] = []
    var negative: [PhaseStatistics] = []
    var wrong = 0
    var read = 0
  }

  public mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport {
    precondition(data.classes == classes && data.images.columns == stack[0].box.inputs, "data do not fit the net")
    let order = key.child("order", epoch).permutation(data.count)
    let factor = settings.schedule.factor(epoch: epoch)
    let none = [PhaseStatistics](repeating: PhaseStatistics(), count: stack.count)
    var seen = Observation(positive: none, negative: none)
    func batch(_ first: Int) -> Batch {
      let indices = order[first..<min(first + settings.batchSize, data.count)]
      return Batch(
        images: data.images.rows(at: indices), labels: indices.map { data.labels[$0] }, first: first, epoch: epoch)
    }
    func partners(_ batch: Batch) -> Matrix? {
      guard settings.negatives == .hybridImages else { return nil }
      return data.images.rows(at: batch.labels.indices.map { order[(batch.first + $0 + 1) % data.count] })
    }
    let starts = Array(stride(from: 0, to: data.count, by: settings.batchSize))
    switch settings.phases {
    case .together:
      for first in starts {
        let batch = batch(first)
        let (positive, logits) = wake(batch, factor: factor, seen: &seen)
        let negative = sleep(batch, logits: logits, partners: partners(batch), seen: &seen)
        learn(zip(positive, negative).map { [$0, $1] }, factor: factor)
      }
    case .separate(let length):
      for segment in stride(from: 0, to: starts.count, by: length) {
        let members = starts[segment..<min(segment + length, starts.count)]
        for first in members {
          let (positive, _) = wake(batch(first), factor: factor, seen: &seen)
          learn(positive.map { [$0] }, factor: factor)
        }
        for first in members {
          let batch = batch(first)
          let logits = settings.negatives == .hardLabel ? neutralLogits(batch.images) : nil
          let negative = sleep(batch, logits: logits, partners: partners(batch), seen: &seen)
          learn(negative.map { [$0] }, factor: factor)
        }
      }
    }
    return report(seen, epoch: epoch, rate: factor * settings.rate, examples: data.count)
  }

  /// Forgets the readout and trains a new one on what the layers measure now, for as many epochs as the settings have;
  /// layers and biases stay as they are.
  public mutating func trainReadoutAnew(_ data: Examples) {
    readout = SoftmaxReadout(features: readout.weights.rows, classes: classes)
    for epoch in 1...settings.schedule.epochs { _ = trainReadout(data, epoch: epoch) }
  }

  /// An epoch in which only the readout learns.
  mutating func trainReadout(_ data: Examples, epoch: Int) -> EpochReport {
    precondition(data.classes == classes && data.images.columns == stack[0].box.inputs, "data do not fit the net")
    let order = key.child("order", epoch).permutation(data.count)
    let factor = settings.schedule.factor(epoch: epoch)
    var seen = Observation()
    for first in stride(from: 0, to: data.count, by: settings.batchSize) {
      let indices = order[first..<min(first + settings.batchSize, data.count)]
      passes.forward += indices.count
      let features = features(neutralInput(data.images.rows(at: indices)))
      _ = learnReadout(features, labels: indices.map { data.labels[$0] }, factor: factor, seen: &seen)
    }
    return report(seen, epoch: epoch, rate: 0, examples: data.count)
  }

  /// Positive data (and the neutral label beside them, for the readout, which learns at once). Returns each layer's
  /// term and the readout's logits before it learned.
  private mutating func wake(
    _ batch: Batch, factor: Float, seen: inout Observation
  ) -> (terms: [WeightChange.Term], logits: Matrix) {
    let count = batch.labels.count
    let inputs = positiveAndNeutralInput(batch)
    let (terms, features) = pass(
      inputs, learning: count, phase: .positive, reading: (inputs.rows - count)..<inputs.rows, into: &seen.positive)
    return (terms, learnReadout(features, labels: batch.labels, factor: factor, seen: &seen))
  }

  /// Lets the readout learn one batch; returns its logits before.
  private mutating func learnReadout(
    _ features: Matrix, labels: [Int], factor: Float, seen: inout Observation
  ) -> Matrix {
    let logits = readout.logits(features)
    for (prediction, label) in zip(logits.largestColumns, labels) where prediction != label { seen.wrong += 1 }
    seen.read += labels.count
    var probabilities = logits
    probabilities.softmaxRows()
    readout.learn(
      features, errors: probabilities.errors(for: labels), rate: factor * settings.readoutRate,
      momentum: settings.momentum, decay: settings.readoutDecay)
    return logits
  }

  /// Negative data. Returns each layer's term.
  private mutating func sleep(
    _ batch: Batch, logits: Matrix?, partners: Matrix?, seen: inout Observation
  ) -> [WeightChange.Term] {
    let inputs = negativeInput(batch, logits: logits, partners: partners)
    return pass(inputs, learning: inputs.rows, phase: .negative, reading: 0..<0, into: &seen.negative).terms
  }

  /// The readout's logits in one training pass with the neutral label.
  private mutating func neutralLogits(_ images: Matrix) -> Matrix {
    passes.forward += images.rows
    return readout.logits(features(neutralInput(images)))
  }

  /// One pass through all layers. The first `learning` rows give each layer's term, and rows `reading` the features of
  /// the readout.
  private mutating func pass(
    _ inputs: Matrix, learning count: Int, phase: Phase, reading rows: Range<Int>,
    into statistics: inout [PhaseStatistics]
  ) -> (terms: [WeightChange.Term], features: Matrix) {
    passes.forward += inputs.rows
    var terms: [WeightChange.Term] = []
    var features = FeatureColumns(rows: rows.count, columns: readout.weights.rows)
    var current = inputs
    for index in stack.indices {
      var (activities, sums) = stack[index].respond(to: current)
      let signals = stack[index].signals(
        activities: activities, sums: sums, count: count, phase: phase, settings: settings,
        statistics: &statistics[index])
      terms.append(
        WeightChange.Term(inputs: count == current.rows ? current : current.rows(0..<count), signals: signals))
      normalise(&activities, sums: sums)
      if index >= Self.firstReadoutLayer(of: stack.count) { features.append(activities, rows: rows) }
      current = activities
    }
    return (terms, features.matrix)
  }

  /// Lets every layer learn its terms.
  private mutating func learn(_ terms: [[WeightChange.Term]], factor: Float) {
    for index in stack.indices { stack[index].learn(terms[index], rate: factor * settings.rate, settings: settings) }
  }

  private func report(_ seen: Observation, epoch: Int, rate: Float, examples: Int) -> EpochReport {
    EpochReport(
      epoch: epoch, rate: rate, examples: examples, trainingError: Double(seen.wrong) / Double(max(1, seen.read)),
      layers: zip(seen.positive, seen.negative).map { positive, negative in
        EpochReport.Layer(
          positiveGoodness: positive.goodness / Double(max(1, positive.examples)),
          negativeGoodness: negative.goodness / Double(max(1, negative.examples)),
          positiveProbability: positive.probability / Double(max(1, positive.examples)),
          negativeProbability: negative.probability / Double(max(1, negative.examples)))
      })
  }
}

/// Divides every row by its root mean square, whose sums of squares are known.
func normalise(_ activities: inout Matrix, sums: [Float]) {
  let columns = activities.columns
  activities.forEachRow { index, row in
    RowKernel.scale(
      row, by: RowKernel.normalisation(sumOfSquares: sums[index], count: columns), count: columns)
  }
}
