internal import Foundation
public import Randomness
internal import StrictYAML

/// Closing of the conductance window with full switching cycles.
///
/// G_on(N) = G_on(0) [1 − a log₁₀(1 + N/N₀)] and R_off(N) = R_off(0) (1 + N/N₀)^(−b); N₀ is log-normal over cells. The
/// upper end falls because the low-resistance state's resistance rises, the lower end rises. An assumed form (no
/// paper gives one for arrays); the values and their evidence stand in the card.
public struct EnduranceModel: Sendable, Equatable {
  /// Median of N₀.
  public let cycles: Double
  /// Standard deviation of log₁₀ N₀ over cells.
  public let decadesDeviation: Double
  /// a per decade.
  public let onLossPerDecade: Double
  /// b.
  public let offExponent: Double

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    cycles = try mapping.number("cycles", in: 1...1e18)
    decadesDeviation = try mapping.number("decadesDeviation", in: 0...5)
    onLossPerDecade = try mapping.number("onLossPerDecade", in: 0...1)
    offExponent = try mapping.number("offExponent", in: 0...5)
  }

  /// N₀ of `count` cells from cell `first` on.
  public func characteristicCycles(_ count: Int, identity: StreamKey, first: Int) -> [Double] {
    identity.child("endurance").normals(count, from: first).map {
      cycles * pow(10, decadesDeviation * Double($0))
    }
  }

  /// The ends of each cell's window after a number of cycles, as normalised conductances.
  ///
  /// A cell whose ends have met stays at the point where they met: it no longer switches.
  /// - Parameters:
  ///   - cycles: full cycles of each cell.
  ///   - low: the fresh lower end Gmin/Gmax.
  public func windows(
    cycles: [Double], low: Float, identity: StreamKey, first: Int
  ) -> (low: [Float], high: [Float]) {
    let lives = characteristicCycles(cycles.count, identity: identity, first: first)
    let windows = zip(cycles, lives).map { window(used: $0 / $1, low: low) }
    return (windows.map(\.low), windows.map(\.high))
  }

  /// The ends of the window of a cell that has used up a share N/N₀ of its life.
  public func window(used: Double, low: Float) -> (low: Float, high: Float) {
    let decades = log10(1 + used)
    let high = 1 - onLossPerDecade * decades
    let lower = Double(low) * pow(10, offExponent * decades)
    guard lower >= high else { return (Float(lower), Float(high)) }
    let met = 1 - onLossPerDecade * meetingDecades(low: Double(low))
    return (Float(met), Float(met))
  }

  /// log₁₀(1 + N/N₀) at which the ends meet, which they do somewhere.
  private func meetingDecades(low: Double) -> Double {
    var decades = (closed: 100.0, open: 0.0)
    for _ in 0..<80 {
      let middle = 0.5 * (decades.closed + decades.open)
      if low * pow(10, offExponent * middle) > 1 - onLossPerDecade * middle {
        decades.closed = middle
      } else {
        decades.open = middle
      }
    }
    return decades.open
  }
}
