internal import Randomness

/// The random streams of one programming event, one for each purpose.
///
/// Cells are handled in slices; a draw belongs to a cell's rank among those of its slice that need one, and to the
/// pulse or part of the event. So draws follow from key, step and what pulses the slice gets, and from nothing else.
struct PulseStreams: Sendable {
  /// Eight bits a cell: whether it may get a pulse at all; then the rest of the number that decides how many.
  let coarse: DrawGroup, fine: DrawGroup
  /// Noise of pulses in aggregate.
  let aggregate: DrawGroup
  let bounds: DrawGroup, write: DrawGroup
  /// Directions and noise of the first 64 single pulses.
  private let firstDirections: DrawGroup, firstNoise: DrawGroup
  private let key: StreamKey
  private let step: UInt32

  init(_ key: StreamKey, step: UInt32) {
    func stream(_ label: String) -> DrawGroup { DrawGroup(key.child(label), step: step) }
    coarse = stream("pulseChance")
    fine = stream("pulseCount")
    firstDirections = stream("pulseDirection")
    firstNoise = stream("cycle")
    aggregate = stream("cycles")
    bounds = stream("bound")
    write = stream("writeNoise")
    (self.key, self.step) = (key, step)
  }

  /// Directions of the pulses of a round, at part `round % 64`.
  @inline(__always)
  func directions(round: Int) -> DrawGroup { round < 64 ? firstDirections : later("pulseDirection", round) }

  /// Noise of the pulses of a round, at part `round % 64`.
  @inline(__always)
  func noise(round: Int) -> DrawGroup { round < 64 ? firstNoise : later("cycle", round) }

  /// Out of line: the optimiser would derive these keys for every round.
  @inline(never)
  private func later(_ label: String, _ round: Int) -> DrawGroup {
    DrawGroup(key.child(label, round / 64), step: step)
  }

  /// Arrays have at most 2²⁸ cells, so 2²⁴ groups of sixteen; events at most 64 parts.
  @inline(__always)
  static func index(_ group: Int, _ part: Int) -> Int { group &+ (part & 63) &<< 24 }
}
