public import Matrices
public import Testing

/// Expects two numbers to differ by at most `absolute`, or by at most `relative` times the larger magnitude; either is
/// enough. NaN is close to nothing; equal infinities are close.
public func expectClose(
  _ found: Double, _ expected: Double, absolute: Double = 0, relative: Double = 0, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let allowed = max(absolute, relative * max(abs(found), abs(expected)))
  let isClose = found == expected || abs(found - expected) <= allowed
  #expect(isClose, "\(comment) found \(found), expected \(expected) ± \(allowed)", sourceLocation: sourceLocation)
}

/// Expects two numbers to be close; see the form for `Double`.
public func expectClose(
  _ found: Float, _ expected: Float, absolute: Float = 0, relative: Float = 0, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    Double(found), Double(expected), absolute: Double(absolute), relative: Double(relative), comment,
    sourceLocation: sourceLocation)
}

/// Expects as many numbers, each close to its counterpart; names the first that is not, and how many are not.
public func expectClose(
  _ found: [Double], _ expected: [Double], absolute: Double = 0, relative: Double = 0, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(comment) counts differ", sourceLocation: sourceLocation)
  guard found.count == expected.count else { return }
  let far = found.indices.filter { index in
    let (a, b) = (found[index], expected[index])
    return a != b && !(abs(a - b) <= max(absolute, relative * max(abs(a), abs(b))))
  }
  guard let first = far.first else { return }
  Issue.record(
    "\(comment) \(far.count) of \(found.count) differ, first [\(first)]: \(found[first]), expected \(expected[first])",
    sourceLocation: sourceLocation)
}

/// Expects as many numbers, each close to its counterpart; see the form for `Double`.
public func expectClose(
  _ found: [Float], _ expected: [Float], absolute: Float = 0, relative: Float = 0, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    found.map { Double($0) }, expected.map { Double($0) }, absolute: Double(absolute), relative: Double(relative),
    comment, sourceLocation: sourceLocation)
}

/// Expects two matrices of one shape with every element close to its counterpart.
public func expectClose(
  _ found: Matrix, _ expected: Matrix, absolute: Float = 0, relative: Float = 0, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let sameShape = found.rows == expected.rows && found.columns == expected.columns
  #expect(
    sameShape, "\(comment) \(found.rows) x \(found.columns), expected \(expected.rows) x \(expected.columns)",
    sourceLocation: sourceLocation)
  guard sameShape else { return }
  expectClose(
    found.elements, expected.elements, absolute: absolute, relative: relative, comment, sourceLocation: sourceLocation)
}
