internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import Substrate

extension RunLayers {
  /// The same on chips whose cells have write cycles behind them.
  func worn(_ cycles: Double) -> RunLayers {
    var layers = self
    layers.chip.wornCycles = cycles
    return layers
  }

  /// The stage before the weights of a layer of a chip, which changes what its converters must be ready for; nil where
  /// there is none.
  func stageBefore(_ index: Int, units: Int, on die: Chip) -> UnknownStage? {
    guard index > 0, configuration[StageFields.place] == .between else { return nil }
    return stage(index, units: units, on: die)
  }

  /// The layers with the chip's own stages; the layers themselves where the configuration has none.
  func staged(_ layers: [CrossbarLayer], on die: Chip) -> [any BlackBox] {
    guard configuration[StageFields.kind] != nil else { return layers }
    let learner = configuration[LearnerFields.name]
    let hidden = plan.hasOutputLayer ? layers.count - 1 : layers.count
    // Far from the serial numbers that experiments use.
    let other = Chip(card: card, serial: die.serial + 1_000_000, configuration: chip, run: die.cycle)
    return layers.enumerated().map { index, layer in
      let before = configuration[StageFields.place] == .between
      guard before ? index > 0 : index < hidden else { return layer }
      let units = before ? layer.inputs : layer.outputs
      guard let own = stage(index, units: units, on: die) else { return layer }
      let believed: UnknownStage? =
        switch (learner, configuration[StageFields.knowledge]) {
        case (.bpExact, .exact): own
        case (.bpExact, .wrong): stage(index, units: units, on: other)
        default: nil
        }
      return StagedLayer(layer, before ? .beforeWeights : .behindWeights, stage: own, believed: believed)
    }
  }

  private func stage(_ index: Int, units: Int, on die: Chip) -> UnknownStage? {
    configuration[StageFields.kind].map { kind in
      UnknownStage(
        kind: kind, strength: configuration[StageFields.strength], units: units,
        key: die.identity.child("stage", index))
    }
  }
}
