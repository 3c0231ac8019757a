internal import Matrices

/// Many images of a set on one page: a row for each class, in the set's order.
public struct ContactSheet: Sendable, Equatable {
  /// Grey levels, row by row.
  public let pixels: [UInt8]
  public let width: Int
  public let height: Int

  /// The first `columns` images of every class, magnified by a whole number, with lines of `gap` pixels between.
  ///
  /// Places for which a class has no more images stay empty.
  public init(_ set: LabelledImages, columns: Int = 20, magnification: Int = 2, gap: Int = 2) {
    precondition(columns > 0 && magnification > 0 && gap >= 0, "\(columns) columns, magnified \(magnification) times")
    let cellWidth = set.width * magnification + gap
    let cellHeight = set.height * magnification + gap
    let width = columns * cellWidth + gap
    let height = set.classes * cellHeight + gap
    var pixels = [UInt8](repeating: 96, count: width * height)
    var used = [Int](repeating: 0, count: set.classes)
    for (index, label) in set.labels.enumerated() where used[label] < columns {
      let left = gap + used[label] * cellWidth
      let top = gap + label * cellHeight
      used[label] += 1
      for y in 0..<set.height * magnification {
        for x in 0..<set.width * magnification {
          let place = y / magnification * set.width + x / magnification
          // Coloured images are shown by the mean of their channels.
          var value: Float = 0
          for channel in 0..<set.channels { value += set.images[index, channel * set.width * set.height + place] }
          value /= Float(set.channels)
          // Features of a table may lie outside 0…1 in its test part.
          let level = (min(max(value, 0), 1) * 255).rounded()
          pixels[(top + y) * width + left + x] = level.isNaN ? 0 : UInt8(level)
        }
      }
    }
    self.pixels = pixels
    self.width = width
    self.height = height
  }

  /// The page as a PNG file.
  public var png: [UInt8] { PNG.encode(pixels: pixels, width: width, height: height) }
}
