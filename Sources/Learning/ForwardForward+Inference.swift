public import Matrices

/// How a trained Forward-Forward net classifies.
public enum Inference: String, Sendable, Equatable, CaseIterable {
  /// One pass with the neutral label, then the softmax readout of the normalised activities of the hidden layers that
  /// it sees.
  case onePass
  /// One pass for every label; the label with the largest goodness, summed over all hidden layers but the first.
  case goodness
}

extension ForwardForward: GoodnessLearner, ReadoutLearner, LogitsLearner, LayerOutputsLearner {
  public var ratesLabels: Bool { settings.negatives.usesLabels }

  public mutating func layerOutputs(for images: Matrix) -> [Matrix] {
    var layers = stack.map(\.rectified)
    let outputs = chainOutputs(&layers, inputs: unlabelledInput(images), passing: settings.passesOn)
    for index in stack.indices { stack[index].rectified = layers[index] }
    return outputs
  }

  /// Images without any label; inputs of labels stay silent.
  private func unlabelledInput(_ images: Matrix) -> Matrix {
    FirstLayerInput.plain(settings.negatives.usesLabels ? labelInput.room(in: images) : images)
  }

  /// Examples that go through the net at once in inference.
  static let inferenceRows = 500

  public mutating func predictions(for images: Matrix) -> [Int] { predictions(for: images, by: settings.inference) }

  /// The class of every image, either way.
  ///
  /// By goodness every label needs a pass of its own. Unsupervised nets have only the one-pass way.
  public mutating func predictions(for images: Matrix, by inference: Inference) -> [Int] {
    switch inference {
    case .onePass: onePassLogits(images).largestColumns
    case .goodness: goodnessByLabel(images).largestColumns
    }
  }

  /// The readout's logits, [n × classes], in one pass with the neutral label.
  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    collect(images) { learner, block in
      learner.passes.inference += block.rows
      return learner.readout.logits(learner.features(learner.neutralInput(block)))
    }
  }

  /// The goodness of every image with every label, [n × classes], summed over all hidden layers but the first, in the
  /// units of the chosen goodness.
  public mutating func goodnessByLabel(_ images: Matrix) -> Matrix {
    precondition(settings.negatives.usesLabels, "an unsupervised net has seen no labels")
    return collect(images) { learner, block in
      var result = Matrix(rows: block.rows, columns: learner.classes)
      for label in 0..<learner.classes {
        let labels = [Int](repeating: label, count: block.rows)
        learner.passes.inference += block.rows
        let sums = learner.goodnessPerLayer(learner.input(block, labels: labels))
        for layer in ReadoutLayers.butFirst.first(of: sums.count)..<sums.count {
          for row in 0..<block.rows { result.elements[row * learner.classes + label] += sums[layer][row] }
        }
      }
      return result
    }
  }

  /// Normalised activities of the readout's layers for inputs, side by side.
  mutating func features(_ inputs: Matrix) -> Matrix {
    var features = FeatureColumns(rows: inputs.rows, columns: readout.weights.rows)
    var current = inputs
    for index in stack.indices {
      var (activities, sums) = stack[index].respond(to: current)
      settings.passesOn.passOn(&activities, sums: sums)
      if index >= settings.readoutLayers.first(of: stack.count) { features.append(activities, rows: 0..<inputs.rows) }
      current = activities
    }
    return features.matrix
  }

  /// The goodness of every row in every layer.
  mutating func goodnessPerLayer(_ inputs: Matrix) -> [[Float]] {
    var current = inputs
    return stack.indices.map { index in
      var (activities, sums) = stack[index].respond(to: current)
      settings.passesOn.passOn(&activities, sums: sums)
      current = activities
      return sums.map { settings.goodness.value(sumOfSquares: $0, units: stack[index].units) }
    }
  }

  /// Results of `body` for blocks of rows, one under the other.
  private mutating func collect(_ images: Matrix, _ body: (inout Self, Matrix) -> Matrix) -> Matrix {
    var elements: [Float] = []
    elements.reserveCapacity(images.rows * classes)
    for first in stride(from: 0, to: images.rows, by: Self.inferenceRows) {
      elements += body(&self, images.rows(first..<min(first + Self.inferenceRows, images.rows))).elements
    }
    return Matrix(rows: images.rows, columns: classes, elements: elements)
  }
}

/// Answers to images, so many of them at a time that what lies between the layers takes no more room for more images.
///
/// - Parameters:
///   - columns: of the result where there are no images.
///   - answer: a row for each row of a block.
func inBlocks(_ images: Matrix, columns: Int = 0, answer: (Matrix) -> Matrix) -> Matrix {
  var elements: [Float] = []
  var columns = columns
  for first in stride(from: 0, to: images.rows, by: ForwardForward.inferenceRows) {
    let block = answer(images.rows(first..<min(first + ForwardForward.inferenceRows, images.rows)))
    columns = block.columns
    elements += block.elements
  }
  return Matrix(rows: images.rows, columns: columns, elements: elements)
}
