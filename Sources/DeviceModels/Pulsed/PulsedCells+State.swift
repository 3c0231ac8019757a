/// What pulses have made of an array of cells: all of it that does not follow from model, identity and variation.
public struct PulsedCellsState: Sendable, Codable, Equatable {
  /// Normalised conductances, [count].
  public var conductances: [Float]
  /// The states behind them, where write noise separates the two; empty otherwise.
  public var hidden: [Float]
  /// Pulses that each cell has taken; empty unless they are counted.
  public var pulseCounts: [Float]

  public init(conductances: [Float], hidden: [Float], pulseCounts: [Float]) {
    self.conductances = conductances
    self.hidden = hidden
    self.pulseCounts = pulseCounts
  }
}

extension PulsedCells {
  /// The state to go on from later. Windows that ``closeWindows(shares:fresh:)`` narrowed are not part of it.
  public var state: PulsedCellsState {
    PulsedCellsState(conductances: g, hidden: hidden, pulseCounts: pulseCounts)
  }

  /// Whether a state can be one of these cells: its counts are theirs, its numbers finite and not negative.
  public func accepts(_ state: PulsedCellsState) -> Bool {
    func isSound(_ values: [Float]) -> Bool { values.allSatisfy { $0.isFinite && $0 >= 0 } }
    return state.conductances.count == count && state.hidden.count == hidden.count
      && state.pulseCounts.count == pulseCounts.count && isSound(state.conductances)
      && state.hidden.allSatisfy(\.isFinite) && isSound(state.pulseCounts)
  }

  /// Puts the cells back into a state that was saved of cells of the same model and identity; pulses that follow give
  /// the same numbers as if there had been no break.
  ///
  /// A state that the cells do not accept (``accepts(_:)``) is a programmer's error and stops the program.
  public mutating func restore(_ state: PulsedCellsState) {
    precondition(accepts(state), "a state of other cells")
    g = state.conductances
    hidden = state.hidden
    pulseCounts = state.pulseCounts
  }
}
