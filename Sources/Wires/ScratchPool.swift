internal import Synchronization

/// Memory for the blocks of a solution, kept for the next one: fresh pages from the system cost as much as the arithmetic.
///
/// A pool serves one solution at a time; ``withPool(_:)`` lends idle pools and makes a new one when all are at work.
/// What lies in the memory is always written before it is read, so results do not depend on the past.
final class ScratchPool<Scalar: WireScalar> {
  private var free: [Int: [UnsafeMutablePointer<Scalar>]] = [:]

  deinit {
    for pointer in free.values.joined() { pointer.deallocate() }
  }

  /// Memory for at least `count` numbers, aligned to 64 bytes, undefined in content.
  func take(_ count: Int) -> Scratch<Scalar> {
    var capacity = 64
    while capacity < count { capacity *= 2 }
    let pointer = free[capacity]?.popLast() ?? Self.allocate(capacity)
    return Scratch(pointer: pointer, capacity: capacity, pool: self)
  }

  fileprivate func giveBack(_ pointer: UnsafeMutablePointer<Scalar>, _ capacity: Int) {
    free[capacity, default: []].append(pointer)
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Scalar> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<Scalar>.stride, alignment: 64)
    return raw.initializeMemory(as: Scalar.self, repeating: 0, count: capacity)
  }
}

/// A piece of memory that returns to its pool when nobody holds it any more.
final class Scratch<Scalar: WireScalar> {
  let pointer: UnsafeMutablePointer<Scalar>
  private let capacity: Int
  private let pool: ScratchPool<Scalar>

  fileprivate init(pointer: UnsafeMutablePointer<Scalar>, capacity: Int, pool: ScratchPool<Scalar>) {
    self.pointer = pointer
    self.capacity = capacity
    self.pool = pool
  }

  deinit { pool.giveBack(pointer, capacity) }
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
