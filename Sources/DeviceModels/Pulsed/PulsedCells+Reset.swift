extension PulsedCells {
  /// Brings one-sided cells that lie above their targets back to their low end by a RESET, from where pulses can go up
  /// again: partial-SET pulses cannot lower them. Cells that move both ways, and cells whose target is not a number, stay.
  ///
  /// The spread of a RESET is left out: it is below a pulse (0.01 in weight in IBM aihwkit's PCMPresetDevice).
  /// - Returns: the number of RESET pulses.
  public mutating func reset(above targets: [Float], tolerance: Float) -> Double {
    precondition(targets.count == count, "\(targets.count) targets for \(count) cells")
    guard model.oneSided else { return 0 }
    var resets = 0.0
    for index in 0..<count where g[index] > targets[index] + tolerance {
      g[index] = bounds(of: index).lowerBound
      if !hidden.isEmpty { hidden[index] = g[index] }
      resets += 1
    }
    return resets
  }
}
