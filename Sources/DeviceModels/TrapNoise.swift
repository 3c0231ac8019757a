public import Randomness
public import Units

/// The traps of an array of cells: each cell's deviation from its mean as a pure function of cell and time.
///
/// In slot j of trap k a cell holds the sign of a draw whose counter is (j, k, cell): no history is needed, so that reads
/// in any order, number and split see the same deviations, and a saved chip goes on without the state of a generator.
/// 128 neighbouring cells begin their slots together, the next 128 at another phase (steps of the golden ratio, from a
/// start that is drawn for each array and trap): on an array whose rows are longer, cells of one output change
/// independently of each other. Phases and places within a slot are 32-bit fractions of it.
///
/// ``advance(to:)`` keeps the sums of slow traps and only redraws those whose slot has ended. Sums are of whole numbers,
/// so that the way to a time does not matter: 2 bytes a cell.
public struct TrapNoise: Sendable {
  static let groupSize = 128
  /// Groups that are moved together, so that all traps pass over their sums while these are in the innermost cache.
  static let blockGroups = 64

  /// Number of cells.
  public let count: Int
  public private(set) var ladder: TrapLadder
  /// Traps with smaller numbers are left out: they are faster than a read or a block of reads.
  public private(set) var firstTrap: Int
  private let draws: TrapDraws
  /// Sum of signed amplitudes of each cell, in whole groups.
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
    sums = [Int16](repeating: 0, count: (count + Self.groupSize - 1) / Self.groupSize * Self.groupSize)
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
  public var groups: Int { sums.count / Self.groupSize }

  /// The cells of a group.
  public func cells(ofGroup group: Int) -> Range<Int> {
    group * Self.groupSize..<min((group + 1) * Self.groupSize, count)
  }

  /// The group of a cell.
  public func group(of cell: Int) -> Int { cell / Self.groupSize }

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

  /// Brings the cells to a time, forward or back.
  public mutating func advance(to time: Seconds) {
    move(to: time) { mover in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.blockGroups) { changed in
        changed.initialize(repeating: 0)
        for block in 0..<mover.blocks { mover.move(block, changed: changed.baseAddress!) }
      }
    }
  }

  /// Brings arrays of the same number of cells to a time together, block by block.
  /// - Parameter body: calls ``TrapMover/move(_:changed:)`` of each mover once for every block, in any order, on any
  ///   threads; may not let the movers out.
  public static func move(_ arrays: inout [TrapNoise], to time: Seconds, _ body: ([TrapMover]) -> Void) {
    arrays.withUnsafeMutableBufferPointer { open($0, [], time, body) }
  }

  private static func open(
    _ arrays: UnsafeMutableBufferPointer<TrapNoise>, _ movers: [TrapMover], _ time: Seconds,
    _ body: ([TrapMover]) -> Void
  ) {
    guard movers.count < arrays.count else { return body(movers) }
    arrays[movers.count].move(to: time) { open(arrays, movers + [$0], time, body) }
  }

  private mutating func move(to time: Seconds, _ body: (TrapMover) -> Void) {
    let now = time.value
    let before = self.time
    let (count, draws, unit) = (count, draws, ladder.unit)
    let turns = (firstTrap..<ladder.count).compactMap { trap -> TrapTurn? in
      guard before == nil || now >= nextChange[trap] || now < lastChange[trap] else { return nil }
      return TrapTurn(trap, ladder, draws, from: before, to: now)
    }
    let blocks = (groups + Self.blockGroups - 1) / Self.blockGroups
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * max(1, turns.count * blocks)) { edges in
      edges.initialize(repeating: .max)
      sums.withUnsafeMutableBufferPointer { sums in
        guard let base = sums.baseAddress else { return }
        body(
          TrapMover(
            count: count, groups: sums.count / Self.groupSize, sums: base, edges: edges.baseAddress!, turns: turns,
            draws: draws, isFresh: before == nil, unit: unit))
      }
      for (number, turn) in turns.enumerated() {
        var (next, last) = (UInt32.max, UInt32.max)
        for block in 0..<blocks {
          next = min(next, edges[2 * (number * blocks + block)])
          last = min(last, edges[2 * (number * blocks + block) + 1])
        }
        // Rounding must not make a group look as if its slot went on: near a boundary it is looked at again.
        let margin = turn.period * 0x1p-31 + abs(now) * 1e-14
        nextChange[turn.trap] = now + (Double(next) + 1) * 0x1p-32 * turn.period - margin
        lastChange[turn.trap] = now - Double(last) * 0x1p-32 * turn.period + margin
      }
    }
    self.time = now
  }
}

/// One trap of all cells on the way from one time to another.
struct TrapTurn: Sendable {
  let trap: Int
  let period: Double
  let amplitude: Int16
  /// The phase of group 0, as a fraction of a slot.
  let start: UInt32
  /// Slots that have passed, and the part of the next one.
  let before: (whole: Int64, part: UInt32), now: (whole: Int64, part: UInt32)

  init(_ trap: Int, _ ladder: TrapLadder, _ draws: TrapDraws, from before: Double?, to now: Double) {
    self.trap = trap
    period = ladder.times[trap]
    amplitude = ladder.amplitudes[trap]
    start = draws.starts[trap]
    let period = period
    func place(_ time: Double) -> (Int64, UInt32) {
      let slots = time / period
      let whole = slots.rounded(.down)
      return (Int64(whole), UInt32((slots - whole) * 0x1p32))
    }
    self.now = place(now)
    self.before = before.map(place) ?? self.now
  }

  /// What a group's number adds to its phase: the golden ratio's part of 2³².
  static var phaseStep: UInt32 { 0x9E37_79B9 }
}

/// Moves the cells of an array block by block; see ``TrapNoise/move(_:to:_:)``.
public struct TrapMover: Sendable {
  /// Number of cells.
  public let count: Int
  let groups: Int
  nonisolated(unsafe) let sums: UnsafeMutablePointer<Int16>
  /// Of every turn and block how near the next slot boundary lies, and how far back the last, as parts of a slot.
  nonisolated(unsafe) let edges: UnsafeMutablePointer<UInt32>
  let turns: [TrapTurn]
  let draws: TrapDraws
  let isFresh: Bool
  let unit: Float

  /// Number of blocks.
  public var blocks: Int { (groups + TrapNoise.blockGroups - 1) / TrapNoise.blockGroups }
  /// Groups in a block, the last one may have fewer.
  public static var blockGroups: Int { TrapNoise.blockGroups }
  /// Cells in a group.
  public static var groupSize: Int { TrapNoise.groupSize }

  /// Redraws the traps of a block whose slot is another one now.
  /// - Parameter changed: ``blockGroups`` flags, set to 1 where any of a group's cells may have changed.
  public func move(_ block: Int, changed: UnsafeMutablePointer<UInt8>) {
    let first = block * TrapNoise.blockGroups
    let number = min(TrapNoise.blockGroups, groups - first)
    let sums = sums + first * TrapNoise.groupSize
    if isFresh {
      sums.update(repeating: 0, count: number * TrapNoise.groupSize)
      for group in 0..<number { changed[group] = 1 }
    }
    withUnsafeTemporaryAllocation(byteCount: 768, alignment: 64) { scratch in
      let base = scratch.baseAddress!
      let flags = base.assumingMemoryBound(to: UInt8.self)
      let list = (base + 64).assumingMemoryBound(to: UInt8.self)
      let carries = (base + 192).assumingMemoryBound(to: UInt32.self)
      for (place, turn) in turns.enumerated() {
        let edge = edges + 2 * (place * blocks + block)
        (edge[0], edge[1]) = Self.find(turn, UInt32(truncatingIfNeeded: first), number, isFresh, flags, carries)
        var found = 0
        for group in number..<(number + 7) & ~7 { flags[group] = 0 }
        for start in Swift.stride(from: 0, to: number, by: 8) {
          var eight = UInt64(littleEndian: base.load(fromByteOffset: start, as: UInt64.self))
          while eight != 0 {
            list[found] = UInt8(truncatingIfNeeded: start &+ eight.trailingZeroBitCount &>> 3)
            found &+= 1
            eight &= eight &- 1
          }
        }
        guard found > 0 else { continue }
        for place in 0..<found { changed[Int(list[place])] = 1 }
        redraw(turn, first, list, found, carries, sums, room: base + 448)
      }
    }
  }

  /// Flags the groups whose slot is another one than before.
  /// - Parameter carries: gets for each group whether its phase carries it into the next slot: bit 0 before, bit 1 now.
  /// - Returns: the least part of a slot that any group has to go, less one unit, and has behind it.
  @inline(never)
  private static func find(
    _ turn: TrapTurn, _ first: UInt32, _ number: Int, _ isFresh: Bool, _ flags: UnsafeMutablePointer<UInt8>,
    _ carries: UnsafeMutablePointer<UInt32>
  ) -> (next: UInt32, last: UInt32) {
    let way = turn.now.whole - turn.before.whole
    let slots = UInt32(truncatingIfNeeded: isFresh ? 2 : min(max(way, -2), 2))
    let (before, now) = (turn.before.part, turn.now.part)
    let start = turn.start &+ first &* TrapTurn.phaseStep
    var (next, last) = (UInt32.max, UInt32.max)
    for group in 0..<number {
      let phase = start &+ UInt32(truncatingIfNeeded: group) &* TrapTurn.phaseStep
      let then: UInt32 = phase > ~before ? 1 : 0
      let carry: UInt32 = phase > ~now ? 1 : 0
      carries[group] = then | carry &<< 1
      flags[group] = slots &+ carry != then ? 1 : 0
      let here = phase &+ now
      last = here < last ? here : last
      next = ~here < next ? ~here : next
    }
    return (next, last)
  }

  /// New signs for a trap of some groups: four groups' draws at a time.
  private func redraw(
    _ turn: TrapTurn, _ first: Int, _ list: UnsafePointer<UInt8>, _ found: Int, _ carries: UnsafePointer<UInt32>,
    _ sums: UnsafeMutablePointer<Int16>, room: UnsafeMutableRawPointer
  ) {
    let step = isFresh ? turn.amplitude : 2 * turn.amplitude
    let all = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    for start in Swift.stride(from: 0, to: found, by: 4) {
      func group(_ lane: Int) -> Int { Int(list[min(start + lane, found - 1)]) }
      let places = (group(0), group(1), group(2), group(3))
      let carried = SIMD4<UInt64>(
        UInt64(carries[places.0]), UInt64(carries[places.1]), UInt64(carries[places.2]), UInt64(carries[places.3]))
      let numbers =
        SIMD4<UInt64>(UInt64(places.0), UInt64(places.1), UInt64(places.2), UInt64(places.3))
        &+ SIMD4(repeating: UInt64(first))
      let new = draws.bits(turn.trap, SIMD4(repeating: UInt64(bitPattern: turn.now.whole)) &+ (carried &>> 1), numbers)
      var mask = (all, all, all, all)
      if !isFresh {
        let one = SIMD4<UInt64>(repeating: 1)
        let old = draws.bits(
          turn.trap, SIMD4(repeating: UInt64(bitPattern: turn.before.whole)) &+ (carried & one), numbers)
        // Cells whose sign stays keep their sum; the others move by twice the amplitude.
        mask = (new.0 ^ old.0, new.1 ^ old.1, new.2 ^ old.2, new.3 ^ old.3)
      }
      room.storeBytes(of: new.0, as: SIMD4<UInt64>.self)
      room.storeBytes(of: new.1, toByteOffset: 32, as: SIMD4<UInt64>.self)
      room.storeBytes(of: new.2, toByteOffset: 64, as: SIMD4<UInt64>.self)
      room.storeBytes(of: new.3, toByteOffset: 96, as: SIMD4<UInt64>.self)
      room.storeBytes(of: mask.0, toByteOffset: 128, as: SIMD4<UInt64>.self)
      room.storeBytes(of: mask.1, toByteOffset: 160, as: SIMD4<UInt64>.self)
      room.storeBytes(of: mask.2, toByteOffset: 192, as: SIMD4<UInt64>.self)
      room.storeBytes(of: mask.3, toByteOffset: 224, as: SIMD4<UInt64>.self)
      for lane in 0..<min(4, found - start) {
        Self.add(room + 8 * lane, step, to: sums + group(lane) * TrapNoise.groupSize)
      }
    }
  }

  /// Adds +step to the masked cells of a group whose sign bit is set and −step to those whose bit is not: sixteen cells
  /// at a time, by integer operations on whole vectors only.
  /// - Parameter words: the four words of signs, 32 bytes apart, and 128 bytes on those of the mask.
  @inline(never)
  private static func add(_ words: UnsafeRawPointer, _ step: Int16, to sums: UnsafeMutablePointer<Int16>) {
    let lanes = SIMD16<Int16>(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, -32768)
    let plus = SIMD16<Int16>(repeating: step)
    let top = SIMD16<Int16>(repeating: 15)
    let raw = UnsafeMutableRawPointer(sums)
    for part in 0..<8 {
      let place = 32 &* (part &>> 1) &+ 2 &* (part & 1)
      let signs = SIMD16<Int16>(repeating: words.load(fromByteOffset: place, as: Int16.self))
      let mask = SIMD16<Int16>(repeating: words.load(fromByteOffset: 128 &+ place, as: Int16.self))
      // −1 where the bit is not set, 0 where it is: (bit or 0) − bit, its sign in all bits.
      let still = ((mask & lanes) &- lanes) &>> top
      let down = ((signs & lanes) &- lanes) &>> top
      // Two's complement: (x ^ −1) + 1 = −x.
      let change = ((plus ^ down) &- down) & ~still
      let old = raw.loadUnaligned(fromByteOffset: 32 &* part, as: SIMD16<Int16>.self)
      raw.storeBytes(of: old &+ change, toByteOffset: 32 &* part, as: SIMD16<Int16>.self)
    }
  }

  /// Adds `factor` · amplitude · deviation of some cells to `target`, which begins with cell 0.
  public func add(
    _ factor: Float, _ amplitudes: UnsafePointer<Float>, cells: Range<Int>, to target: UnsafeMutablePointer<Float>
  ) {
    precondition(cells.lowerBound >= 0 && cells.upperBound <= count, "cells \(cells) of \(count)")
    let unit = unit * factor
    for cell in cells { target[cell] += amplitudes[cell] * (Float(sums[cell]) * unit) }
  }
}

/// The draws behind ``TrapNoise``.
struct TrapDraws: Sendable {
  private let signs: SIMD2<UInt32>
  private let tweak: UInt32
  /// Where in its slots of each trap the first group begins, as a fraction of a slot.
  let starts: [UInt32]

  init(key: StreamKey) {
    let signs = key.child("trapSigns")
    self.signs = SIMD2(UInt32(truncatingIfNeeded: signs.bits[0]), UInt32(truncatingIfNeeded: signs.bits[0] &>> 32))
    tweak = UInt32(truncatingIfNeeded: signs.bits[1])
    starts = key.child("trapPhases").uniforms(TrapLadder.largestCount).map { UInt32(Double($0) * 0x1p32) }
  }

  /// 128 fair bits for each of four groups: the signs of its cells in a slot of a trap, word by word.
  @inline(__always)
  func bits(
    _ trap: Int, _ slots: SIMD4<UInt64>, _ groups: SIMD4<UInt64>
  ) -> (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>) {
    // Slots are whole numbers, below 2⁶³ for any time up to 10⁶ years and any trap above a nanosecond.
    Philox4x32.fourBlocks(
      slots, slots &>> 32, groups, SIMD4(repeating: UInt64(UInt32(trap) ^ tweak)), key: signs)
  }
}
