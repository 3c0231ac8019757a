internal import COpenBLAS

/// C ← α · op(A) · op(B) + β · C on single-precision row-major matrices (BLAS `sgemm`).
///
/// - Parameters:
///   - left: A; op(A) is [m × k].
///   - right: B; op(B) is [k × n].
///   - alpha: factor of the product.
///   - beta: factor of what `result` holds; 0 overwrites it, whatever it holds.
///   - result: C, [m × n].
/// Shapes that do not fit are a programmer's error and stop the program.
public func multiply(
  _ left: Matrix, _ right: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false, alpha: Float = 1,
  beta: Float = 0, into result: inout Matrix
) {
  let (m, k) = transposeLeft ? (left.columns, left.rows) : (left.rows, left.columns)
  let (k2, n) = transposeRight ? (right.columns, right.rows) : (right.rows, right.columns)
  precondition(k == k2, "inner dimensions \(k) and \(k2) differ")
  precondition(result.rows == m && result.columns == n, "result is \(result.rows) x \(result.columns), not \(m) x \(n)")
  guard m > 0, n > 0, k > 0 else {
    for index in result.elements.indices { result.elements[index] = beta == 0 ? 0 : result.elements[index] * beta }
    return
  }
  left.elements.withUnsafeBufferPointer { a in
    right.elements.withUnsafeBufferPointer { b in
      result.elements.withUnsafeMutableBufferPointer { c in
        gemm(
          m: m, n: n, k: k, alpha: alpha,
          a: a.baseAddress!, aTransposed: transposeLeft, aStride: left.columns,
          b: b.baseAddress!, bTransposed: transposeRight, bStride: right.columns,
          beta: beta, c: c.baseAddress!, cStride: n)
      }
    }
  }
}

/// The product op(A) · op(B) as a new matrix. See ``multiply(_:_:transposeLeft:transposeRight:alpha:beta:into:)``.
public func product(
  _ left: Matrix, _ right: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false
) -> Matrix {
  var result = Matrix(
    rows: transposeLeft ? left.columns : left.rows, columns: transposeRight ? right.rows : right.columns)
  multiply(left, right, transposeLeft: transposeLeft, transposeRight: transposeRight, into: &result)
  return result
}

/// `sgemm` on raw rows, for blocks of larger matrices: strides are the row lengths of the matrices the blocks lie in.
///
/// Pointers must hold the blocks that shapes and strides describe. A product with an empty dimension leaves β·C.
public func gemm(
  m: Int, n: Int, k: Int, alpha: Float = 1,
  a: UnsafePointer<Float>, aTransposed: Bool = false, aStride: Int,
  b: UnsafePointer<Float>, bTransposed: Bool = false, bStride: Int,
  beta: Float = 0, c: UnsafeMutablePointer<Float>, cStride: Int
) {
  _ = BLAS.ready
  guard m > 0, n > 0 else { return }
  cblas_sgemm(
    CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans, bTransposed ? CblasTrans : CblasNoTrans,
    blasint(m), blasint(n), blasint(k), alpha, a, blasint(aStride), b, blasint(bStride), beta, c, blasint(cStride))
}
