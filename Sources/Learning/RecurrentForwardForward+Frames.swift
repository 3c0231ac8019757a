public import Matrices
internal import Randomness
internal import Substrate

extension RecurrentForwardForward {
  /// The eight directions in which an image may move, as rows down and columns to the right.
  static let directions = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]

  /// What the first layer gets at each step, rows of root mean square 1: one matrix that holds for all steps where images
  /// stand still.
  ///
  /// - Parameters:
  ///   - first: place of the first image in the epoch's order, or among the images of a test; names its direction.
  ///   - epoch: counted from 1; 0 for tests, which training never uses.
  public func frames(_ images: Matrix, first: Int = 0, epoch: Int) -> [Matrix] {
    guard settings.frames == .moving, let shape = settings.image else { return [FirstLayerInput.plain(images)] }
    let draws = key.child("directions", epoch).uniforms(images.rows, from: first)
    let middle = settings.steps / 2
    return (0..<settings.steps).map { step in
      var frame = images
      frame.forEachRow { index, row in
        let direction = Self.directions[min(Int(draws[index] * 8), 7)]
        shape.move(row, down: (step - middle) * direction.0, right: (step - middle) * direction.1)
      }
      return FirstLayerInput.plain(frame)
    }
  }

  /// What the first layer measures of images that are tested, step by step.
  mutating func measuredFrames(_ images: Matrix, first: Int) -> [Matrix] {
    frames(images, first: first, epoch: 0).map { up[0].box.measure($0) }
  }
}
