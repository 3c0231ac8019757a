public import Matrices
internal import Randomness
internal import Substrate

extension RecurrentForwardForward: GoodnessLearner, LogitsLearner {
  public var ratesLabels: Bool { true }

  public mutating func predictions(for images: Matrix) -> [Int] { predictions(for: images, by: settings.inference) }

  public mutating func predictions(for images: Matrix, by inference: Inference) -> [Int] {
    switch inference {
    case .onePass: onePassLogits(images).largestColumns
    case .goodness: scores(images).largestColumns
    }
  }

  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    blocks(images) { learner, block in
      learner.passes.inference += block.rows
      let image = learner.up[0].box.measure(FirstLayerInput.plain(block))
      return learner.readout.logits(learner.upwards(image))
    }
  }

  /// The score of every image with every label, [n × classes]: goodness of all layers, summed over the scored steps.
  public mutating func scores(_ images: Matrix) -> Matrix {
    blocks(images) { learner, block in
      var result = Matrix(rows: block.rows, columns: learner.classes)
      let image = learner.up[0].box.measure(FirstLayerInput.plain(block))
      for label in 0..<learner.classes {
        let goodness = learner.goodness(image, labels: [Int](repeating: label, count: block.rows))
        for row in 0..<block.rows {
          result.elements[row * learner.classes + label] = goodness.reduce(0) { $0 + $1[row] }
        }
      }
      return result
    }
  }

  public mutating func goodnessSamples(_ data: Examples) -> [GoodnessSample] {
    var samples = up.indices.map {
      let scored = Float(settings.steps - settings.firstScored + 1)
      return GoodnessSample(
        layer: $0, threshold: scored * settings.threshold * Float(up[$0].units), positive: [], negative: [])
    }
    for first in stride(from: 0, to: data.count, by: ForwardForward.inferenceRows) {
      let rows = first..<min(first + ForwardForward.inferenceRows, data.count)
      let labels = Array(data.labels[rows])
      let image = up[0].box.measure(FirstLayerInput.plain(data.images.rows(rows)))
      // Epoch 0 names draws of its own, which training never uses.
      let wrong = Negatives.wrongLabels(
        labels, classes: classes, logits: readout.logits(upwards(image)),
        uniforms: key.child("negatives", 0).uniforms(labels.count, from: first))
      for (layer, values) in goodness(image, labels: labels).enumerated() { samples[layer].positive += values }
      for (layer, values) in goodness(image, labels: wrong).enumerated() { samples[layer].negative += values }
    }
    return samples
  }

  /// Every layer's goodness, summed over the scored steps, of every row.
  private mutating func goodness(_ image: Matrix, labels: [Int]) -> [[Float]] {
    passes.inference += image.rows * settings.steps
    let label = down[down.count - 1].measure(labelRows(labels))
    var sums = up.map { _ in [Float](repeating: 0, count: image.rows) }
    var states: States?
    for number in 1...settings.steps {
      let (next, answers) = step(states, image: image, label: label)
      states = next
      guard number >= settings.firstScored else { continue }
      for index in up.indices {
        for row in 0..<image.rows { sums[index][row] += answers[index].sums[row] }
      }
    }
    return sums
  }

  private mutating func blocks(_ images: Matrix, _ body: (inout Self, Matrix) -> Matrix) -> Matrix {
    var elements: [Float] = []
    for first in stride(from: 0, to: images.rows, by: ForwardForward.inferenceRows) {
      elements += body(&self, images.rows(first..<min(first + ForwardForward.inferenceRows, images.rows))).elements
    }
    return Matrix(rows: images.rows, columns: classes, elements: elements)
  }
}
