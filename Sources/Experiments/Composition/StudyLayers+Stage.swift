internal import Crossbar
internal import Randomness
internal import Substrate

extension StudyLayers {
  /// The same on chips whose cells have write cycles behind them.
  func worn(_ cycles: Double) -> StudyLayers {
    var layers = self
    layers.chip.wornCycles = cycles
    return layers
  }

  /// The layers with the chip's own stages behind those that have others above them; the layers themselves where the
  /// configuration has none.
  func staged(_ layers: [CrossbarLayer], on die: Chip) -> [any BlackBox] {
    guard let kind = configuration[StageFields.kind] else { return layers }
    let learner = configuration[LearnerFields.name]
    let hidden = learner.hasDigitalOutput ? layers.count : layers.count - 1
    // Far from the serial numbers that studies use.
    let other = Chip(card: card, serial: die.serial + 1_000_000, configuration: chip, run: die.cycle)
    func stage(_ chip: Chip, _ index: Int) -> UnknownStage {
      UnknownStage(
        kind: kind, strength: configuration[StageFields.strength], units: layers[index].outputs,
        key: chip.identity.child("stage", index))
    }
    return layers.enumerated().map { index, layer in
      guard index < hidden else { return layer }
      let own = stage(die, index)
      let believed: UnknownStage? =
        switch (learner, configuration[StageFields.knowledge]) {
        case (.bpExact, .exact): own
        case (.bpExact, .wrong): stage(other, index)
        default: nil
        }
      return StagedLayer(layer, stage: own, believed: believed)
    }
  }
}
