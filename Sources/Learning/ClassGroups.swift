internal import Matrices
public import Randomness
public import Substrate
internal import VectorMath

/// One pass, no negative data: the units of every layer are divided among the classes, and each layer raises the
/// activity of the right class's units at the cost of the others (after the channel-wise competitive variant of
/// Forward-Forward, Papachristodoulou et al., arXiv 2312.12668).
///
/// p = softmax over classes of the mean y² of their units; the signal of a unit is y·(target − p) of its class: the
/// gradient of log p(right class), up to a factor 2/(units of the class). Rows are normalised between layers. Digital
/// beside the layers: one bias per unit.
public struct ClassGroups: ChainLearner {
  /// Rates, batch and schedule.
  public let training: TrainingSettings
  /// Which layers answer.
  public let answer: LayerAnswer
  /// Number of classes.
  public let classes: Int
  public internal(set) var passes = PassCounts()
  var stack: [RectifiedLayer]
  let key: StreamKey
  /// The units of each class, layer by layer.
  private let groups: [[Range<Int>]]

  /// A net on given layers of weights, each with at least one unit per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, answer: LayerAnswer = .sum, training: TrainingSettings, key: StreamKey
  ) throws(LearningError) {
    try training.validate()
    try LabelInput.checkClasses(classes)
    for layer in layers where layer.outputs < classes {
      throw .badSetting(
        name: "network.hidden", value: "\(layer.outputs) units", allowed: "at least one for each of \(classes) classes")
    }
    self.training = training
    self.answer = answer
    self.classes = classes
    self.key = key
    stack = [RectifiedLayer](chain: layers)
    groups = layers.map { layer in
      // Unit u belongs to class u · classes / units, rounded down.
      let starts = (0...classes).map { ($0 * layer.outputs + classes - 1) / classes }
      return zip(starts, starts.dropFirst()).map { $0..<$1 }
    }
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    passes.forward += batch.labels.count
    var current = FirstLayerInput.plain(batch.images)
    var answers = Matrix(rows: batch.labels.count, columns: classes)
    for index in stack.indices {
      var (activities, sums) = stack[index].respond(to: current)
      var probabilities = groupMeans(activities, index)
      if answer == .sum || index == stack.count - 1 { answers.add(probabilities) }
      probabilities.softmaxRows()
      let errors = probabilities.errors(for: batch.labels)
      var signals = activities
      let groups = groups[index]
      signals.forEachRow { row, values in
        for (place, units) in groups.enumerated() {
          RowKernel.scale(values + units.lowerBound, by: errors.elements[row * classes + place], count: units.count)
        }
      }
      learn(index, inputs: current, signals: signals, factor: factor)
      normalise(&activities, sums: sums)
      current = activities
    }
    return zip(answers.largestColumns, batch.labels).count { $0 != $1 }
  }

  mutating func answers(_ inputs: Matrix) -> Matrix {
    var current = inputs
    var result = Matrix(rows: inputs.rows, columns: classes)
    for index in stack.indices {
      var (activities, sums) = stack[index].respond(to: current)
      if answer == .sum || index == stack.count - 1 { result.add(groupMeans(activities, index)) }
      normalise(&activities, sums: sums)
      current = activities
    }
    return result
  }

  /// The mean y² of each class's units, [n × classes].
  private func groupMeans(_ activities: Matrix, _ index: Int) -> Matrix {
    let groups = groups[index]
    let units = activities.columns
    var result = Matrix(rows: activities.rows, columns: classes)
    activities.elements.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      result.forEachRow { row, means in
        for (place, range) in groups.enumerated() {
          means[place] =
            RowKernel.sumOfSquares(base + row * units + range.lowerBound, count: range.count) / Float(range.count)
        }
      }
    }
    return result
  }

  public var state: LearnerState { LearnerState(learner: "classGroups", arrays: stack.arrays, passes: passes) }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    stack.restore(state.arrays)
    passes = state.passes
  }
}

extension ClassGroups {
  /// `learner.classGroups.answer`.
  public static let answerField = LearnerSetting(
    choice: "learner.classGroups.answer", LayerAnswer.sum, "Which layers answer: the last one, or the sum of all.")

  /// `class-groups`, `class-groups-digital`, `class-groups-offline`.
  static let descriptions = LearnerRule(
    name: "class-groups",
    meaning: "Each layer's units are divided among the classes, which compete; one pass, no negative data.",
    fields: [answerField.field], rate: 0.1,
    plan: { (task, _) throws(LearningError) in
      try LabelInput.checkClasses(task.classes)
      return .chain([task.features] + task.hidden)
    },
    make: { surroundings, layers in
      try ClassGroups(
        layers: layers, classes: surroundings.task.classes, answer: surroundings.values[answerField],
        training: surroundings.training.settings(), key: surroundings.key)
    }
  ).everywhere()
}
