internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Periphery
internal import Randomness
internal import Substrate

/// Makes the layers that a run's net lies on.
struct RunLayers: Sendable {
  let configuration: ResolvedConfiguration
  let card: DeviceCard
  var chip: ChipConfiguration
  /// The layers that the learner needs, and what goes into them.
  let plan: NetPlan
  /// Training examples for calibration.
  let examples: Examples
  /// First weights, input side first.
  var initial: [Matrix]
  /// Whether layers that learn have at least the range that the weights written on them need.
  var fitsRange = false

  /// - Parameters:
  ///   - key: names the first weights.
  ///   - threads: of one read; the numbers do not depend on it.
  init(
    _ configuration: ResolvedConfiguration, card: DeviceCard, data: RunData, task: LearningTask, key: StreamKey,
    threads: Int = 1
  ) throws {
    self.configuration = configuration
    self.card = card
    var chip = configuration.chipConfiguration(of: card)
    chip.threads = threads
    self.chip = chip
    try MemoryPlan.require(configuration, task: task)
    plan = try configuration[LearnerFields.name].description.rule.plan(task, configuration.learnerValues)
    guard plan.drives == nil || configuration[StageFields.kind] == nil else {
      throw ExperimentError.unsupported(
        path: StageFields.kind.path, value: configuration[LearnerFields.name].rawValue,
        allowed: "none for nets that are no chain of layers")
    }
    initial = plan.initialWeights(key: key.child("study"))
    let count = min(256, data.train.count)
    examples = try Examples(
      images: data.train.images.rows(0..<count), labels: Array(data.train.labels[..<count]), classes: data.train.classes
    )
  }

  /// Layers of one chip, programmed closed loop with `weights`, their converters calibrated there.
  ///
  /// - Parameters:
  ///   - inSitu: whether they shall learn: they then have room for weights to grow; others get the range they need.
  ///   - run: names the noise of what happens on the chip.
  func onChip(serial: Int, weights: [Matrix], inSitu: Bool, run: StreamKey) throws -> [any BlackBox] {
    let die = Chip(card: card, serial: serial, configuration: chip, run: run)
    let weightRange = Float(configuration[ChipFields.weightRange])
    let percentile = configuration[ChipFields.writtenPercentile]
    let inputHeadroom = Float(configuration[ChipFields.inputHeadroom])
    let outputHeadroom = Float(configuration[ChipFields.outputHeadroom])
    let drives = plan.drives.map { $0(weights, examples) }
    var activities = plan.firstInput(examples)
    var layers: [CrossbarLayer] = []
    for (index, matrix) in weights.enumerated() {
      let room = weightRange / Float(matrix.rows).squareRoot()
      let range =
        inSitu && !fitsRange ? room : max(matrix.magnitude(percentile: percentile), inSitu ? room : 1e-6)
      var layer = try die.layer(
        index, inputs: matrix.rows, outputs: matrix.columns, weightRange: range, inSitu: inSitu)
      layer.program(matrix)
      if let drives { activities = drives[index] }
      if let stage = stageBefore(index, units: matrix.rows, on: die) { activities = stage.outputs(activities) }
      try layer.calibrate(on: Self.driving(activities), inputHeadroom: inputHeadroom, outputHeadroom: outputHeadroom)
      layers.append(layer)
      guard drives == nil else { continue }
      activities = product(activities, matrix).rectified(normalising: plan.normalises)
    }
    return staged(layers, on: die)
  }
}

extension RunLayers {
  /// The activities, or ones where they are silent: weights that were copied many times may have nothing left to say,
  /// and converters need a scale all the same.
  private static func driving(_ activities: Matrix) -> Matrix {
    let speaking = activities.elements.count { $0 != 0 }
    return speaking * 100 > activities.count ? activities : Matrix(rows: 1, columns: activities.columns, repeating: 1)
  }
}

extension Matrix {
  /// The magnitude that so many per cent of the elements do not exceed.
  func magnitude(percentile: Double) -> Float {
    guard percentile < 100 else { return largestMagnitude }
    let sorted = elements.map { abs($0) }.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * percentile / 100))]
  }

  /// max(0, x), row by row divided by its root mean square if wanted; rows of zeros stay.
  func rectified(normalising: Bool) -> Matrix {
    var result = self
    for row in 0..<rows {
      var sum: Float = 0
      for index in row * columns..<(row + 1) * columns {
        let value = max(0, result.elements[index])
        result.elements[index] = value
        sum += value * value
      }
      guard normalising, sum > 0 else { continue }
      let scale = (Float(columns) / sum).squareRoot()
      for index in row * columns..<(row + 1) * columns { result.elements[index] *= scale }
    }
    return result
  }
}
