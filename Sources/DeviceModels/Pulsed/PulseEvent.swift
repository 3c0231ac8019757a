/// One programming event on an array: what the pulses act on, and the noise they have.
///
/// Cells of a range are handled in slices from its beginning. Their random numbers follow from the event's key and
/// step, the range's beginning and the pulses that it gets: so ranges that do not overlap may be handled in any order,
/// and by several threads at once.
package struct PulseEvent: Sendable {
  /// The state that pulses act on, and the one that is read where write noise separates them.
  nonisolated(unsafe) let state: UnsafeMutablePointer<Float>
  nonisolated(unsafe) let apparent: UnsafeMutablePointer<Float>?
  /// Pulses that each cell has taken, where they are counted.
  nonisolated(unsafe) let taken: UnsafeMutablePointer<Float>?
  /// Planes of ``PackedConstants``, and words per plane.
  nonisolated(unsafe) let planes: UnsafePointer<UInt32>
  let stride: Int
  let count: Int
  /// The number of the array's first group of sixteen cells in the streams.
  let firstGroup: Int
  let response: PulseResponse
  let streams: PulseStreams

  /// From this number on, whole pulses are applied in aggregate.
  static var manyWholePulses: Float { 9 }

  /// Expected numbers of up and down pulses of the cells of a range; see ``PulsedCells/pulse(up:down:key:step:)``.
  /// - Parameters:
  ///   - range: cells; begins at a multiple of 16.
  ///   - up, down: numbers ≥ 0 of the range's cells; nil for none.
  package func apply(_ range: Range<Int>, up: UnsafePointer<Float>?, down: UnsafePointer<Float>?) {
    check(range)
    switch response.law {
    case .affine(let law): run(law) { $0.expected(range, up: up, down: down) }
    case .exponential(let law): run(law) { $0.expected(range, up: up, down: down) }
    case .power(let law): run(law) { $0.expected(range, up: up, down: down) }
    case .measured(let law): run(law) { $0.expected(range, up: up, down: down) }
    }
  }

  /// Whole numbers of pulses of the cells of a range, up positive.
  package func apply(_ range: Range<Int>, pulses: UnsafePointer<Float>) {
    check(range)
    switch response.law {
    case .affine(let law): run(law) { $0.whole(range, pulses) }
    case .exponential(let law): run(law) { $0.whole(range, pulses) }
    case .power(let law): run(law) { $0.whole(range, pulses) }
    case .measured(let law): run(law) { $0.whole(range, pulses) }
    }
  }

  /// Whole numbers of pulses of some cells, up positive: what ``apply(_:pulses:)`` of all cells gives with none for the
  /// others.
  /// - Parameters:
  ///   - cells: `count` cells in ascending order.
  ///   - pulses: their pulses.
  func apply(_ cells: UnsafePointer<UInt32>, count: Int, pulses: UnsafePointer<Float>) {
    precondition(count == 0 || Int(cells[count - 1]) < self.count, "cells beyond \(self.count)")
    switch response.law {
    case .affine(let law): run(law) { $0.whole(cells, count, pulses) }
    case .exponential(let law): run(law) { $0.whole(cells, count, pulses) }
    case .power(let law): run(law) { $0.whole(cells, count, pulses) }
    case .measured(let law): run(law) { $0.whole(cells, count, pulses) }
    }
  }

  /// Whole numbers of up and down pulses, in random order, of some cells of a range, each of them once.
  /// - Parameters:
  ///   - range: cells; begins at a multiple of 16.
  ///   - touched: `number` places in the range.
  ///   - up, down: their pulses; nil for none.
  package func apply(
    _ range: Range<Int>, touched: UnsafePointer<UInt32>, number: Int, up: UnsafePointer<Float>?,
    down: UnsafePointer<Float>?
  ) {
    check(range)
    switch response.law {
    case .affine(let law): run(law) { $0.touched(range, touched, number, up, down) }
    case .exponential(let law): run(law) { $0.touched(range, touched, number, up, down) }
    case .power(let law): run(law) { $0.touched(range, touched, number, up, down) }
    case .measured(let law): run(law) { $0.touched(range, touched, number, up, down) }
    }
  }

  /// Fractions of up and down steps, of the mean size at each cell's state, on the cells of a range: what many weak
  /// voltages add up to. Without noise of its own, since its sum is small; held to the bounds.
  package func disturb(_ range: Range<Int>, up: UnsafePointer<Float>, down: UnsafePointer<Float>) {
    check(range)
    switch response.law {
    case .affine(let law): run(law) { $0.disturb(range, up: up, down: down) }
    case .exponential(let law): run(law) { $0.disturb(range, up: up, down: down) }
    case .power(let law): run(law) { $0.disturb(range, up: up, down: down) }
    case .measured(let law): run(law) { $0.disturb(range, up: up, down: down) }
    }
  }

  private func check(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && range.lowerBound % 16 == 0,
      "cells \(range) of \(count) do not begin at a multiple of 16")
  }

  /// The law is chosen here, once per range: each compiles to loops of its own.
  @inline(__always)
  private func run<Law: StateLaw>(_ law: Law, _ body: (PulseRun<Law>) -> Void) {
    PulseScratch.with { scratch in
      body(
        PulseRun(
          event: self, kernel: PulseKernel(law: law, noise: response.noise, streams: streams), scratch: scratch))
    }
  }
}
