internal import Foundation

/// How far a cell's window has closed after many pulses.
///
/// A hook: the fraction of the window that is left after N pulses. The logarithmic form is G_on(N) = G_on0 [1 − a
/// log10(1 + N/N0)], an assumption shaped after reports that the low-resistance state of HfO2 cells rises in resistance
/// with cycling; use a card's own function where there are data. Analog partial pulses wear far less than full cycles.
public struct WindowClosing: Sendable {
  private let left: @Sendable (_ pulses: Float) -> Float

  /// Any law: the share of the upper half-window left after a number of pulses, 0...1.
  public init(_ left: @escaping @Sendable (_ pulses: Float) -> Float) { self.left = left }

  /// 1 − a log10(1 + N/N0), not below 0.
  public static func logarithmic(perDecade a: Float, onset n0: Float) -> WindowClosing {
    precondition(a >= 0 && n0 > 0, "window closing of \(a) per decade from \(n0) pulses")
    return WindowClosing { max(0, 1 - a * log10(1 + $0 / n0)) }
  }

  /// The share of the window left.
  public func left(after pulses: Float) -> Float { min(max(left(pulses), 0), 1) }
}

extension PulsedCells {
  /// Lowers every cell's upper bound to `low + left(N)·(high − low)` with N the pulses the cell has taken, and the states
  /// with it. `fresh` are the cells as they were when new: closing is always counted from there.
  public mutating func close(_ closing: WindowClosing, fresh: PulsedCells) {
    precondition(!pulseCounts.isEmpty && fresh.count == count, "window closing needs counted pulses and the new cells")
    for index in 0..<count {
      var cell = constants[index]
      let new = fresh.constants[index]
      cell.high = new.low + closing.left(after: pulseCounts[index]) * (new.high - new.low)
      constants.store(cell, at: index)
      g[index] = min(g[index], bounds(of: index).upperBound)
      if !hidden.isEmpty { hidden[index] = min(hidden[index], bounds(of: index).upperBound) }
    }
  }
}
