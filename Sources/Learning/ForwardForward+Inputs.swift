internal import Matrices
internal import Randomness

/// One batch of training examples, with the place in the epoch's order that its random draws are named by.
struct Batch {
  let images: Matrix
  let labels: [Int]
  /// Place of the first example in the epoch's order.
  let first: Int
  /// The epoch, counted from 1.
  let epoch: Int
}

extension ForwardForward {
  /// What goes into the first layer: images with the given labels in their first pixels, rows of root mean square 1.
  func input(_ images: Matrix, labels: [Int]) -> Matrix {
    var result = images
    write(labels, into: &result, from: 0)
    result.normaliseRows()
    return result
  }

  /// Images with the neutral label, or without any if the net learns unsupervised, rows of root mean square 1.
  func neutralInput(_ images: Matrix) -> Matrix {
    var result = images
    if settings.negatives.usesLabels { writeNeutral(into: &result, from: 0) }
    result.normaliseRows()
    return result
  }

  /// Positive inputs above neutral ones, so that both go through each layer together. An unsupervised net needs one
  /// set only: its positive data carry no label.
  func positiveAndNeutralInput(_ batch: Batch) -> Matrix {
    guard settings.negatives.usesLabels else { return neutralInput(batch.images) }
    var result = batch.images.stacked(on: batch.images)
    write(batch.labels, into: &result, from: 0)
    writeNeutral(into: &result, from: batch.images.rows)
    result.normaliseRows()
    return result
  }

  private func write(_ labels: [Int], into images: inout Matrix, from first: Int) {
    for (index, label) in labels.enumerated() {
      let start = (first + index) * images.columns
      for pixel in 0..<classes { images.elements[start + pixel] = pixel == label ? settings.labelStrength : 0 }
    }
  }

  private func writeNeutral(into images: inout Matrix, from first: Int) {
    let value = settings.labelStrength / Float(classes)
    for row in first..<images.rows {
      for pixel in 0..<classes { images.elements[row * images.columns + pixel] = value }
    }
  }
}
