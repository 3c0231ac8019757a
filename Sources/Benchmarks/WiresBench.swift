internal import Foundation
internal import Matrices
internal import Units
internal import Wires

/// Times of the wire solver beside the matrix product of the same array, one thread, in one run.
package struct WiresBench: Sendable, Encodable {
  /// One line of the result.
  package struct Row: Sendable, Encodable {
    /// `transfer-128`, `refresh-128`, `read-128`, …; `lines-…` is the elimination of whole lines on LAPACK.
    package let name: String
    package let shape: [Int]
    /// Samples of the product beside it.
    package let batch: Int
    /// Processor time of the one thread at work, the shortest of several.
    package let seconds: Double
    /// The same of the product batch × shape in plain Float.
    package let gemmSeconds: Double
    /// seconds / gemmSeconds.
    package let ratio: Double
    /// What the time or its relation to another is to stay below, where there is a target.
    package let target: String?
    package let met: Bool?

    private enum CodingKeys: String, CodingKey {
      case name = "case"
      case shape, batch, seconds, gemmSeconds, ratio, target, met
    }
  }

  package let rows: [Row]
  /// OpenBLAS's kernels, which the products and `lines-…` depend on and the solver does not.
  package let core: String

  /// Runs the benchmark, some ten seconds.
  /// - Throws: nothing in practice; the arrays are valid.
  package init() throws {
    core = BLAS.coreName
    var rows: [Row] = []
    for size in [128, 256] {
      rows += try Self.measure(size)
    }
    self.rows = rows
  }

  private static func measure(_ size: Int) throws -> [Row] {
    let batch = 1000
    let cells = pattern(size * size, salt: 1).map { 1e-7 + 24.9e-6 * $0 }
    let moved = zip(cells, pattern(size * size, salt: 2)).map { $0 * (1 + 2e-3 * ($1 - 0.5)) }
    let wires = WireSpecification(node: .nm22)
    let inputs = Matrix(rows: batch, columns: size, elements: pattern(batch * size, salt: 3).map { Float($0) })
    let ideal = Matrix(rows: size, columns: size, elements: cells.map { Float($0 / 25e-6) })
    var array = try EffectiveConductances(conductances: cells, rows: size, columns: size, wires: wires)
    let effective = Matrix(rows: size, columns: size, elements: array.values.map { Float($0 / 25e-6) })
    let gemm = shortest(20) { _ = product(inputs, ideal) }
    let read = shortest(20) { _ = product(inputs, effective) }
    let transfer = try shortest(size == 128 ? 40 : 10) {
      _ = try TransferMatrix.solve(conductances: cells, rows: size, columns: size, wires: wires)
    }
    var isMoved = false
    let refresh = try shortest(size == 128 ? 40 : 10) {
      isMoved.toggle()
      try array.update(conductances: isMoved ? moved : cells, tolerance: 1e-4)
    }
    let lines = try shortest(size == 128 ? 3 : 1) {
      _ = try LineElimination.solve(conductances: cells, rows: size, columns: size, wires: wires)
    }
    func row(_ name: String, _ seconds: Double, _ target: String? = nil, _ met: Bool? = nil) -> Row {
      Row(
        name: "\(name)-\(size)", shape: [size, size], batch: batch, seconds: seconds, gemmSeconds: gemm,
        ratio: seconds / gemm, target: target, met: met)
    }
    let limit = size == 128 ? 0.06 : 0.6
    return [
      row("transfer", transfer, "<= \(limit) s", transfer <= limit),
      size == 128
        ? row("refresh", refresh, "<= 0.5 transfer-128", refresh <= 0.5 * transfer) : row("refresh", refresh),
      row("read", read, "<= 1.3 gemm", read <= 1.3 * gemm),
      row("lines", lines),
    ]
  }

  /// Processor time of this thread, the shortest of several runs: other programs on the machine do not count.
  private static func shortest(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<count {
      let start = threadSeconds()
      try body()
      best = min(best, threadSeconds() - start)
    }
    return best
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Fixed numbers in [0, 1): the fractional parts of multiples of the golden ratio.
  private static func pattern(_ count: Int, salt: Int) -> [Double] {
    (0..<count).map { index in
      let value = Double(index + salt * 7919) * 0.618_033_988_749_894_9
      return value - value.rounded(.down)
    }
  }
}
