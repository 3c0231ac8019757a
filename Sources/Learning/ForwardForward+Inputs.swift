internal import Matrices
internal import Randomness

/// One batch of training examples, with the place in the epoch's order that its random draws are named by.
struct Batch {
  var images: Matrix
  let labels: [Int]
  /// Place of the first example in the epoch's order.
  let first: Int
  /// The epoch, counted from 1.
  let epoch: Int
}

extension Examples {
  /// The examples at some places of an epoch's order.
  func batch(_ order: [Int], from first: Int, count: Int, epoch: Int) -> Batch {
    let indices = order[first..<min(first + count, order.count)]
    return Batch(images: images.rows(at: indices), labels: indices.map { labels[$0] }, first: first, epoch: epoch)
  }
}

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

  /// A batch of training examples, shifted where jitter asks for it.
  func batch(_ data: Examples, _ order: [Int], from first: Int, epoch: Int) -> Batch {
    var batch = data.batch(order, from: first, count: settings.batchSize, epoch: epoch)
    jitter(&batch.images, first: first, epoch: epoch)
    return batch
  }

  /// Shifts images where jitter asks for it.
  func jitter(_ images: inout Matrix, first: Int, epoch: Int) {
    guard let shape = imageShape else { return }
    Jitter.shift(&images, shape, reach: settings.jitter, first: first, draws: key.child("jitter", epoch))
  }
}

/// Images moved by whole pixels.
enum Jitter {
  /// Shifts every image by whole pixels, uniform in ±`reach` both ways; `first` is the first one's place in the epoch.
  static func shift(_ images: inout Matrix, _ shape: ImageShape, reach: Int, first: Int, draws: StreamKey) {
    guard reach > 0 else { return }
    let uniforms = draws.uniforms(2 * images.rows, from: 2 * first)
    images.forEachRow { index, row in
      func pixels(_ draw: Float) -> Int { min(Int(draw * Float(2 * reach + 1)), 2 * reach) - reach }
      shift(row, shape, down: pixels(uniforms[2 * index]), right: pixels(uniforms[2 * index + 1]))
    }
  }

  /// Moves one image in place; what comes in at the edges is 0.
  static func shift(_ row: UnsafeMutablePointer<Float>, _ shape: ImageShape, down: Int, right: Int) {
    guard down != 0 || right != 0 else { return }
    let (height, width) = (shape.height, shape.width)
    let source = Array(UnsafeBufferPointer(start: row, count: shape.pixels))
    for channel in 0..<shape.channels {
      let start = channel * height * width
      for y in 0..<height {
        for x in 0..<width {
          let (fromY, fromX) = (y - down, x - right)
          let inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width
          row[start + y * width + x] = inside ? source[start + fromY * width + fromX] : 0
        }
      }
    }
  }
}
