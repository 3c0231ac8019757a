internal import Randomness

/// The random streams of one programming event, one for each purpose.
///
/// Draw (group, part) belongs to the sixteen cells of a group and to the part-th pulse or part of the event.
struct PulseStreams {
  let counts: DrawGroup, directions: DrawGroup, noise: DrawGroup, bounds: DrawGroup, write: DrawGroup

  init(_ key: StreamKey, step: UInt32) {
    counts = DrawGroup(key.child("pulseCount"), step: step)
    directions = DrawGroup(key.child("pulseDirection"), step: step)
    noise = DrawGroup(key.child("cycle"), step: step)
    bounds = DrawGroup(key.child("bound"), step: step)
    write = DrawGroup(key.child("writeNoise"), step: step)
  }

  /// Arrays have at most 2²⁸ cells, so 2²⁴ groups; events at most 64 parts.
  @inline(__always)
  static func index(_ group: Int, _ part: Int) -> Int { group &+ part &<< 24 }
}
