package import Matrices
package import NumPyFiles

extension ArrayFile {
  /// The array as a matrix, with what must be said of its numbers: those that are too small to be held.
  /// - Throws: `NPYError`.
  package func matrixWithNotices() throws(NPYError) -> (matrix: Matrix, notices: [String]) {
    let array = try read()
    let matrix = try array.matrix()
    guard case .doubles(let values) = array.values else { return (matrix, []) }
    var lost = 0
    for (exact, held) in zip(values, matrix.elements) where held == 0 && exact != 0 { lost += 1 }
    guard lost > 0 else { return (matrix, []) }
    let all = lost == values.count { $0 != 0 }
    return (
      matrix,
      [
        "\(array.path): \(all ? "all " : "")\(lost) numbers other than 0 are too small to be held (below 1.4e-45) and "
          + "became 0; scale the array up"
      ]
    )
  }
}
