internal import Matrices
internal import Randomness
internal import Substrate

/// A learner that makes one change from each batch of an epoch, in an order that its key and the epoch name: the shared
/// half of all learners but ``ForwardForward``, whose phases may be apart.
protocol BatchLearner: ResumableLearner {
  /// Names the order of examples.
  var key: StreamKey { get }
  var batchSize: Int { get }
  var schedule: RateSchedule { get }
  /// The rate of the weights at its full height.
  var fullRate: Float { get }
  /// How training images are shifted; nil leaves them.
  var shifts: ImageShifts? { get }

  /// One change from one batch; returns how many of its examples were classified wrongly before.
  ///
  /// - Parameter factor: of all rates in this epoch.
  mutating func learn(_ batch: Batch, factor: Float) -> Int
  /// What layers showed since the last call, for the epoch's report.
  mutating func layerReports() -> [EpochReport.Layer]
}

extension BatchLearner {
  mutating func layerReports() -> [EpochReport.Layer] { [] }

  public mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport {
    let order = key.child("order", epoch).permutation(data.count)
    let factor = schedule.factor(epoch: epoch)
    var wrong = 0
    for first in stride(from: 0, to: data.count, by: batchSize) {
      let batch = data.batch(order, from: first, count: batchSize, epoch: epoch)
      wrong += learn(batch.shifted(by: shifts, key: key), factor: factor)
    }
    return EpochReport(
      epoch: epoch, rate: factor * fullRate, examples: data.count, trainingError: Double(wrong) / Double(data.count),
      layers: layerReports())
  }
}

/// A batch learner on a chain of rectified layers of which nothing is known, each row normalised between them.
protocol ChainLearner: BatchLearner, LogitsLearner, LayerOutputsLearner {
  var training: TrainingSettings { get }
  var stack: [RectifiedLayer] { get set }
  var passes: PassCounts { get set }
  /// Numbers that are read off each layer's normalised and plain activities, summed over the layers that answer.
  mutating func answers(_ inputs: Matrix) -> Matrix
}

extension ChainLearner {
  public var knowledge: String { "nothing" }
  public var layers: [any BlackBox] {
    get { stack.boxes }
    set { stack.boxes = newValue }
  }
  var batchSize: Int { training.batchSize }
  var schedule: RateSchedule { training.schedule }
  var fullRate: Float { training.rate }
  var shifts: ImageShifts? { training.shifts }

  public mutating func predictions(for images: Matrix) -> [Int] { onePassLogits(images).largestColumns }

  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    passes.inference += images.rows
    return inBlocks(images) { answers(FirstLayerInput.plain($0)) }
  }

  public mutating func layerOutputs(for images: Matrix) -> [Matrix] {
    chainOutputs(&stack, inputs: FirstLayerInput.plain(images), passing: .all)
  }

  /// Lets a layer learn one term.
  mutating func learn(_ index: Int, inputs: Matrix, signals: Matrix, factor: Float) {
    stack[index].learn(
      [WeightChange.Term(inputs: inputs, signals: signals)], rate: factor * training.rate, momentum: training.momentum,
      weightDecay: training.weightDecay)
  }
}

/// Which layers answer, where every layer has an answer of its own.
public enum LayerAnswer: String, Sendable, CaseIterable {
  /// The last layer alone.
  case last
  /// The sum of all layers' logits.
  case sum
}
