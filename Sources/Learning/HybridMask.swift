internal import Matrices
public import Randomness

/// Masks of large blobs, for negative images that keep the short-range look of images and lose the long-range one.
///
/// A random bit image, blurred repeatedly with [¼, ½, ¼] in both directions and cut at ½ (Hinton 2022, arXiv
/// 2212.13345, section 3.2); six repetitions, edges repeated outwards.
public enum HybridMask {
  /// Number of times the bits are blurred.
  public static let repetitions = 6

  /// The side of a square image of so many pixels; nil if there is none.
  public static func side(pixels: Int) -> Int? {
    let side = Int(Double(pixels).squareRoot().rounded())
    return side * side == pixels ? side : nil
  }

  /// One mask of a square image, row after row: true where the first image shows. Half of all pixels are true in the
  /// mean over many masks.
  public static func draw(pixels: Int, key: StreamKey) -> [Bool] {
    guard let side = side(pixels: pixels) else { preconditionFailure("\(pixels) pixels are no square image") }
    var image = key.uniforms(pixels).map { $0 < 0.5 ? Float(0) : 1 }
    var other = image
    for _ in 0..<repetitions {
      blur(image, into: &other, side: side, along: 1, across: side)
      blur(other, into: &image, side: side, along: side, across: 1)
    }
    return image.map { $0 > 0.5 }
  }

  /// One blur along lines whose neighbouring pixels are `along` apart and which lie `across` apart.
  private static func blur(_ source: [Float], into target: inout [Float], side: Int, along: Int, across: Int) {
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        for line in 0..<side {
          for place in 0..<side {
            let index = line * across + place * along
            let before = place == 0 ? index : index - along
            let after = place == side - 1 ? index : index + along
            target[index] = 0.25 * source[before] + 0.5 * source[index] + 0.25 * source[after]
          }
        }
      }
    }
  }
}

extension Negatives {
  /// Two different images mixed through a mask of large blobs, without labels: unsupervised (Hinton 2022, 3.2).
  public static let hybridImages = Negatives(
    "hybridImages", "Two images mixed through a mask of large blobs, without labels.", usesLabels: false,
    need: .partners
  ) { request in
    var images = request.batch.images
    precondition(request.partners?.rows == images.rows, "hybrids need partners")
    if let partners = request.partners {
      let pixels = images.columns
      images.forEachRow { index, row in
        let mask = HybridMask.draw(pixels: pixels, key: request.draws.child("mask", request.batch.first + index))
        for pixel in mask.indices where !mask[pixel] {
          row[pixel] = partners.elements[index * pixels + pixel]
        }
      }
    }
    return .images(images)
  }
}
