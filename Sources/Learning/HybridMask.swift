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
    var image = key.uniforms(pixels)
    for place in image.indices { image[place] = image[place] < 0.5 ? 0 : 1 }
    var other = image
    image.withUnsafeMutableBufferPointer { image in
      other.withUnsafeMutableBufferPointer { other in
        guard let first = image.baseAddress, let second = other.baseAddress else { return }
        for _ in 0..<repetitions {
          blurRows(first, into: second, side: side)
          blurColumns(second, into: first, side: side)
        }
      }
    }
    return [Bool](unsafeUninitializedCapacity: pixels) { mask, count in
      for place in 0..<pixels { mask[place] = image[place] > 0.5 }
      count = pixels
    }
  }

  /// Puts another image where a mask does not show the first one, all channels through the same mask.
  static func mix(
    _ image: UnsafeMutablePointer<Float>, with other: UnsafePointer<Float>, pixels: Int, channels: Int = 1,
    key: StreamKey
  ) {
    draw(pixels: pixels, key: key).withUnsafeBufferPointer { mask in
      for channel in 0..<channels {
        let (first, second) = (image + channel * pixels, other + channel * pixels)
        for pixel in 0..<pixels { first[pixel] = mask[pixel] ? first[pixel] : second[pixel] }
      }
    }
  }

  /// One blur along every row: all pixels in one loop, which becomes vectors, then the ends of rows, which have a
  /// neighbour on one side only.
  private static func blurRows(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, side: Int) {
    let last = side - 1
    guard last > 0 else {
      target[0] = source[0]
      return
    }
    blur(source, 1, into: target, from: 1, to: side * side - 1)
    for line in 0..<side {
      let (row, result) = (source + line * side, target + line * side)
      result[0] = 0.25 * row[0] + 0.5 * row[0] + 0.25 * row[1]
      result[last] = 0.25 * row[last - 1] + 0.5 * row[last] + 0.25 * row[last]
    }
  }

  /// One blur along every column, the first and the last row by themselves.
  private static func blurColumns(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, side: Int) {
    guard side > 1 else {
      target[0] = source[0]
      return
    }
    blur(source, side, into: target, from: side, to: side * (side - 1))
    let last = side * (side - 1)
    for place in 0..<side {
      target[place] = 0.25 * source[place] + 0.5 * source[place] + 0.25 * source[place + side]
      let end = last + place
      target[end] = 0.25 * source[end - side] + 0.5 * source[end] + 0.25 * source[end]
    }
  }

  /// Pixels between their neighbours at a distance.
  private static func blur(
    _ source: UnsafePointer<Float>, _ distance: Int, into target: UnsafeMutablePointer<Float>, from start: Int,
    to end: Int
  ) {
    // Pointers beside the place instead of sums of places, whose checks would keep the loop from becoming vectors.
    let (before, after) = (source - distance, source + distance)
    for place in start..<end { target[place] = 0.25 * before[place] + 0.5 * source[place] + 0.25 * after[place] }
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
      partners.elements.withUnsafeBufferPointer { partners in
        images.forEachRow { index, row in
          HybridMask.mix(
            row, with: partners.baseAddress! + index * pixels, pixels: pixels,
            key: request.draws.child("mask", request.batch.first + index))
        }
      }
    }
    return .images(images)
  }
}
