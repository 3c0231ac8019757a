public import Matrices
public import Randomness

extension LabelledImages {
  /// The same images with their pixels in another order, one order for all: a task that is as hard as before for a
  /// network without any notion of neighbourhood, and another task for a network that has learned the first one.
  ///
  /// Pixel i of the result is pixel `order[i]`, where `order` is the key's permutation of the pixels.
  public func permutingPixels(by key: StreamKey) -> LabelledImages {
    LabelledImages(
      name: name + " permuted", images: images.selectingColumns(key.permutation(pixels)), labels: labels,
      height: height, width: width, channels: channels, classes: classes, classNames: classNames, isTable: isTable)
  }

  /// The same images, the pixels of each in an order of its own: ink without shape, for negative data.
  ///
  /// - Parameter first: the number of the first image, when these are rows of a longer sequence: image i is shuffled
  ///   by the key's child of `first + i`, so that the result does not depend on how images are grouped in batches.
  public func shufflingPixels(by key: StreamKey, from first: Int = 0) -> LabelledImages {
    LabelledImages(
      name: name + " shuffled", images: images.shufflingRows(by: key, from: first), labels: labels, height: height,
      width: width, channels: channels, classes: classes, classNames: classNames, isTable: isTable)
  }
}

extension Matrix {
  /// The matrix whose column i is this one's column `order[i]`.
  public func selectingColumns(_ order: [Int]) -> Matrix {
    precondition(order.allSatisfy { $0 >= 0 && $0 < columns }, "a column lies outside 0..<\(columns)")
    var result = Matrix(rows: rows, columns: order.count)
    for row in 0..<rows {
      for (index, column) in order.enumerated() {
        result.elements[row * order.count + index] = elements[row * columns + column]
      }
    }
    return result
  }

  /// Each row with its elements in an order of its own, that of the key's child `first + row`.
  public func shufflingRows(by key: StreamKey, from first: Int = 0) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for (index, column) in key.child("shuffledRow", first + row).permutation(columns).enumerated() {
        result.elements[row * columns + index] = elements[row * columns + column]
      }
    }
    return result
  }
}
