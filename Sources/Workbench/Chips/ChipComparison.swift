package import Crossbar
internal import Matrices
package import Progress

/// Every pair of some chips: `mortal chip compare`.
package struct ChipComparison: Sendable {
  package let chips: [Chip]
  package let portraits: [ChipPortrait]
  package let distances: [ChipDistance]

  /// - Parameters:
  ///   - serials: two and more.
  ///   - chip: makes the chip of a serial number.
  ///   - progress: shown on standard error where the work takes a while.
  /// - Throws: what making a chip throws; `MemoryShortage`.
  package init(
    _ serials: [Int], rows: Int, columns: Int, progress: ProgressLine = ProgressLine(), chip: (Int) throws -> Chip
  ) throws {
    precondition(serials.count >= 2, "a comparison of \(serials.count) chips")
    let pairs = serials.count * (serials.count - 1) / 2
    try ChipPortrait.requireMemory(
      rows: rows, columns: columns, chips: serials.count, for: "\(serials.count) arrays of \(rows) x \(columns)")
    try MachineMemory.require(400 * Double(pairs), for: "\(pairs) pairs of chips")
    let chips = try serials.map(chip)
    var portraits: [ChipPortrait] = []
    for chip in chips {
      portraits.append(try ChipPortrait(chip, rows: rows, columns: columns))
      if serials.count > 20 {
        progress.show(done: Double(portraits.count), before: 0, total: serials.count, unit: "chips")
      }
    }
    var distances: [ChipDistance] = []
    distances.reserveCapacity(pairs)
    for first in portraits.indices {
      for second in portraits.indices where second > first {
        distances.append(try ChipDistance(portraits[first], portraits[second]))
      }
      if pairs > 1000 { progress.show(done: Double(distances.count), before: 0, total: pairs, unit: "pairs") }
    }
    progress.finish()
    self.chips = chips
    self.portraits = portraits
    self.distances = distances
  }
}
