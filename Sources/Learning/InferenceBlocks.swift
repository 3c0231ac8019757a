internal import Matrices

/// Answers to images, so many of them at a time that what lies between the layers takes no more room for more images.
///
/// - Parameters:
///   - columns: of the result where there are no images.
///   - answer: a row for each row of a block.
func inBlocks(_ images: Matrix, columns: Int = 0, answer: (Matrix) -> Matrix) -> Matrix {
  var elements: [Float] = []
  var columns = columns
  for first in stride(from: 0, to: images.rows, by: ForwardForward.inferenceRows) {
    let block = answer(images.rows(first..<min(first + ForwardForward.inferenceRows, images.rows)))
    columns = block.columns
    elements += block.elements
  }
  return Matrix(rows: images.rows, columns: columns, elements: elements)
}
