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
    blocks(images) { learner, block, _ in
      learner.passes.inference += block.rows
      let image = learner.up[0].box.measure(FirstLayerInput.plain(block))
      return learner.readout.logits(learner.upwards(image))
    }
  }

  /// The score of every image with every label, [n × classes]: goodness of all layers, summed over the scored steps.
  public mutating func scores(_ images: Matrix) -> Matrix {
    blocks(images) { learner, block, first in
      var result = Matrix(rows: block.rows, columns: learner.classes)
      let frames = learner.measuredFrames(block, first: first)
      for label in 0..<learner.classes {
        let goodness = learner.goodness(frames, labels: [Int](repeating: label, count: block.rows))
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
      let frames = measuredFrames(data.images.rows(rows), first: first)
      // Epoch 0 names draws of its own, which training never uses.
      let wrong = Negatives.wrongLabels(
        labels, classes: classes, logits: readout.logits(upwards(frames[frames.count / 2])),
        uniforms: key.child("negatives", 0).uniforms(labels.count, from: first))
      for (layer, values) in goodness(frames, labels: labels).enumerated() { samples[layer].positive += values }
      for (layer, values) in goodness(frames, labels: wrong).enumerated() { samples[layer].negative += values }
    }
    return samples
  }

  /// Every layer's goodness, summed over the scored steps, of every row. `frames` is what the first layer measured, one
  /// matrix where images stand still.
  private mutating func goodness(_ frames: [Matrix], labels: [Int]) -> [[Float]] {
    let count = labels.count
    passes.inference += count * settings.steps
    let label = down[down.count - 1].measure(labelRows(labels))
    var sums = up.map { _ in [Float](repeating: 0, count: count) }
    var states: States?
    for number in 1...settings.steps {
      let (next, answers) = step(states, image: frames[(number - 1) % frames.count], label: label)
      states = next
      guard number >= settings.firstScored else { continue }
      for index in up.indices {
        for row in 0..<count { sums[index][row] += answers[index].sums[row] }
      }
    }
    return sums
  }

  private mutating func blocks(_ images: Matrix, _ body: (inout Self, Matrix, Int) -> Matrix) -> Matrix {
    var elements: [Float] = []
    for first in stride(from: 0, to: images.rows, by: ForwardForward.inferenceRows) {
      elements +=
        body(&self, images.rows(first..<min(first + ForwardForward.inferenceRows, images.rows)), first)
        .elements
    }
    return Matrix(rows: images.rows, columns: classes, elements: elements)
  }
}
