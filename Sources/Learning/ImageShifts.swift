internal import Matrices
internal import Randomness

/// Training images moved by whole pixels, each by its own draw at each visit: what comes in at the edges is 0. A net that
/// sees each image at many places learns less of it by heart.
public struct ImageShifts: Sendable, Equatable, Codable {
  /// The farthest shift: rows and columns are drawn evenly from −reach … reach, each for itself.
  public var reach: Int
  /// Sides of the images.
  public var image: ImageShape

  /// See the properties.
  public init(reach: Int, image: ImageShape) {
    self.reach = reach
    self.image = image
  }

  /// - Parameter pixels: of the images that shall be shifted; nil where they are not known yet.
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` for a negative reach and for images of other sides.
  func validate(pixels: Int? = nil) throws(LearningError) {
    guard reach >= 0 else { throw .badSetting(name: "learner.jitter", value: "\(reach)", allowed: "0 or more pixels") }
    guard let pixels, pixels != image.pixels else { return }
    throw .badSetting(
      name: "learner.jitter", value: "\(reach) for \(pixels) inputs", allowed: "0 but for images of \(image.pixels)")
  }

  /// Shifts images in place.
  ///
  /// - Parameters:
  ///   - first: place of the first one in the epoch's order, which its draw belongs to.
  ///   - epoch: counted from 1.
  ///   - key: the learner's.
  func shift(_ images: inout Matrix, first: Int, epoch: Int, key: StreamKey) {
    guard reach > 0 else { return }
    precondition(images.columns == image.pixels, "shifts of images of \(image.pixels) pixels, not \(images.columns)")
    let uniforms = key.child("jitter", epoch).uniforms(2 * images.rows, from: 2 * first)
    images.forEachRow { index, row in
      func pixels(_ draw: Float) -> Int { min(Int(draw * Float(2 * reach + 1)), 2 * reach) - reach }
      image.move(row, down: pixels(uniforms[2 * index]), right: pixels(uniforms[2 * index + 1]))
    }
  }
}

extension ImageShape {
  /// Moves one image in place; what comes in at the edges is 0.
  func move(_ row: UnsafeMutablePointer<Float>, down: Int, right: Int) {
    guard down != 0 || right != 0 else { return }
    let source = Array(UnsafeBufferPointer(start: row, count: pixels))
    for channel in 0..<channels {
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
