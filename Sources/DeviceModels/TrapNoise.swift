internal import Foundation
public import Randomness
public import Units

/// The traps of an array of cells: each cell's deviation from its mean as a pure function of cell and time.
///
/// In slot j of trap k a cell holds the sign of a draw whose counter is (j, k, cell): no history is needed, so that reads
/// in any order, number and split see the same deviations, and a saved chip goes on without the state of a generator.
/// 128 neighbouring cells begin their slots together, the next 128 at another phase (steps of the golden ratio, from a
/// start that is drawn for each array and trap): on an array whose rows are longer, cells of one output change
/// independently of each other.
///
/// ``advance(to:)`` keeps the sums of slow traps and only redraws those whose slot has ended. Sums are of whole numbers,
/// so that the way to a time does not matter: 2 bytes a cell.
public struct TrapNoise: Sendable {
  static let groupSize = 128

  /// Number of cells.
  public let count: Int
  public private(set) var ladder: TrapLadder
  /// Traps with smaller numbers are left out: they are faster than a read or a block of reads.
  public private(set) var firstTrap: Int
  private let draws: TrapDraws
  /// Sum of signed amplitudes of each cell.
  private var sums: [Int16]
  /// Where the sums stand; nil when they have to be made.
  private var time: Double?
  /// For each trap the earliest time at which a group of cells enters a new slot.
  private var nextChange: [Double]
  /// For each trap the latest such time that has passed.
  private var lastChange: [Double]

  /// - Parameters:
  ///   - key: of this array's noise.
  ///   - first: the first trap that takes part.
  public init(key: StreamKey, count: Int, ladder: TrapLadder, first: Int) {
    self.count = count
    self.ladder = ladder
    firstTrap = first
    draws = TrapDraws(key: key)
    sums = [Int16](repeating: 0, count: (count + 7) & ~7)
    nextChange = [Double](repeating: 0, count: ladder.count)
    lastChange = nextChange
  }

  /// Takes other traps into account; the next ``advance(to:)`` makes the sums anew where they differ.
  public mutating func use(_ ladder: TrapLadder, first: Int) {
    guard ladder != self.ladder || first != firstTrap else { return }
    self.ladder = ladder
    firstTrap = first
    time = nil
    nextChange = [Double](repeating: 0, count: ladder.count)
    lastChange = nextChange
  }

  /// Number of groups of cells that change together.
  public var groups: Int { (count + Self.groupSize - 1) / Self.groupSize }

  /// The cells of a group.
  public func cells(ofGroup group: Int) -> Range<Int> {
    group * Self.groupSize..<min((group + 1) * Self.groupSize, count)
  }

  /// The group of a cell.
  public func group(of cell: Int) -> Int { cell / Self.groupSize }

  /// Brings the cells to a time, forward or back.
  public mutating func advance(to time: Seconds) {
    var ignored: [Bool] = []
    advance(to: time, changed: &ignored)
  }

  /// Brings the cells to a time, forward or back.
  /// - Parameter changed: a flag for each group, set where any of its cells changed; empty where nobody asks.
  public mutating func advance(to time: Seconds, changed: inout [Bool]) {
    precondition(changed.isEmpty || changed.count == groups, "\(changed.count) flags for \(groups) groups")
    let now = time.value
    if let before = self.time {
      for trap in firstTrap..<ladder.count where now >= nextChange[trap] || now < lastChange[trap] {
        change(trap, from: before, to: now, &changed)
      }
    } else {
      for index in sums.indices { sums[index] = 0 }
      for trap in firstTrap..<ladder.count { change(trap, from: nil, to: now, &changed) }
    }
    self.time = now
  }

  /// Whether no cell changes between the time of the last ``advance(to:)`` and a later one.
  public func isStill(until end: Seconds) -> Bool {
    time != nil && (firstTrap..<ladder.count).allSatisfy { nextChange[$0] > end.value }
  }

  /// Deviation of every cell, of unit variance over traps and cells when all traps take part.
  public var values: [Float] {
    let unit = ladder.unit
    return (0..<count).map { Float(sums[$0]) * unit }
  }

  /// Deviation of the first cell.
  var first: Float { Float(sums[0]) * ladder.unit }

  /// Adds `factor` · amplitude · deviation of some cells to `target`, which begins with cell 0.
  /// - Precondition: amplitudes and target of ``count`` cells.
  public func add(
    _ factor: Float, _ amplitudes: [Float], cells: Range<Int>, to target: UnsafeMutablePointer<Float>
  ) {
    precondition(amplitudes.count == count, "\(amplitudes.count) amplitudes for \(count) cells")
    precondition(cells.lowerBound >= 0 && cells.upperBound <= count, "cells \(cells) of \(count)")
    let unit = ladder.unit * factor
    sums.withUnsafeBufferPointer { sums in
      amplitudes.withUnsafeBufferPointer { amplitudes in
        for cell in cells { target[cell] += amplitudes[cell] * (Float(sums[cell]) * unit) }
      }
    }
  }

  /// Redraws one trap in the groups whose slot is another one now.
  private mutating func change(_ trap: Int, from before: Double?, to now: Double, _ changed: inout [Bool]) {
    let period = ladder.times[trap]
    let amplitude = ladder.amplitudes[trap]
    var next = Double.infinity
    var last = -Double.infinity
    let (here, there) = (now / period, before.map { $0 / period })
    for group in 0..<groups {
      let phase = draws.phase(trap: trap, group: group)
      let slot = (here + phase).rounded(.down)
      next = min(next, (slot + 1 - phase) * period)
      last = max(last, (slot - phase) * period)
      if let there {
        let old = (there + phase).rounded(.down)
        guard old != slot else { continue }
        let was = draws.bits(trap: trap, slot: old, group: group)
        let new = draws.bits(trap: trap, slot: slot, group: group)
        // Cells whose sign stays keep their sum; the others move by twice the amplitude.
        addBits(was ^ new, signs: new, step: 2 * amplitude, group: group)
      } else {
        let new = draws.bits(trap: trap, slot: slot, group: group)
        addBits(SIMD4(repeating: .max), signs: new, step: amplitude, group: group)
      }
      if !changed.isEmpty { changed[group] = true }
    }
    // Rounding must not make a group look as if its slot went on: near a boundary it is looked at again.
    nextChange[trap] = next - (abs(next) + period) * 1e-14
    lastChange[trap] = last + (abs(last) + period) * 1e-14
  }

  /// Adds +step to the masked cells of a group whose sign bit is set and −step to those whose bit is not: eight cells at
  /// a time, by integer operations on whole vectors only.
  private mutating func addBits(_ mask: SIMD4<UInt32>, signs: SIMD4<UInt32>, step: Int16, group: Int) {
    let start = group * Self.groupSize
    let end = min(start + Self.groupSize, sums.count)
    let lanes = SIMD8<Int16>(1, 2, 4, 8, 16, 32, 64, 128)
    let plus = SIMD8<Int16>(repeating: step)
    let top = SIMD8<Int16>(repeating: 15)
    sums.withUnsafeMutableBytes { raw in
      for cell in stride(from: start, to: end, by: 8) {
        let offset = cell &- start
        let shift = UInt32(truncatingIfNeeded: offset & 31)
        let maskByte = Int16(truncatingIfNeeded: (mask[offset &>> 5] &>> shift) & 0xFF)
        if maskByte == 0 { continue }
        let signByte = Int16(truncatingIfNeeded: (signs[offset &>> 5] &>> shift) & 0xFF)
        // −1 where the bit is not set, 0 where it is: (bit or 0) − bit, its sign in all bits.
        let still = ((SIMD8(repeating: maskByte) & lanes) &- lanes) &>> top
        let down = ((SIMD8(repeating: signByte) & lanes) &- lanes) &>> top
        // Two's complement: (x ^ −1) + 1 = −x.
        let change = ((plus ^ down) &- down) & ~still
        let old = raw.loadUnaligned(fromByteOffset: 2 &* cell, as: SIMD8<Int16>.self)
        raw.storeBytes(of: old &+ change, toByteOffset: 2 &* cell, as: SIMD8<Int16>.self)
      }
    }
  }
}

/// The draws behind ``TrapNoise``.
struct TrapDraws: Sendable {
  private let signs: SIMD2<UInt32>
  private let tweak: UInt32
  private let phases: StreamKey
  private let starts: [Double]

  init(key: StreamKey) {
    let signs = key.child("trapSigns")
    self.signs = SIMD2(UInt32(truncatingIfNeeded: signs.bits[0]), UInt32(truncatingIfNeeded: signs.bits[0] &>> 32))
    tweak = UInt32(truncatingIfNeeded: signs.bits[1])
    phases = key.child("trapPhases")
    starts = phases.uniforms(TrapLadder.largestCount).map(Double.init)
  }

  /// Where in its slots of a trap a group of cells begins, in 0..<1.
  @inline(__always) func phase(trap: Int, group: Int) -> Double {
    let place = starts[trap] + Double(group) * 0.6180339887498949
    return place - place.rounded(.down)
  }

  /// 128 fair bits: the signs of a group's cells in a slot of a trap.
  @inline(__always) func bits(trap: Int, slot: Double, group: Int) -> SIMD4<UInt32> {
    // Slots are whole numbers, below 2⁶³ for any time up to 10⁶ years and any trap above a nanosecond.
    let slot = UInt64(bitPattern: Int64(slot))
    return Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: slot), UInt32(truncatingIfNeeded: slot &>> 32), UInt32(truncatingIfNeeded: group),
        UInt32(trap) ^ tweak), key: signs)
  }
}
