internal import Matrices
internal import Randomness

extension ForwardForward {
  /// What goes into the first layer: images with the given labels, rows of root mean square 1.
  func input(_ images: Matrix, labels: [Int]) -> Matrix { labelInput.labelled(images, labels) }

  /// Images with the neutral label, or without any if the net learns unsupervised, rows of root mean square 1.
  func neutralInput(_ images: Matrix) -> Matrix {
    settings.negatives.usesLabels ? labelInput.neutral(images) : FirstLayerInput.plain(images)
  }

  /// Positive inputs above neutral ones, so that both go through each layer together. An unsupervised net needs one
  /// set only: its positive data carry no label.
  func positiveAndNeutralInput(_ batch: Batch) -> Matrix {
    guard settings.negatives.usesLabels else { return neutralInput(batch.images) }
    var result = labelInput.room(in: batch.images.stacked(on: batch.images))
    labelInput.write(batch.labels, into: &result)
    labelInput.writeNeutral(into: &result, from: batch.images.rows)
    result.normaliseRows()
    return result
  }

  /// The negative inputs of a batch. `logits` are the readout's for the same images with the neutral label, where the
  /// choice of negatives needs them; `partners` are the images that follow in the epoch's order, for hybrids.
  mutating func negativeInput(_ batch: Batch, logits: Matrix?, partners: Matrix?) -> Matrix {
    let request = NegativeRequest(
      batch: batch, classes: classes, logits: logits, partners: partners,
      generated: settings.negatives.need == .generated
        ? goOn(from: batch.images, first: batch.first, epoch: batch.epoch) : nil,
      draws: key.child("negatives", batch.epoch))
    switch settings.negatives.make(request) {
    case .labels(let labels): return input(batch.images, labels: labels)
    case .labelled(let images, let labels): return input(images, labels: labels)
    case .images(let images): return FirstLayerInput.plain(images)
    }
  }

  /// A batch of training examples, shifted where that is asked for.
  func batch(_ data: Examples, _ order: [Int], from first: Int, epoch: Int) -> Batch {
    data.batch(order, from: first, count: settings.batchSize, epoch: epoch).shifted(by: settings.shifts, key: key)
  }
}
