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
    check(data)
    let order = key.child("order", epoch).permutation(data.count)
    let factor = settings.schedule.factor(epoch: epoch)
    let none = [PhaseStatistics](repeating: PhaseStatistics(), count: stack.count)
    var seen = Observation(positive: none, negative: none)
    let sleeps = settings.lastSleep.map { epoch <= $0 } ?? true
    let starts = Array(stride(from: 0, to: data.count, by: settings.batchSize))
    switch settings.phases {
    case .together:
      for first in starts {
        let batch = batch(data, order, from: first, epoch: epoch)
        guard sleeps else {
          let (positive, _) = wake(batch, factor: factor, seen: &seen)
          learn(positiveTerms(positive, seen: &seen).map { [$0] }, factor: factor)
          continue
        }
        let (positive, negative) = wakeAndSleep(
          batch, partners: partners(data, order, batch), factor: factor, seen: &seen)
        switch settings.loss {
        case .logistic:
          let good = positiveTerms(positive, seen: &seen)
          learn(zip(good, negativeTerms(negative, seen: &seen)).map { [$0, $1] }, factor: factor)
        case .pair: learn(pairTerms(positive, negative, seen: &seen), factor: factor)
        }
      }
    case .separate(let length):
      for segment in stride(from: 0, to: starts.count, by: length) {
        let members = starts[segment..<min(segment + length, starts.count)]
        for first in members {
          let (positive, _) = wake(batch(data, order, from: first, epoch: epoch), factor: factor, seen: &seen)
          learn(positiveTerms(positive, seen: &seen).map { [$0] }, factor: factor)
        }
        guard sleeps else { continue }
        for first in members {
          let batch = batch(data, order, from: first, epoch: epoch)
          let logits = settings.negatives.need == .logits ? neutralLogits(batch) : nil
          let negative = sleep(batch, logits: logits, partners: partners(data, order, batch))
          learn(negativeTerms(negative, seen: &seen).map { [$0] }, factor: factor)
        }
      }
    }
    return report(seen, epoch: epoch, rate: factor * settings.rate, examples: data.count)
  }

  public mutating func trainReadoutAnew(_ data: Examples) {
    readout = SoftmaxReadout(features: readout.weights.rows, classes: classes)
    for epoch in 1...settings.schedule.epochs { _ = trainReadout(data, epoch: epoch) }
  }

  /// An epoch in which only the readout learns.
  mutating func trainReadout(_ data: Examples, epoch: Int) -> EpochReport {
    check(data)
    let order = key.child("order", epoch).permutation(data.count)
    let factor = settings.schedule.factor(epoch: epoch)
    var seen = Observation()
    for first in stride(from: 0, to: data.count, by: settings.batchSize) {
      let batch = batch(data, order, from: first, epoch: epoch)
      passes.forward += batch.labels.count
      let features = features(neutralInput(batch.images))
      _ = learnReadout(features, labels: batch.labels, factor: factor, seen: &seen)
    }
    return report(seen, epoch: epoch, rate: 0, examples: data.count)
  }

  private func check(_ data: Examples) {
    precondition(data.classes == classes && data.images.columns == pixels, "data do not fit the net")
  }

  private func partners(_ data: Examples, _ order: [Int], _ batch: Batch) -> Matrix? {
    guard settings.negatives.need == .partners else { return nil }
    var images = data.images.rows(at: batch.labels.indices.map { order[(batch.first + $0 + 1) % data.count] })
    settings.shifts?.shift(&images, first: batch.first, epoch: batch.epoch, key: key)
    return images
  }

  /// Positive data (and the neutral label beside them, for the readout, which learns at once). Returns what each layer
  /// saw and the readout's logits before it learned.
  private mutating func wake(
    _ batch: Batch, factor: Float, seen: inout Observation
  ) -> (visits: [Visit], logits: Matrix) {
    let (visits, features) = pass([waking(batch)])
    return (visits[0], learnReadout(features, labels: batch.labels, factor: factor, seen: &seen))
  }

  /// Positive and negative data, through each layer together where the latter do not depend on what the net made of the
  /// former. Returns what each layer saw of either.
  private mutating func wakeAndSleep(
    _ batch: Batch, partners: Matrix?, factor: Float, seen: inout Observation
  ) -> (positive: [Visit], negative: [Visit]) {
    switch settings.negatives.need {
    case .logits, .generated:
      let (positive, logits) = wake(batch, factor: factor, seen: &seen)
      return (positive, sleep(batch, logits: logits, partners: partners))
    case .nothing, .partners:
      let (visits, features) = pass([waking(batch), sleeping(batch, logits: nil, partners: partners)])
      _ = learnReadout(features, labels: batch.labels, factor: factor, seen: &seen)
      return (visits[0], visits[1])
    }
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

  /// Negative data. Returns what each layer saw.
  private mutating func sleep(_ batch: Batch, logits: Matrix?, partners: Matrix?) -> [Visit] {
    pass([sleeping(batch, logits: logits, partners: partners)]).visits[0]
  }

  /// The readout's logits in one training pass with the neutral label.
  private mutating func neutralLogits(_ batch: Batch) -> Matrix {
    passes.forward += batch.images.rows
    return readout.logits(features(neutralInput(batch.images)))
  }

  /// What goes through all layers: the first `learning` rows are what each layer learns from, and rows `reading` give
  /// the features of the readout.
  private struct Passage {
    let inputs: Matrix
    let learning: Int
    let reading: Range<Int>
    /// Names the draws of dropout.
    let draws: StreamKey
  }

  private func waking(_ batch: Batch) -> Passage {
    let (count, inputs) = (batch.labels.count, positiveAndNeutralInput(batch))
    return Passage(
      inputs: inputs, learning: count, reading: (inputs.rows - count)..<inputs.rows,
      draws: key.child("dropout", batch.epoch, batch.first).child("wake"))
  }

  private mutating func sleeping(_ batch: Batch, logits: Matrix?, partners: Matrix?) -> Passage {
    let inputs = negativeInput(batch, logits: logits, partners: partners)
    return Passage(
      inputs: inputs, learning: inputs.rows, reading: 0..<0,
      draws: key.child("dropout", batch.epoch, batch.first).child("sleep"))
  }

  /// One pass of each passage through all layers, layer by layer, stacked; the features are those of the first.
  private mutating func pass(_ passages: [Passage]) -> (visits: [[Visit]], features: Matrix) {
    let rows = passages.map(\.inputs.rows)
    passes.forward += rows.reduce(0, +)
    var visits: [[Visit]] = passages.map { _ in [] }
    var features = FeatureColumns(rows: passages[0].reading.count, columns: readout.weights.rows)
    var current = Matrix(stacking: passages.map(\.inputs))
    for index in stack.indices {
      var answer = stack[index].respond(to: current, each: rows)
      let sums = answer.sums
      var first = 0
      for (number, passage) in passages.enumerated() {
        let own = first..<first + rows[number]
        if settings.dropout > 0 { dropout(&answer, own, draws: passage.draws.child("layer", index)) }
        let learning = first..<first + passage.learning
        visits[number].append(Visit(inputs: current.rows(learning), response: answer.rows(learning)))
        first = own.upperBound
      }
      // With dropout the length is still that of all units, so that what is left keeps its scale.
      settings.passesOn.passOn(&answer.activities, sums: sums)
      if index >= settings.readoutLayers.first(of: stack.count) {
        features.append(answer.activities, rows: passages[0].reading)
      }
      current = answer.activities
    }
    return (visits, features.matrix)
  }

  /// Silences a share of the units in some rows and scales the others; their sums become those of what is left.
  private func dropout(_ answer: inout Response, _ rows: Range<Int>, draws: StreamKey) {
    let units = answer.activities.columns
    let uniforms = draws.uniforms(rows.count * units)
    let share = settings.dropout
    let scale = 1 / (1 - share)
    uniforms.withUnsafeBufferPointer { uniforms in
      answer.sums.withUnsafeMutableBufferPointer { sums in
        answer.activities.forEachRow(of: rows) { index, row in
          let draw = uniforms.baseAddress! + index * units
          for unit in 0..<units { row[unit] = draw[unit] < share ? 0 : scale * row[unit] }
          sums[rows.lowerBound + index] = RowKernel.sumOfSquares(row, count: units)
        }
      }
    }
  }

  private mutating func positiveTerms(_ visits: [Visit], seen: inout Observation) -> [WeightChange.Term] {
    stack.indices.map { index in
      WeightChange.Term(
        inputs: visits[index].inputs,
        signals: stack[index].signals(
          visits[index].response, phase: .positive, settings: settings, statistics: &seen.positive[index]))
    }
  }

  private mutating func negativeTerms(_ visits: [Visit], seen: inout Observation) -> [WeightChange.Term] {
    stack.indices.map { index in
      WeightChange.Term(
        inputs: visits[index].inputs,
        signals: stack[index].signals(
          visits[index].response, phase: .negative, settings: settings, statistics: &seen.negative[index]))
    }
  }

  private mutating func pairTerms(
    _ positive: [Visit], _ negative: [Visit], seen: inout Observation
  ) -> [[WeightChange.Term]] {
    stack.indices.map { index in
      let signals = stack[index].pairSignals(
        positive[index].response, negative[index].response, settings: settings,
        positiveStatistics: &seen.positive[index], negativeStatistics: &seen.negative[index])
      return [
        WeightChange.Term(inputs: positive[index].inputs, signals: signals.positive),
        WeightChange.Term(inputs: negative[index].inputs, signals: signals.negative),
      ]
    }
  }

  /// Lets every layer learn its terms.
  private mutating func learn(_ terms: [[WeightChange.Term]], factor: Float) {
    for index in stack.indices { stack[index].learn(terms[index], rate: factor * settings.rate, settings: settings) }
  }

  private func report(_ seen: Observation, epoch: Int, rate: Float, examples: Int) -> EpochReport {
    EpochReport(
      epoch: epoch, rate: rate, examples: examples, trainingError: Double(seen.wrong) / Double(max(1, seen.read)),
      layers: zip(seen.positive, seen.negative).map { EpochReport.Layer(positive: $0, negative: $1) })
  }
}

extension EpochReport.Layer {
  init(positive: PhaseStatistics, negative: PhaseStatistics) {
    self.init(
      positiveGoodness: positive.goodness / Double(max(1, positive.examples)),
      negativeGoodness: negative.goodness / Double(max(1, negative.examples)),
      positiveProbability: positive.probability / Double(max(1, positive.examples)),
      negativeProbability: negative.probability / Double(max(1, negative.examples)))
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
