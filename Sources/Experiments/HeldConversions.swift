internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Substrate

/// Conversions on a learner's chip, and how many of them met a number beyond the full scale and held it there.
struct HeldConversions: Sendable, Equatable {
  var inputs = 0
  var saturatedInputs = 0
  var outputs = 0
  var saturatedOutputs = 0

  init() {}

  /// Since the layers were made.
  init(_ learner: any Learner) {
    for layer in learner.layers.compactMap(\.crossbar) {
      inputs += layer.tally.vectorsRead * layer.inputs
      saturatedInputs += layer.saturatedInputs
      outputs += layer.tally.conversions
      saturatedOutputs += layer.saturatedOutputs
    }
  }

  static func - (left: HeldConversions, right: HeldConversions) -> HeldConversions {
    var difference = left
    difference.inputs -= right.inputs
    difference.saturatedInputs -= right.saturatedInputs
    difference.outputs -= right.outputs
    difference.saturatedOutputs -= right.saturatedOutputs
    return difference
  }

  /// What a user should know of it, with the remedy; nothing where nothing was held.
  var warnings: [String] {
    func line(_ saturated: Int, _ all: Int, _ what: String, _ field: String) -> String? {
      guard saturated > 0 else { return nil }
      let share = Double(saturated) / Double(max(all, 1))
      let percent = share >= 0.001 ? "\((share * 1000).rounded() / 10) %" : "less than 0.1 %"
      return "\(saturated) of \(all) conversions of \(what) in the test (\(percent)) lay beyond the full scale and "
        + "were held there; raise \(field)"
    }
    return [
      line(saturatedInputs, inputs, "inputs", "chip.inputHeadroom"),
      line(saturatedOutputs, outputs, "outputs", "chip.outputHeadroom"),
    ].compactMap(\.self)
  }
}

extension ExperimentRun {
  /// What a learner keeps digitally is numbers after an epoch, or an error names the first that is none: a net that has
  /// run away tells nothing any more.
  /// - Throws: ``ExperimentError/diverged(learner:epoch:place:value:)``.
  func requireNumbers(after epoch: Int) throws {
    func diverged(_ place: String, _ value: Float) -> ExperimentError {
      .diverged(learner: name.rawValue, epoch: epoch, place: place, value: "\(value)")
    }
    for (index, layer) in learner.layers.enumerated() {
      let weights = (layer as? DigitalLayer)?.weights ?? (layer as? AdamLayer)?.weights
      guard let weights, let place = weights.elements.firstIndex(where: { !$0.isFinite }) else { continue }
      throw diverged(
        "weight (\(place / weights.columns), \(place % weights.columns)) of layer \(index + 1)", weights.elements[place]
      )
    }
    guard let arrays = (learner as? any ResumableLearner)?.state.arrays else { return }
    for (array, values) in arrays.sorted(by: { $0.key < $1.key }) {
      if let place = values.firstIndex(where: { !$0.isFinite }) { throw diverged("\(array)[\(place)]", values[place]) }
    }
  }
}
