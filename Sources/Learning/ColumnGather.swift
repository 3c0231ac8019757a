internal import Matrices

/// Columns of a matrix in an order of their own, where neighbours often stay neighbours: what a receptive field sees of
/// the layer below.
struct ColumnGather: Sendable {
  /// Neighbours, copied together.
  private struct Run {
    var from: Int
    var to: Int
    var count: Int
  }

  private var runs: [Run] = []
  private let count: Int

  /// The columns, in their order.
  init(_ columns: [Int]) {
    count = columns.count
    for (place, column) in columns.enumerated() {
      if let last = runs.last, last.from + last.count == column {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(from: column, to: place, count: 1))
      }
    }
  }

  /// They alone, as a new matrix.
  func of(_ matrix: Matrix) -> Matrix {
    let (rows, width, count) = (matrix.rows, matrix.columns, count)
    let gathered = [Float](unsafeUninitializedCapacity: max(1, rows * count)) { target, initialized in
      matrix.elements.withUnsafeBufferPointer { source in
        guard let first = source.baseAddress, let to = target.baseAddress else { return }
        for row in 0..<rows {
          let (line, place) = (first + row * width, to + row * count)
          for run in runs { Self.copy(line + run.from, place + run.to, run.count) }
        }
      }
      initialized = rows * count
    }
    return Matrix(rows: rows, columns: count, elements: gathered)
  }

  /// Short runs eight numbers at a time, the last eight perhaps twice: a call for each would take longer than its copy.
  @inline(__always)
  private static func copy(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
    guard count >= 8, count <= 32 else { return target.initialize(from: source, count: count) }
    for start in stride(from: 0, to: count, by: 8) {
      let offset = min(start, count - 8)
      UnsafeMutableRawPointer(target + offset).storeBytes(
        of: UnsafeRawPointer(source + offset).loadUnaligned(as: SIMD8<Float>.self), as: SIMD8<Float>.self)
    }
  }
}
