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

  /// The same with its images shifted, by nothing where no shifts are given.
  func shifted(by shifts: ImageShifts?, key: StreamKey) -> Batch {
    guard let shifts else { return self }
    var batch = self
    shifts.shift(&batch.images, first: first, epoch: epoch, key: key)
    return batch
  }
}

extension Examples {
  /// The examples at some places of an epoch's order.
  func batch(_ order: [Int], from first: Int, count: Int, epoch: Int) -> Batch {
    let indices = order[first..<min(first + count, order.count)]
    return Batch(images: images.rows(at: indices), labels: indices.map { labels[$0] }, first: first, epoch: epoch)
  }
}
