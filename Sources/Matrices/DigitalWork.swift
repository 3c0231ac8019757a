internal import Synchronization

/// Counts the matrix products that are made in floating point: what a digital part beside the chip has to do.
///
/// ``multiply(_:_:transposeLeft:transposeRight:alpha:beta:into:)`` and ``product(_:_:transposeLeft:transposeRight:)`` add
/// to the meter that is set where they are called; products inside a simulated array (`gemm` on raw rows) do not, as
/// there the physics does them.
///
///     let meter = DigitalWork()
///     DigitalWork.meter.withValue(meter) { learner.trainEpoch(data, epoch: 1) }
///     meter.products
public final class DigitalWork: Sendable {
  /// The meter that counts here; nil counts nothing.
  public static let meter = TaskLocal<DigitalWork?>(wrappedValue: nil)

  private struct Sums {
    var products = 0.0
    var bytes = 0.0
  }

  private let sums = Mutex(Sums())

  public init() {}

  /// Multiply-adds of all products.
  public var products: Double { sums.withLock(\.products) }
  /// Bytes of operands and results, each counted once a product: the least that has to be moved.
  public var bytes: Double { sums.withLock(\.bytes) }

  func add(m: Int, n: Int, k: Int) {
    add(
      products: Double(m) * Double(n) * Double(k),
      numbers: Double(m) * Double(k) + Double(k) * Double(n) + Double(m) * Double(n))
  }

  /// The products of a symmetric matrix's one half.
  func add(gramOf rows: Int, by columns: Int) {
    let half = Double(rows) * Double(rows + 1) / 2
    add(products: half * Double(columns), numbers: Double(rows) * Double(columns) + half)
  }

  private func add(products: Double, numbers: Double) {
    sums.withLock { sums in
      sums.products += products
      sums.bytes += 4 * numbers
    }
  }
}
