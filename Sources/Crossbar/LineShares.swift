internal import Matrices

/// Where on a range of lines the pulses of each train fall: running sums of what the lines are driven with, as shares
/// in whole numbers, so that a line that is driven weakly gets its share to 2⁻²⁴ of itself and a silent one none.
struct LineShares: Sendable {
  /// [trains × lines]; rise to just below 2³² in every train that drives any line.
  private let running: [UInt32]
  private let count: Int

  /// - Parameters:
  ///   - drives: what drives the lines, all ≥ 0; they add.
  ///   - lines: columns of the drives.
  init(_ drives: [Matrix], _ lines: Range<Int>) {
    count = lines.count
    let trains = drives[0].rows
    let sums = drives.map { PulseDrive.sums($0, lines.lowerBound, lines.count) }
    var running = [UInt32](repeating: 0, count: trains * lines.count)
    running.withUnsafeMutableBufferPointer { running in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: lines.count) { whole in
        for train in 0..<trains {
          let sum = sums.reduce(0) { $0 + $1[train] }
          guard sum > 0 else { continue }
          // Below 2³² by more than the rounding of sums and shares can add.
          let scale = Float(4_294_000_000 / sum)
          for (number, drive) in drives.enumerated() {
            drive.elements.withUnsafeBufferPointer { values in
              let values = values.baseAddress! + train * drive.columns + lines.lowerBound
              for line in 0..<lines.count { whole[line] = (number == 0 ? 0 : whole[line]) + values[line] * scale }
            }
          }
          let target = running.baseAddress! + train * lines.count
          var total: UInt64 = 0
          for line in 0..<lines.count {
            total &+= UInt64(whole[line])
            target[line] = UInt32(truncatingIfNeeded: total)
          }
        }
      }
    }
    self.running = running
  }

  /// The shares of one train on some of the lines.
  func withTrain(_ train: Int, _ lines: Range<Int>, _ body: (Train) -> Void) {
    running.withUnsafeBufferPointer { running in
      let first = running.baseAddress! + train * count + lines.lowerBound
      let before = lines.lowerBound == 0 ? 0 : Int(first[-1])
      body(Train(
        running: first, count: lines.count, before: before, span: UInt64(Int(first[lines.count - 1]) - before)))
    }
  }

  /// One train on some lines.
  struct Train {
    fileprivate let running: UnsafePointer<UInt32>
    fileprivate let count: Int
    fileprivate let before: Int
    fileprivate let span: UInt64

    /// The line of a pulse, from 0: the first whose running sum is above the share that 32 random bits want. By halves,
    /// without branches, which could not be foretold.
    @inline(__always)
    func line(_ word: UInt32) -> Int {
      let wanted = before &+ Int(truncatingIfNeeded: (UInt64(word) &* span) &>> 32)
      var line = 0
      var left = count
      while left > 1 {
        let half = left &>> 1
        line &+= half & ((Int(running[line &+ half &- 1]) &- wanted &- 1) &>> 63)
        left &-= half
      }
      return line
    }
  }
}
