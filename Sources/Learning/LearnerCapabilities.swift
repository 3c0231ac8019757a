public import Matrices
internal import Substrate

/// A learner whose digital numbers can be saved, so that training goes on later as if there had been no break.
public protocol ResumableLearner: Learner {
  /// Everything the learner holds outside its layers: restored into a learner of the same settings, with layers in the
  /// same state, training continues bit for bit.
  var state: LearnerState { get }
  /// Takes up a saved state.
  ///
  /// - Throws: ``LearningError/stateDoesNotFit(field:found:expected:)`` when it was saved by another learner or for
  ///   other shapes; the learner is then unchanged.
  mutating func restore(_ state: LearnerState) throws(LearningError)
}

/// A learner whose layers rate examples with labels by a goodness.
public protocol GoodnessLearner: Learner {
  /// Whether its layers have seen labels, so that goodness can tell them apart.
  var ratesLabels: Bool { get }
  /// The class of every image, by the one way or the other.
  mutating func predictions(for images: Matrix, by inference: Inference) -> [Int]
  /// Every layer's goodness on examples with their labels and on negative data.
  mutating func goodnessSamples(_ data: Examples) -> [GoodnessSample]
}

extension GoodnessLearner {
  /// Share of the examples that are classified wrongly, either way.
  public mutating func testError(on data: Examples, by inference: Inference) -> Double {
    data.error(of: predictions(for: data.images, by: inference))
  }
}

/// A learner with a digital readout that can be trained anew where the layers stay as they are.
public protocol ReadoutLearner: Learner {
  /// Forgets the readout and trains a new one on what the layers measure now, for as many epochs as the settings have.
  mutating func trainReadoutAnew(_ data: Examples)
}

/// A learner that says how sure it is of every class, so that another can learn from what it says.
public protocol LogitsLearner: Learner {
  /// Logits [n × classes], in one pass each; their softmax is the probability of each class.
  mutating func onePassLogits(_ images: Matrix) -> Matrix
}

/// A learner that hands out what each of its layers measures.
public protocol LayerOutputsLearner: Learner {
  /// What every layer gives for images without a label, before biases and rectifiers; each layer gets the activities of
  /// the one below.
  mutating func layerOutputs(for images: Matrix) -> [Matrix]
}

/// The layers of a chain measured one after the other, `biases` and rectifiers between them.
///
/// - Parameter passing: what goes on of activities, divided by its root mean square; nil for activities as they are.
func chainOutputs(
  _ layers: inout [RectifiedLayer], inputs: Matrix, passing: PassedActivities?
) -> [Matrix] {
  var current = inputs
  return layers.indices.map { index in
    let outputs = layers[index].box.measure(current)
    current = outputs
    let sums = layers[index].rectify(&current)
    passing?.passOn(&current, sums: sums)
    return outputs
  }
}
