package import Matrices

/// Results that a command gives out are numbers, or an error names the first one that is none.
package enum FiniteResult {
  /// - Parameters:
  ///   - what: what the matrix holds.
  ///   - rows, columns: what one row and one column is.
  /// - Throws: ``WorkbenchError/notFinite(what:place:value:remedy:)``.
  package static func require(
    _ matrix: Matrix, _ what: String, rows: String, columns: String, remedy: String
  ) throws(WorkbenchError) {
    guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(
      what: what, place: "\(rows) \(index / matrix.columns), \(columns) \(index % matrix.columns)",
      value: "\(matrix.elements[index])", remedy: remedy)
  }
}
