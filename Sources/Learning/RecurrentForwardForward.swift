internal import Matrices
public import Randomness
public import Substrate
internal import VectorMath

/// The recurrent Forward-Forward net (Hinton 2022, arXiv 2212.13345, section 3.4): the image below, the label above,
/// and between them layers that hear the layer below *and* the layer above.
///
/// The image stands still, as a video of one frame, or moves by a pixel from step to step. States begin silent; at every
/// step all layers change at once, y ← d·y + (1 − d)·max(0, W·ŷ_below + U·ŷ_above + b), where ŷ is the state of the step
/// before divided by its root mean square. At every step each layer's Σ y² shall be above θ for the right label and below
/// it for a wrong one, which is drawn by a softmax readout on one label-free pass upwards; the change is the mean over all
/// steps. A class's score is the goodness of all layers, summed over the last steps.
///
/// Layers: W of every hidden layer, then U of every hidden layer; two arrays a layer, so that an image that does not
/// change is sent through the first one once. Digital beside them: one bias and one running mean activity per unit,
/// and the readout.
public struct RecurrentForwardForward: BatchLearner {
  /// What may be chosen about it.
  public struct Settings: Sendable, Equatable {
    /// Rates, batch and schedule.
    public var training: TrainingSettings
    /// Number of steps.
    public var steps = 5
    /// The first step, counted from 1, whose goodness counts in a class's score.
    public var firstScored = 3
    /// What a net sees from step to step.
    public var frames = Frames.still
    /// Sides of the images; nil takes a square. Images that move need them.
    public var image: ImageShape?
    /// Share d of a state that a step leaves.
    public var damping: Float = 0.3
    /// θ per unit.
    public var threshold: Float = 1
    /// Slope of the logistic function.
    public var steepness: Float = 1
    /// λ of peer normalisation.
    public var peerNormalisation: Float = 0.03
    /// Share of the running mean activities that a batch leaves.
    public var meanMomentum: Float = 0.9
    /// Rate and decay of the readout.
    public var readoutRate: Float = 0.1
    public var readoutDecay: Float = 0.003
    /// Whether the test takes one pass upwards and the readout, or a score for every label.
    public var inference = Inference.goodness

    /// The recipe that works, with given rates.
    public init(training: TrainingSettings) { self.training = training }

    func validate() throws(LearningError) {
      try training.validate()
      guard steps >= 1, firstScored >= 1, firstScored <= steps else {
        throw .badSetting(
          name: "learner.recurrent.firstScored", value: "\(firstScored) of \(steps) steps",
          allowed: "1 to the number of steps")
      }
      guard damping >= 0, damping < 1 else {
        throw .badSetting(name: "learner.recurrent.damping", value: "\(damping)", allowed: "a number in 0..<1")
      }
    }
  }

  /// What a net sees from step to step.
  public enum Frames: String, Sendable, CaseIterable {
    /// The same image at every step.
    case still
    /// A video: the image moves by a pixel a step, in one of eight directions, and is at its place in the middle step.
    case moving
  }

  /// What was chosen.
  public let settings: Settings
  /// Number of classes.
  public let classes: Int
  /// The softmax readout of one label-free pass upwards, on all hidden layers but the first.
  public internal(set) var readout: SoftmaxReadout
  public internal(set) var passes = PassCounts()
  let key: StreamKey
  var up: [RectifiedLayer]
  var down: [any BlackBox]
  var meanActivity: [[Float]]
  private var seen: [(positive: PhaseStatistics, negative: PhaseStatistics)]

  public var knowledge: String { "nothing" }
  var batchSize: Int { settings.training.batchSize }
  var schedule: RateSchedule { settings.training.schedule }
  var fullRate: Float { settings.training.rate }
  var shifts: ImageShifts? { settings.training.shifts }

  public var layers: [any BlackBox] {
    get { up.boxes + down }
    set {
      precondition(
        newValue.map { [$0.inputs, $0.outputs] } == layers.map { [$0.inputs, $0.outputs] },
        "the new layers have other shapes")
      up.boxes = Array(newValue.prefix(up.count))
      down = Array(newValue.suffix(up.count))
    }
  }

  /// A net on given layers: those upwards, the lowest first, then those downwards, the one into the lowest first; the
  /// last one gets the label.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, settings: Settings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    try LabelInput.checkClasses(classes)
    precondition(layers.count >= 2 && layers.count.isMultiple(of: 2), "a layer upwards and one downwards each")
    let count = layers.count / 2
    up = [RectifiedLayer](chain: Array(layers.prefix(count)))
    down = Array(layers.suffix(count))
    for index in 0..<count {
      let above = index + 1 < count ? up[index + 1].units : classes
      precondition(
        down[index].inputs == above && down[index].outputs == up[index].units,
        "layer \(index) downwards is \(down[index].inputs) x \(down[index].outputs)")
    }
    var settings = settings
    let pixels = layers[0].inputs
    settings.image = settings.image ?? HybridMask.side(pixels: pixels).map { ImageShape(height: $0, width: $0) }
    guard settings.frames == .still || settings.image?.pixels == pixels else {
      throw .badSetting(
        name: "learner.recurrent.frames", value: "moving for \(pixels) inputs", allowed: "still but for images")
    }
    try settings.training.shifts?.validate(pixels: pixels)
    self.settings = settings
    self.classes = classes
    self.key = key
    meanActivity = up.map { [Float](repeating: 0.5, count: $0.units) }
    let features = up[ReadoutLayers.butFirst.first(of: count)...].reduce(0) { $0 + $1.units }
    readout = SoftmaxReadout(features: features, classes: classes)
    seen = up.map { _ in (PhaseStatistics(), PhaseStatistics()) }
  }

  /// Labels as rows of root mean square 1: √classes at the place of the class.
  func labelRows(_ labels: [Int]) -> Matrix {
    var rows = Matrix(oneHot: labels, columns: classes)
    rows.normaliseRows()
    return rows
  }

  /// The states of all layers, y and ŷ.
  struct States {
    var plain: [Matrix]
    var normalised: [Matrix]
  }

  /// What one step did to a layer: its new state, gated where it did not drive the unit, and the Σ y² of the state.
  struct Answer {
    var gated: Matrix
    var sums: [Float]
  }

  /// One step of all layers at once. `image` is what the first layer measured of the image, without bias, and `label`
  /// what the label's layer measured.
  mutating func step(
    _ states: States?, image: Matrix, label: Matrix
  ) -> (states: States, answers: [Answer]) {
    var next = States(plain: [], normalised: [])
    var answers: [Answer] = []
    let last = up.count - 1
    for index in up.indices {
      // The first step starts from silence, which says nothing to anybody.
      var drive = index == 0 ? image : Matrix(rows: image.rows, columns: up[index].units)
      if let states {
        if index > 0 { drive = up[index].box.measure(states.normalised[index - 1]) }
        if index < last { drive.add(down[index].measure(states.normalised[index + 1])) }
      }
      if index == last { drive.add(label) }
      let damping = settings.damping
      let units = up[index].units
      var plain = states?.plain[index] ?? Matrix(rows: image.rows, columns: units)
      var gated = drive
      var sums = [Float](repeating: 0, count: image.rows)
      up[index].bias.withUnsafeBufferPointer { bias in
        gated.elements.withUnsafeMutableBufferPointer { gated in
          plain.forEachRow { row, values in
            let drive = gated.baseAddress! + row * units
            for unit in 0..<units {
              let sum = drive[unit] + bias[unit]
              let value = damping * values[unit] + (1 - damping) * max(0, sum)
              values[unit] = value
              drive[unit] = sum > 0 ? value : 0
            }
            sums[row] = RowKernel.sumOfSquares(values, count: units)
          }
        }
      }
      answers.append(Answer(gated: gated, sums: sums))
      var normalised = plain
      normalise(&normalised, sums: sums)
      next.plain.append(plain)
      next.normalised.append(normalised)
    }
    return (next, answers)
  }

  /// The readout's features: one pass upwards without a label. `image` as in ``step(_:image:label:)``.
  mutating func upwards(_ image: Matrix) -> Matrix {
    var features = FeatureColumns(rows: image.rows, columns: readout.weights.rows)
    var current = image
    for index in up.indices {
      if index > 0 { current = up[index].box.measure(current) }
      let sums = up[index].rectify(&current)
      normalise(&current, sums: sums)
      if index >= ReadoutLayers.butFirst.first(of: up.count) { features.append(current, rows: 0..<image.rows) }
    }
    return features.matrix
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let count = batch.labels.count
    let training = settings.training
    let frames = frames(batch.images, first: batch.first, epoch: batch.epoch)
    let seenFrames = frames.map { up[0].box.measure($0) }
    // The readout sees the image in the middle of the video, where it is at its place.
    let image = seenFrames[frames.count / 2]
    let features = upwards(image)
    let logits = readout.logits(features)
    var probabilities = logits
    probabilities.softmaxRows()
    readout.learn(
      features, errors: probabilities.errors(for: batch.labels), rate: factor * settings.readoutRate,
      momentum: training.momentum, decay: settings.readoutDecay)
    let wrong = Negatives.wrongLabels(
      batch.labels, classes: classes, logits: logits,
      uniforms: key.child("negatives", batch.epoch).uniforms(count, from: batch.first))
    let labels = labelRows(batch.labels + wrong)
    let label = down[down.count - 1].measure(labels)
    let images = seenFrames.map { $0.stacked(on: $0) }
    passes.forward += count * (2 * settings.steps + 1)

    // Positive rows above negative ones.
    var states: States?
    var before: [States] = []
    var signals: [[Matrix]] = up.map { _ in [] }
    var activity = up.map { [Float](repeating: 0, count: $0.units) }
    for number in 0..<settings.steps {
      let (next, answers) = step(states, image: images[number % images.count], label: label)
      for index in up.indices {
        signals[index].append(self.signals(answers[index], index: index, count: count))
        let means = next.plain[index].rows(0..<count).columnMeans
        for unit in means.indices { activity[index][unit] += means[unit] / Float(settings.steps) }
      }
      if let states { before.append(states) }
      states = next
    }
    for index in up.indices {
      let pull = PeerNormalisation.pull(
        &meanActivity[index], towards: activity[index], keeping: settings.meanMomentum,
        strength: settings.peerNormalisation)
      for step in signals[index].indices {
        signals[index][step].forEachRow { row, values in
          guard row < count else { return }
          for unit in pull.indices { values[unit] += pull[unit] }
        }
      }
    }
    let rate = factor * training.rate
    for index in up.indices {
      let mean = Self.mean(signals[index])
      // Signals of all steps but the first, whose inputs are silent.
      let later = index == 0 && index == up.count - 1 ? [] : movingSignals(signals[index], count: count)
      let upward =
        index == 0
        ? imageTerms(frames, signals[0], mean: mean, count: count)
        : moving(before.map { $0.normalised[index - 1] }, later, count: count)
      let downward =
        index == up.count - 1
        ? Self.halves(labels, mean, count: count)
        : moving(before.map { $0.normalised[index + 1] }, later, count: count)
      let means = zip(mean.rows(0..<count).columnMeans, mean.rows(count..<2 * count).columnMeans).map { $0 + $1 }
      up[index].learnBias(means, rate: rate, momentum: training.momentum)
      let change = { (terms: [WeightChange.Term]) in
        WeightChange(terms: terms, rate: rate, momentum: training.momentum, decay: training.weightDecay)
      }
      up[index].box.request(change(upward))
      down[index].request(change(downward))
    }
    return zip(logits.largestColumns, batch.labels).count { $0 != $1 }
  }

  /// The signals of one layer at one step, positive rows first: (1 − P)·y and −P·y where the drive was above zero.
  private mutating func signals(_ answer: Answer, index: Int, count: Int) -> Matrix {
    let units = up[index].units
    let threshold = settings.threshold * Float(units)
    var result = answer.gated
    result.forEachRow { row, values in
      let value = answer.sums[row]
      let probability = logistic(settings.steepness * (value - threshold))
      if row < count {
        seen[index].positive.goodness += Double(value)
        seen[index].positive.probability += Double(probability)
        seen[index].positive.examples += 1
        RowKernel.scale(values, by: logistic(settings.steepness * (threshold - value)), count: units)
      } else {
        seen[index].negative.goodness += Double(value)
        seen[index].negative.probability += Double(probability)
        seen[index].negative.examples += 1
        RowKernel.scale(values, by: -probability, count: units)
      }
    }
    return result
  }

  /// Terms of the first layer: one frame and the mean of the signals, or each frame with the signals of its step.
  private func imageTerms(
    _ frames: [Matrix], _ signals: [Matrix], mean: Matrix, count: Int
  ) -> [WeightChange.Term] {
    let halves = [0..<count, count..<2 * count]
    guard frames.count > 1 else {
      return halves.map { WeightChange.Term(inputs: frames[0], signals: mean.rows($0)) }
    }
    let inputs = Self.stack(frames[...], rows: 0..<count)
    return halves.map { WeightChange.Term(inputs: inputs, signals: Self.stack(signals[...], rows: $0)) }
  }

  /// Positive and negative terms of inputs that stand still.
  private static func halves(_ inputs: Matrix, _ signals: Matrix, count: Int) -> [WeightChange.Term] {
    [0..<count, count..<2 * count].map {
      WeightChange.Term(inputs: inputs.rows($0), signals: signals.rows($0))
    }
  }

  /// Positive and negative terms of inputs that change from step to step: those of every step but the first, whose
  /// inputs are silent.
  private func moving(_ inputs: [Matrix], _ signals: [Matrix], count: Int) -> [WeightChange.Term] {
    guard !inputs.isEmpty else { return [] }
    return zip([0..<count, count..<2 * count], signals).map { rows, signals in
      WeightChange.Term(inputs: Self.stack(inputs[...], rows: rows), signals: signals)
    }
  }

  /// The positive and the negative signals of every step but the first, scaled so that their mean is that over all
  /// steps.
  private func movingSignals(_ signals: [Matrix], count: Int) -> [Matrix] {
    let later = signals.dropFirst()
    let share = Float(later.count) / Float(settings.steps)
    return [0..<count, count..<2 * count].map { rows in
      var all = Self.stack(later, rows: rows)
      all.scale(by: share)
      return all
    }
  }

  /// The same rows of several matrices, one under the other.
  private static func stack(_ parts: ArraySlice<Matrix>, rows: Range<Int>) -> Matrix {
    let columns = parts.first?.columns ?? 0
    var elements: [Float] = []
    elements.reserveCapacity(parts.count * rows.count * columns)
    for part in parts { elements += part.elements[rows.lowerBound * columns..<rows.upperBound * columns] }
    return Matrix(rows: parts.count * rows.count, columns: columns, elements: elements)
  }

  private static func mean(_ parts: [Matrix]) -> Matrix {
    var result = parts[0]
    for part in parts.dropFirst() { result.add(part) }
    result.scale(by: 1 / Float(parts.count))
    return result
  }

  mutating func layerReports() -> [EpochReport.Layer] {
    defer { seen = up.map { _ in (PhaseStatistics(), PhaseStatistics()) } }
    return seen.map { EpochReport.Layer(positive: $0.positive, negative: $0.negative) }
  }
}
