internal import Synchronization

/// Memory for the blocks of a solution, kept for the next one: fresh pages from the system cost as much as the
/// arithmetic.
///
/// A pool serves one solution at a time; ``withPool(_:)`` lends idle pools and makes a new one when all are at work.
/// What lies in the memory is always written before it is read, so results do not depend on the past.
final class ScratchPool<Scalar: WireScalar> {
  /// Idle pieces of 2^k numbers at index k.
  private var free = [[UnsafeMutablePointer<Scalar>]](repeating: [], count: Int.bitWidth)

  deinit {
    for pointer in free.joined() { pointer.deallocate() }
  }

  /// Memory for at least `count` numbers, aligned to 64 bytes, undefined in content.
  func take(_ count: Int) -> Scratch<Scalar> {
    let exponent = max(6, Int.bitWidth - (count - 1).leadingZeroBitCount)
    let pointer = free[exponent].popLast() ?? Self.allocate(1 << exponent)
    return Scratch(pointer: pointer, exponent: exponent, pool: self)
  }

  fileprivate func giveBack(_ pointer: UnsafeMutablePointer<Scalar>, _ exponent: Int) {
    free[exponent].append(pointer)
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Scalar> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<Scalar>.stride, alignment: 64)
    return raw.initializeMemory(as: Scalar.self, repeating: 0, count: capacity)
  }
}

/// A piece of memory that returns to its pool when nobody holds it any more.
final class Scratch<Scalar: WireScalar> {
  let pointer: UnsafeMutablePointer<Scalar>
  private let exponent: Int
  private let pool: ScratchPool<Scalar>

  fileprivate init(pointer: UnsafeMutablePointer<Scalar>, exponent: Int, pool: ScratchPool<Scalar>) {
    self.pointer = pointer
    self.exponent = exponent
    self.pool = pool
  }

  deinit { pool.giveBack(pointer, exponent) }
}

/// Idle pools of one number type.
final class ScratchPools<Scalar: WireScalar>: Sendable {
  private let idle = Mutex<[Lent]>([])

  /// A pool in passing from one solution to the next; never used by two.
  private struct Lent: @unchecked Sendable { let pool: ScratchPool<Scalar> }

  /// Runs `body` with a pool that nobody else uses meanwhile.
  func withPool<Result>(_ body: (ScratchPool<Scalar>) -> Result) -> Result {
    let lent = idle.withLock { $0.popLast() } ?? Lent(pool: ScratchPool())
    defer { idle.withLock { $0.append(lent) } }
    return body(lent.pool)
  }
}
