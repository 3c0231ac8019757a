internal import COpenBLAS

/// C ← α · op(A) · op(B) + β · C on single-precision row-major matrices (BLAS `sgemm`).
///
/// - Parameters:
///   - left: A; op(A) is [m × k].
///   - right: B; op(B) is [k × n].
///   - alpha: factor of the product.
///   - beta: factor of what `result` holds; 0 overwrites it, whatever it holds.
///   - result: C, [m × n].
/// Large products are made in blocks of rows or columns of C that depend on the shape alone, on ``Workers/threads``
/// threads. Shapes that do not fit are a programmer's error and stop the program.
public func multiply(
  _ left: Matrix, _ right: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false, alpha: Float = 1,
  beta: Float = 0, into result: inout Matrix
) {
  let factors = Factors(left, right, transposeLeft: transposeLeft, transposeRight: transposeRight)
  let (m, n) = (factors.m, factors.n)
  precondition(result.rows == m && result.columns == n, "result is \(result.rows) x \(result.columns), not \(m) x \(n)")
  guard !factors.isEmpty else {
    for index in result.elements.indices { result.elements[index] = beta == 0 ? 0 : result.elements[index] * beta }
    return
  }
  result.elements.withUnsafeMutableBufferPointer {
    factors.multiply(alpha: alpha, beta: beta, into: $0.baseAddress!)
  }
}

/// The two matrices of a product, whose inner dimensions agree.
private struct Factors {
  let left: Matrix, right: Matrix
  let transposeLeft: Bool, transposeRight: Bool
  /// op(A) is [m × k], op(B) [k × n].
  let m: Int, k: Int, n: Int

  init(_ left: Matrix, _ right: Matrix, transposeLeft: Bool, transposeRight: Bool) {
    (m, k) = transposeLeft ? (left.columns, left.rows) : (left.rows, left.columns)
    let inner: Int
    (inner, n) = transposeRight ? (right.columns, right.rows) : (right.rows, right.columns)
    precondition(k == inner, "inner dimensions \(k) and \(inner) differ")
    (self.left, self.right, self.transposeLeft, self.transposeRight) = (left, right, transposeLeft, transposeRight)
  }

  /// Whether no number is multiplied.
  var isEmpty: Bool { m == 0 || n == 0 || k == 0 }

  /// C ← α · op(A) · op(B) + β · C for m · n numbers at `c`, which need hold nothing yet where β is 0; of factors that
  /// are not empty.
  func multiply(alpha: Float, beta: Float, into c: UnsafeMutablePointer<Float>) {
    DigitalWork.meter.get()?.add(m: m, n: n, k: k)
    left.elements.withUnsafeBufferPointer { a in
      right.elements.withUnsafeBufferPointer { b in
        let (a, b) = (a.baseAddress!, b.baseAddress!)
        let (aStride, bStride) = (left.columns, right.columns)
        let blocks = ProductBlocks(m: m, n: n, k: k)
        Workers.run(blocks.count) { number in
          let block = blocks.range(number)
          let (rows, columns) = blocks.areRows ? (block, 0..<n) : (0..<m, block)
          gemm(
            m: rows.count, n: columns.count, k: k, alpha: alpha,
            a: a + (transposeLeft ? rows.lowerBound : rows.lowerBound * aStride), aTransposed: transposeLeft,
            aStride: aStride,
            b: b + (transposeRight ? columns.lowerBound * bStride : columns.lowerBound), bTransposed: transposeRight,
            bStride: bStride, beta: beta, c: c + rows.lowerBound * n + columns.lowerBound, cStride: n)
        }
      }
    }
  }
}

/// How a large product is cut: up to eight blocks of at least 128 rows or columns of the result, whichever there are
/// more of, which costs next to nothing on one thread. The bits of a result depend on the cut, so it depends on the
/// shape only.
struct ProductBlocks {
  let areRows: Bool
  let count: Int
  private let total: Int
  private let size: Int

  init(m: Int, n: Int, k: Int) {
    areRows = m >= n
    total = max(m, n)
    // Two million multiplications take about as long as waking a few threads ten times.
    let isLarge = m * n * k >= 2_000_000
    let wanted = isLarge ? min(8, max(1, total / 128)) : 1
    size = ((total + wanted - 1) / wanted + 15) / 16 * 16
    count = (total + size - 1) / size
  }

  func range(_ number: Int) -> Range<Int> { number * size..<min((number + 1) * size, total) }
}

/// The product op(A) · op(B) as a new matrix. See ``multiply(_:_:transposeLeft:transposeRight:alpha:beta:into:)``.
public func product(
  _ left: Matrix, _ right: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false
) -> Matrix {
  let factors = Factors(left, right, transposeLeft: transposeLeft, transposeRight: transposeRight)
  let (rows, columns) = (factors.m, factors.n)
  guard !factors.isEmpty else { return Matrix(rows: rows, columns: columns) }
  // No first pass of zeros: the product writes every element.
  let elements = [Float](unsafeUninitializedCapacity: rows * columns) { c, count in
    factors.multiply(alpha: 1, beta: 0, into: c.baseAddress!)
    count = rows * columns
  }
  return Matrix(rows: rows, columns: columns, elements: elements)
}

/// The Gram matrix A · Aᵀ of a matrix's rows, [rows × rows]: half of a product's work, since the other half is the same
/// (BLAS `ssyrk`, on one thread). Exactly symmetric; a matrix without columns gives zeros.
public func gram(_ matrix: Matrix) -> Matrix {
  let (rows, columns) = (matrix.rows, matrix.columns)
  var result = Matrix(rows: rows, columns: rows)
  guard rows > 0, columns > 0 else { return result }
  _ = BLAS.ready
  DigitalWork.meter.get()?.add(gramOf: rows, by: columns)
  result.elements.withUnsafeMutableBufferPointer { result in
    matrix.elements.withUnsafeBufferPointer { a in
      cblas_ssyrk(
        CblasRowMajor, CblasUpper, CblasNoTrans, blasint(rows), blasint(columns), 1, a.baseAddress, blasint(columns), 0,
        result.baseAddress, blasint(rows))
    }
    for row in 1..<max(rows, 1) {
      for column in 0..<row { result[row * rows + column] = result[column * rows + row] }
    }
  }
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
