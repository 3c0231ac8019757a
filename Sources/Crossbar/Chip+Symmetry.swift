internal import DeviceModels
internal import Randomness

extension Chip {
  /// Where cells settle under pulses up and down in turn, from the conductance of weight 0: the mean of what they show after
  /// each pulse over the last quarter of the pairs (H. Kim et al., arXiv 1907.10228: zero-shifting). Noise of pulses stays in
  /// it, and cells of many small steps need many pairs.
  func foundSymmetry(_ fresh: PulsedCells, pairs: Int, key: StreamKey) -> [Float] {
    var cells = fresh
    let count = cells.count
    cells.set([Float](repeating: pulseMiddle, count: count))
    let (up, down) = ([Float](repeating: 1, count: count), [Float](repeating: -1, count: count))
    let kept = max(1, pairs / 4)
    var sums = [Float](repeating: 0, count: count)
    for pair in 0..<pairs {
      for (turn, counts) in [up, down].enumerated() {
        cells.pulse(counts: counts.span, key: key, step: UInt32(2 * pair + turn))
        guard pair >= pairs - kept else { continue }
        for cell in 0..<count { sums[cell] += cells.g[cell] }
      }
    }
    return sums.map { $0 / Float(2 * kept) }
  }
}
