internal import Crossbar
internal import DeviceModels
internal import Learning
internal import Matrices
internal import Periphery
internal import Randomness
internal import Substrate

/// Makes the layers that an arm learns on or is programmed to.
struct ArmLayers: Sendable {
  let settings: ComparisonSettings
  let card: DeviceCard
  /// Features, hidden units, and, for backprop, classes.
  let shape: [Int]
  let initial: [Matrix]

  /// - Parameter seed: of the first weights.
  init(_ arm: Arm, settings: ComparisonSettings, card: DeviceCard, data: ComparisonData, seed: UInt64) {
    self.settings = settings
    self.card = card
    let hidden = [data.train.images.columns] + settings.hidden
    shape = arm.isForwardForward ? hidden : hidden + [data.train.classes]
    initial = InitialWeights.normal(
      shape: shape, gain: arm.isForwardForward ? 1 : 2, key: StreamKey(seed: seed).child("comparison"))
  }

  var digital: [DigitalLayer] { initial.map { DigitalLayer(weights: $0) } }

  /// Layers of one chip, programmed closed-loop with `weights` and calibrated on what `calibration` sends through them.
  ///
  /// - Parameters:
  ///   - calibration: inputs of the first layer; each further layer meets rectified outputs of the one before, divided by
  ///     their root mean square.
  ///   - inSitu: whether they shall learn.
  /// - Throws: what making and calibrating layers throws.
  func onChip(
    serial: Int, weights: [Matrix], calibration: Matrix, inSitu: Bool, seed: UInt64
  ) throws -> [CrossbarLayer] {
    var configuration = settings.chip
    configuration.dac.fullScale = .calibration(Calibration(percentile: 99.9))
    if configuration.mapping == nil, card.pulse != nil { configuration.mapping = .referenceDevice }
    let chip = Chip(card: card, serial: serial, configuration: configuration, run: StreamKey(seed: seed))
    var activities = calibration
    var layers: [CrossbarLayer] = []
    for (index, matrix) in weights.enumerated() {
      // Weights that learn keep the range they began with; weights that are only written get the range they need.
      let range =
        inSitu ? settings.weightRange / Float(matrix.rows).squareRoot() : max(matrix.largestMagnitude, 1e-6)
      var layer = try chip.layer(
        index, inputs: matrix.rows, outputs: matrix.columns, weightRange: range, inSitu: inSitu)
      layer.program(matrix)
      try layer.calibrate(
        on: activities, inputHeadroom: settings.inputHeadroom, outputHeadroom: settings.outputHeadroom)
      layers.append(layer)
      activities = normalised(product(activities, matrix))
    }
    return layers
  }

  /// Rectified and divided by its root mean square, row by row.
  private func normalised(_ outputs: Matrix) -> Matrix {
    var result = outputs
    for row in 0..<result.rows {
      var sum: Float = 0
      for column in 0..<result.columns {
        let value = max(0, result[row, column])
        result[row, column] = value
        sum += value * value
      }
      let scale = sum > 0 ? (Float(result.columns) / sum).squareRoot() : 0
      for column in 0..<result.columns { result[row, column] *= scale }
    }
    return result
  }
}
