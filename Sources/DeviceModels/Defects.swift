internal import Foundation
public import Randomness
internal import StrictYAML

/// Cells that do not follow their writes.
public struct Defects: Sendable, Equatable {
  /// Fraction of cells that stay at the low end (stuck-at-0, high resistance).
  public let stuckLow: Double
  /// Fraction that stay at the high end (stuck-at-1, low resistance).
  public let stuckHigh: Double
  /// Fraction that stay within ±``midSpread`` of the middle of the window.
  public let stuckMid: Double
  /// Half the width of the band of the cells stuck in the middle, relative to the window.
  public let midSpread: Double
  /// Fraction that stay where forming left them, anywhere in the window.
  public let unresponsive: Double

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    stuckLow = try mapping.number("stuckLow", in: 0...1, default: 0)
    stuckHigh = try mapping.number("stuckHigh", in: 0...1, default: 0)
    stuckMid = try mapping.number("stuckMid", in: 0...1, default: 0)
    midSpread = try mapping.number("midSpread", in: 0...0.5, default: 0)
    unresponsive = try mapping.number("unresponsive", in: 0...1, default: 0)
    let total = stuckLow + stuckHigh + stuckMid + unresponsive
    guard total <= 1 else {
      throw .outside(place: mapping.place, value: "a sum of \(total)", allowed: "sums of fractions up to 1")
    }
  }

  public init(
    stuckLow: Double = 0, stuckHigh: Double = 0, stuckMid: Double = 0, midSpread: Double = 0, unresponsive: Double = 0
  ) {
    self.stuckLow = stuckLow
    self.stuckHigh = stuckHigh
    self.stuckMid = stuckMid
    self.midSpread = midSpread
    self.unresponsive = unresponsive
  }

  /// No defects.
  public static let none = Defects()

  /// These defects with other shares at the low and the high end, and of the other kinds together, where given; what is
  /// not given stays.
  public func with(stuckLow: Double?, stuckHigh: Double?, others: Double?) -> Defects {
    let own = stuckMid + unresponsive
    let factor = others.map { own > 0 ? $0 / own : 0 } ?? 1
    return Defects(
      stuckLow: stuckLow ?? self.stuckLow, stuckHigh: stuckHigh ?? self.stuckHigh, stuckMid: stuckMid * factor,
      midSpread: midSpread, unresponsive: unresponsive * factor)
  }

  /// The defects of a die on which the odds of a defect are e^`logOdds` times as large, in the same proportions.
  public func shifted(logOdds: Double) -> Defects {
    guard logOdds != 0, total > 0, total < 1 else { return self }
    let odds = total / (1 - total) * exp(logOdds)
    let factor = odds / (1 + odds) / total
    return Defects(
      stuckLow: stuckLow * factor, stuckHigh: stuckHigh * factor, stuckMid: stuckMid * factor, midSpread: midSpread,
      unresponsive: unresponsive * factor)
  }

  /// The fraction of cells with any defect.
  public var total: Double { stuckLow + stuckHigh + stuckMid + unresponsive }

  /// What is wrong with a cell.
  public enum State: UInt8, Sendable, Equatable {
    case working
    case stuckLow
    case stuckHigh
    case stuckMid
    case unresponsive
  }

  /// The states of `count` cells of a chip from cell `first` on, fixed by its identity.
  public func states(_ count: Int, identity: StreamKey, first: Int) -> [State] {
    let low = Float(stuckLow)
    let high = low + Float(stuckHigh)
    let mid = high + Float(stuckMid)
    let all = mid + Float(unresponsive)
    return identity.child("defect").uniforms(count, from: first).map {
      $0 < low ? .stuckLow : $0 < high ? .stuckHigh : $0 < mid ? .stuckMid : $0 < all ? .unresponsive : .working
    }
  }

  /// The normalised conductance at which each cell is stuck; NaN for a working one.
  /// - Parameter low: the lower end of the window, Gmin/Gmax.
  public func stuckConductances(_ states: [State], low: Float, identity: StreamKey, first: Int) -> [Float] {
    let draws = identity.child("stuckAt").uniforms(states.count, from: first)
    let width = 1 - low
    return zip(states, draws).map { state, draw in
      switch state {
      case .working: .nan
      case .stuckLow: low
      case .stuckHigh: 1
      case .stuckMid: low + width * (0.5 + Float(midSpread) * (2 * draw - 1))
      case .unresponsive: low + width * draw
      }
    }
  }
}
