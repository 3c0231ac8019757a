internal import Randomness
internal import VectorMath

/// The working memory of one thread in a programming event: the kernels' rows and what chooses the cells in them.
struct PulseScratch {
  /// Cells in a slice.
  static var slice: Int { 1024 }

  /// The rows of ``PulseRows``.
  let rows: UnsafeMutablePointer<Float>
  /// Of the cells that may get a few pulses: expected pulses, those of them up, the random number that decides, its
  /// result, and how the result came about.
  let mean: UnsafeMutablePointer<Float>, up: UnsafeMutablePointer<Float>, chance: UnsafeMutablePointer<Float>
  let count: UnsafeMutablePointer<Float>, rest: UnsafeMutablePointer<Float>
  let tail: UnsafeMutablePointer<Float>, term: UnsafeMutablePointer<Float>
  /// Expected pulses of the slice's cells.
  let totals: UnsafeMutablePointer<Float>
  let words: UnsafeMutablePointer<UInt32>
  /// Nobody reads it; see ``PulseRun/fetch(_:_:)``.
  let sink: UnsafeMutablePointer<UInt32>
  /// One for cells of the slice that may get few, and for those that get many pulses.
  let flagsFew: UnsafeMutablePointer<UInt8>, flagsMany: UnsafeMutablePointer<UInt8>
  /// Places in the slice of cells with few and with many pulses.
  let few: UnsafeMutablePointer<UInt16>, many: UnsafeMutablePointer<UInt16>
  /// Of those with few, the ones in the rows, in their order; and room for sorting.
  let picked: UnsafeMutablePointer<UInt16>, several: UnsafeMutablePointer<UInt16>

  static func with(_ body: (PulseScratch) -> Void) {
    let floats = PulseRows.size + 8 * PulseRows.width + slice + 16
    let numbers = 2 * slice + 2 * PulseRows.width
    withUnsafeTemporaryAllocation(byteCount: 4 * floats + 2 * numbers + 2 * slice, alignment: 64) { buffer in
      let base = buffer.baseAddress!.bindMemory(to: Float.self, capacity: floats)
      // Lanes past the last cell hold numbers that every kernel can bear.
      base.initialize(repeating: 0.5, count: floats)
      let lists = (buffer.baseAddress! + 4 * floats).bindMemory(to: UInt16.self, capacity: numbers)
      lists.initialize(repeating: 0, count: numbers)
      let flags = (buffer.baseAddress! + 4 * floats + 2 * numbers).bindMemory(to: UInt8.self, capacity: 2 * slice)
      flags.initialize(repeating: 0, count: 2 * slice)
      body(PulseScratch(base, lists, flags))
    }
  }

  private init(
    _ base: UnsafeMutablePointer<Float>, _ lists: UnsafeMutablePointer<UInt16>, _ flags: UnsafeMutablePointer<UInt8>
  ) {
    rows = base
    let draft = base + PulseRows.size
    let width = PulseRows.width
    (mean, up, chance, count) = (draft, draft + width, draft + 2 * width, draft + 3 * width)
    (rest, tail, term) = (draft + 4 * width, draft + 5 * width, draft + 6 * width)
    words = UnsafeMutableRawPointer(draft + 7 * width).assumingMemoryBound(to: UInt32.self)
    totals = draft + 8 * width
    sink = UnsafeMutableRawPointer(totals + Self.slice).assumingMemoryBound(to: UInt32.self)
    few = lists
    many = lists + Self.slice
    picked = lists + 2 * Self.slice
    several = picked + width
    (flagsFew, flagsMany) = (flags, flags + Self.slice)
  }

  // MARK: Choosing cells

  /// Fills ``totals`` with expected pulses and zeros up to a multiple of 32.
  /// - Returns: the smallest and the largest.
  @inline(never)
  func fillTotals(
    _ up: UnsafePointer<Float>?, _ down: UnsafePointer<Float>?, count: Int
  ) -> (least: Float, most: Float) {
    if let up, let down {
      for index in 0..<count { totals[index] = up[index] + down[index] }
    } else if let one = up ?? down {
      for index in 0..<count { totals[index] = one[index] }
    } else {
      return (0, 0)
    }
    // Numbers ≥ 0 are ordered like their bits, of which the optimiser makes vectors.
    var least = UInt32.max
    var most: UInt32 = 0
    for index in 0..<count {
      let total = totals[index].bitPattern
      least = total < least ? total : least
      most = total > most ? total : most
    }
    for index in count..<(count + 31) & ~31 { totals[index] = 0 }
    return (count > 0 ? Float(bitPattern: least) : .infinity, Float(bitPattern: most))
  }

  /// Lists the cells of a slice that may get a few pulses, and those that get many.
  ///
  /// A cell gets at least one of λ expected pulses with probability 1 − e^{−λ} < λ. Eight bits of a uniform number rule
  /// most cells out; the others need the rest of it.
  /// - Parameter group: the number of the slice's first group of sixteen cells.
  @inline(never)
  func chooseExpected(
    count: Int, most: Float, threshold: Float, coarse: DrawGroup, group: Int
  ) -> (few: Int, many: Int) {
    PulseRows.fillWords(words, count: min(count, PulseRows.width), coarse, group: group)
    for start in stride(from: 0, to: count, by: PulseRows.width) {
      let shift = UInt32(truncatingIfNeeded: (start &>> 8) &<< 3)
      let (totals, flags) = (totals + start, flagsFew + start)
      for index in 0..<min(PulseRows.width, count - start) {
        let chance = Float(bitPattern: (words[index] &>> shift) & 0xFF | 0x4B00_0000) - 8_388_608
        flags[index] = chance < totals[index] * 256 ? 1 : 0
      }
    }
    guard most >= threshold else { return (Flags.list(flagsFew, count: count, to: few), 0) }
    for index in 0..<count {
      let isMany: UInt8 = totals[index] >= threshold ? 1 : 0
      flagsMany[index] = isMany
      flagsFew[index] &= isMany ^ 1
    }
    return (Flags.list(flagsFew, count: count, to: few), Flags.list(flagsMany, count: count, to: many))
  }

  /// Lists the cells with 1 up to `threshold` − 1 whole pulses, whatever their sign, and those with more.
  @inline(never)
  func chooseWhole(_ pulses: UnsafePointer<Float>, count: Int, threshold: Float) -> (few: Int, many: Int) {
    var bits: UInt32 = 0
    for index in 0..<count { bits |= pulses[index].bitPattern }
    guard bits &<< 1 != 0 else { return (0, 0) }
    for index in 0..<count {
      let size = magnitude(pulses[index])
      let isMany: UInt8 = size >= threshold ? 1 : 0
      flagsMany[index] = isMany
      flagsFew[index] = size > 0 ? isMany ^ 1 : 0
    }
    return (Flags.list(flagsFew, count: count, to: few), Flags.list(flagsMany, count: count, to: many))
  }

  /// The same of some cells, in ascending order, whose pulses go to ``totals``.
  /// - Parameters:
  ///   - cells, pulses: `number` cells of all and their pulses.
  ///   - slice: the slice whose cells, the first of the list, are taken.
  /// - Returns: how many were taken besides.
  func chooseWhole(
    _ cells: UnsafePointer<UInt32>, _ pulses: UnsafePointer<Float>, _ number: Int, _ slice: Range<Int>, threshold: Float
  ) -> (few: Int, many: Int, all: Int) {
    var (few, many, rank) = (0, 0, 0)
    while rank < number, cells[rank] < slice.upperBound {
      let place = UInt16(truncatingIfNeeded: Int(cells[rank]) &- slice.lowerBound)
      totals[Int(place)] = pulses[rank]
      let size = magnitude(pulses[rank])
      // Both lists get the place; the one it belongs to grows.
      self.few[few] = place
      self.many[many] = place
      few &+= size > 0 && size < threshold ? 1 : 0
      many &+= size >= threshold ? 1 : 0
      rank &+= 1
    }
    return (few, many, rank)
  }

  // MARK: Numbers of pulses

  /// The random numbers that decide on the pulses of some cells of the list `few`: eight bits they were chosen by, and
  /// 24 more, so that the smallest ones are known to 2⁻³³.
  func fillChances(_ list: UnsafePointer<UInt16>, count cells: Int, fine: DrawGroup, group: Int) {
    for rank in 0..<cells {
      let place = Int(list[rank])
      let byte = (words[place & 255] &>> UInt32(truncatingIfNeeded: (place &>> 8) &<< 3)) & 0xFF
      tail[rank] = Float(bitPattern: byte | 0x4B00_0000) - 8_388_608
    }
    let bits = UnsafeMutableRawPointer(term).assumingMemoryBound(to: UInt32.self)
    PulseRows.fillWords(bits, count: cells, fine, group: group)
    for rank in 0..<cells {
      let part = Float(bitPattern: bits[rank] &>> 9 | 0x3F80_0000) - (1 - 0x1p-24)
      chance[rank] = (tail[rank] + part) * 0x1p-8
    }
    for rank in cells..<PulseRows.padded(cells) { chance[rank] = 1 }
  }

  /// Poisson numbers with the means in ``mean`` by inversion of ``chance``, into ``count``, with ``rest`` for those
  /// that are one.
  func drawCounts(count cells: Int) {
    PoissonNumbers.draw(
      means: mean, chances: chance, numbers: count, rests: rest, count: cells, tails: tail, terms: term)
  }

  /// Orders the cells with any pulses, those with most pulses first, into ``picked``; 63 and more count as equal.
  /// - Returns: how many have any, and how many have several.
  @inline(never)
  func pick(count cells: Int) -> (any: Int, several: Int) {
    var single = 0
    var more = 0
    for rank in 0..<cells {
      // Both lists get the number; the one it belongs to grows.
      picked[single] = UInt16(truncatingIfNeeded: rank)
      several[more] = UInt16(truncatingIfNeeded: rank)
      let number = count[rank]
      single &+= number == 1 ? 1 : 0
      more &+= number > 1 ? 1 : 0
    }
    guard more > 0 else { return (single, 0) }
    // The singles go behind the others.
    for rank in (0..<single).reversed() { picked[rank &+ more] = picked[rank] }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { starts in
      starts.initialize(repeating: 0)
      for place in 0..<more { starts[Self.slot(count[Int(several[place])])] &+= 1 }
      var sum = 0
      for number in 0..<64 { (starts[number], sum) = (sum, sum + starts[number]) }
      for place in 0..<more {
        let rank = several[place]
        let slot = Self.slot(count[Int(rank)])
        picked[starts[slot]] = rank
        starts[slot] &+= 1
      }
    }
    return (single + more, more)
  }

  /// 63 less a whole number of pulses, of which 63 and more are equal: its bits once 2²³ is added, without the checks of a
  /// conversion.
  @inline(__always)
  private static func slot(_ count: Float) -> Int {
    Int(truncatingIfNeeded: 63 &- (((count < 63 ? count : 63) + 8_388_608).bitPattern & 63))
  }
}
