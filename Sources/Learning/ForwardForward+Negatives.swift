internal import Matrices
internal import Randomness
internal import VectorMath

extension ForwardForward {
  /// The negative inputs of a batch. `logits` are the readout's for the same images with the neutral label, where the
  /// choice of negatives needs them; `partners` are the images that follow in the epoch's order, for hybrids.
  func negativeInput(_ batch: Batch, logits: Matrix?, partners: Matrix?) -> Matrix {
    let draws = key.child("negatives", batch.epoch)
    var images = batch.images
    switch settings.negatives {
    case .hardLabel:
      precondition(logits != nil, "hard labels need the readout's logits")
      return input(images, labels: wrongLabels(batch, logits: logits, draws: draws))
    case .randomLabel:
      return input(images, labels: wrongLabels(batch, logits: nil, draws: draws))
    case .identical:
      return input(images, labels: batch.labels)
    case .hybridImages:
      precondition(partners?.rows == images.rows, "hybrids need partners")
      if let partners {
        let pixels = images.columns
        images.forEachRow { index, row in
          let mask = HybridMask.draw(pixels: pixels, key: draws.child("mask", batch.first + index))
          for pixel in mask.indices where !mask[pixel] {
            row[pixel] = partners.elements[index * pixels + pixel]
          }
        }
      }
    case .noise:
      images.elements = draws.uniforms(images.count, from: batch.first * images.columns)
    case .shuffledPixels:
      for index in 0..<images.rows {
        let row = images.row(index)
        let order = draws.child("pixels", batch.first + index).permutation(images.columns)
        for pixel in order.indices { images.elements[index * images.columns + pixel] = row[order[pixel]] }
      }
    }
    images.normaliseRows()
    return images
  }

  /// A wrong label for every example: in proportion to e^logit over the wrong classes, or evenly without logits.
  func wrongLabels(_ batch: Batch, logits: Matrix?, draws: StreamKey) -> [Int] {
    let uniforms = draws.uniforms(batch.labels.count, from: batch.first)
    return batch.labels.indices.map { index in
      let right = batch.labels[index]
      var weights = [Float](repeating: 1, count: classes)
      if let logits {
        let row = logits.row(index)
        let others = row.indices.filter { $0 != right }.map { row[$0] }
        let largest = others.max() ?? 0
        weights = row.map { exponential($0 - largest) }
      }
      weights[right] = 0
      var left = uniforms[index] * weights.reduce(0, +)
      var chosen = right == classes - 1 ? classes - 2 : classes - 1  // where rounding leaves a rest
      for label in weights.indices where label != right {
        left -= weights[label]
        if left < 0 {
          chosen = label
          break
        }
      }
      return chosen
    }
  }
}
