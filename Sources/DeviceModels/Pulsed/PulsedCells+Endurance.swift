extension PulsedCells {
  /// Closes the cells' windows from above, as wear does where the low-resistance state's resistance rises: the upper
  /// bound of cell i becomes low + shares[i]·(high − low) of the new cell, and a state above it falls to it.
  ///
  /// The law of wear is the card's affair (``EnduranceModel``, with ``pulseCounts`` as its argument; analog partial
  /// pulses wear far less than full cycles).
  /// - Parameters:
  ///   - shares: the part of each window that is left, 0...1, [count].
  ///   - fresh: the cells as they were when new; closing is always counted from there.
  public mutating func closeWindows(shares: [Float], fresh: PulsedCells) {
    precondition(shares.count == count && fresh.count == count, "\(shares.count) windows for \(count) cells")
    for index in 0..<count {
      precondition(shares[index] >= 0 && shares[index] <= 1, "window share \(shares[index]) is outside 0...1")
      var cell = constants[index]
      let new = fresh.constants[index]
      cell.high = new.low + shares[index] * (new.high - new.low)
      constants.store(cell, at: index)
      let bound = constants[index].high
      g[index] = min(g[index], bound)
      if !hidden.isEmpty { hidden[index] = min(hidden[index], bound) }
    }
  }
}
