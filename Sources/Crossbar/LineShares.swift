internal import Matrices

/// Where on a range of lines the pulses of each train fall: running sums of what the lines are driven with, as shares
/// in whole numbers, so that a line that is driven weakly gets its share to 2⁻²⁴ of itself and a silent one none.
struct LineShares: Sendable {
  /// [trains × stride]; rise to just below 2³² in every train that drives any line, then stay at the largest number, as
  /// far as ``Train/find(_:places:pulses:)`` may look.
  private let running: [UInt32]
  private let stride: Int

  /// - Parameters:
  ///   - drives: what drives the lines, all ≥ 0; they add.
  ///   - lines: columns of the drives.
  ///   - sums: of each train over lines whose shares add to one, these among them; nil for these alone.
  init(_ drives: [Matrix], _ lines: Range<Int>, sums totals: [Double]? = nil) {
    stride = lines.count + 1 << LineShares.levels(lines.count)
    let stride = stride
    let trains = drives[0].rows
    let sums = totals.map { [$0] } ?? drives.map { PulseDrive.sums($0, lines.lowerBound, lines.count) }
    running = [UInt32](unsafeUninitializedCapacity: max(1, trains * stride)) { running, initialized in
      let running = running.baseAddress!
      withUnsafeTemporaryAllocation(of: Float.self, capacity: lines.count) { whole in
        let whole = whole.baseAddress!
        for train in 0..<trains {
          let target = running + train * stride
          let sum = sums.reduce(0) { $0 + $1[train] }
          guard sum > 0 else {
            target.initialize(repeating: .max, count: stride)
            continue
          }
          // Below 2³² by more than the rounding of sums and shares can add.
          let scale = Float(4_294_000_000 / sum)
          for (number, drive) in drives.enumerated() {
            drive.elements.withUnsafeBufferPointer { values in
              Self.add(
                values.baseAddress! + train * drive.columns + lines.lowerBound, scale, number > 0, to: whole,
                count: lines.count)
            }
          }
          Self.run(whole, into: target, count: lines.count)
          (target + lines.count).initialize(repeating: .max, count: stride - lines.count)
        }
      }
      initialized = trains * stride
    }
  }

  /// Scaled numbers, beside what is there or in its place; a loop that becomes vectors.
  @inline(never)
  private static func add(
    _ values: UnsafePointer<Float>, _ scale: Float, _ beside: Bool, to whole: UnsafeMutablePointer<Float>, count: Int
  ) {
    if beside {
      for line in 0..<count { whole[line] += values[line] * scale }
    } else {
      for line in 0..<count { whole[line] = 0 + values[line] * scale }
    }
  }

  /// Running sums of the whole parts, which stay below 2³².
  @inline(never)
  private static func run(_ whole: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt32>, count: Int) {
    var total: UInt32 = 0
    for line in 0..<count {
      // Of a number below 2³² that is not negative: by way of 64 bits, which takes one instruction.
      total &+= UInt32(truncatingIfNeeded: Int64(whole[line]))
      target[line] = total
    }
  }

  /// How many halvings find one of so many lines.
  private static func levels(_ count: Int) -> Int { Int.bitWidth - (max(1, count) - 1).leadingZeroBitCount }

  /// The shares of one train on some of the lines, counted from the first one.
  func withTrain(_ train: Int, _ lines: Range<Int>, _ body: (Train) -> Void) {
    running.withUnsafeBufferPointer { running in
      let first = running.baseAddress! + train * stride + lines.lowerBound
      let before = lines.lowerBound == 0 ? 0 : Int(first[-1])
      body(
        Train(
          running: first, count: lines.count, before: before, span: UInt64(Int(first[lines.count - 1]) - before)))
    }
  }

  /// One train on some lines.
  struct Train {
    fileprivate let running: UnsafePointer<UInt32>
    fileprivate let count: Int
    fileprivate let before: Int
    fileprivate let span: UInt64

    /// The lines of some pulses, from 0: of each the first whose running sum is above the share that 32 random bits
    /// want.
    ///
    /// All pulses together: one pulse's comparisons cannot be foretold, while those of different pulses do not wait for one
    /// another. The first four levels of halving as the number of fifteen edges that do not lie above, three in a loop,
    /// which becomes vectors without look-ups; then level by level.
    /// - Parameters:
    ///   - words: random bits; used up.
    ///   - places: the lines.
    @inline(never)
    func find(_ words: UnsafeMutablePointer<UInt32>, places: UnsafeMutablePointer<UInt32>, pulses: Int) {
      let (before, span) = (UInt32(truncatingIfNeeded: before), span)
      for pulse in 0..<pulses {
        words[pulse] = before &+ UInt32(truncatingIfNeeded: (UInt64(words[pulse]) &* span) &>> 32)
        places[pulse] = 0
      }
      var level = UInt32(truncatingIfNeeded: LineShares.levels(count))
      if level >= 4 {
        level &-= 4
        let width = 1 << Int(level)
        for number in Swift.stride(from: 1, to: 16, by: 3) {
          let first = running[number * width - 1]
          let second = running[(number + 1) * width - 1]
          let third = running[(number + 2) * width - 1]
          for pulse in 0..<pulses {
            let word = words[pulse]
            let isPastFirst: UInt32 = first <= word ? 1 : 0
            let isPastSecond: UInt32 = second <= word ? 1 : 0
            let isPastThird: UInt32 = third <= word ? 1 : 0
            places[pulse] = places[pulse] &+ isPastFirst &+ isPastSecond &+ isPastThird
          }
        }
        for pulse in 0..<pulses { places[pulse] &<<= level }
      }
      while level > 0 {
        level &-= 1
        let edges = running + (1 << Int(level) - 1)
        for pulse in 0..<pulses {
          let place = places[pulse]
          // A shifted bit: of a choice between two numbers the compiler makes a branch.
          let isPast: UInt32 = edges[Int(place)] <= words[pulse] ? 1 : 0
          places[pulse] = place &+ isPast &<< level
        }
      }
    }
  }
}
