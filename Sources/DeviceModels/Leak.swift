internal import Foundation
internal import Randomness
internal import StrictYAML
public import Units
internal import VectorMath

/// A charge that leaks away: the conductance of a cell goes back to a resting one, g → g₀ + (g − g₀) e^(−t/τ).
///
/// τ = τ̄ (1 + s ξ) with ξ once per cell for ever, held above a tenth of τ̄; g₀ is the conductance of weight 0. Source:
/// Y. Li et al., VLSI 2018 (capacitor cells), as in the decay of IBM aihwkit's pulsed devices.
public struct Leak: Sendable, Equatable {
  /// τ̄.
  public let lifetime: Seconds
  /// s.
  public let deviation: Double

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    lifetime = try mapping.quantity("lifetime", Seconds.self, in: Seconds(1e-9)...Seconds(1e12))
    deviation = try mapping.number("deviation", in: 0...1, default: 0)
  }

  /// What is left of conductances after a time.
  /// - Parameters:
  ///   - rest: g₀, normalised.
  ///   - identity: the chip's key; cell `first + i` has draw `first + i`.
  func leaked(_ conductances: [Float], rest: Float, after ages: CellAges, identity: StreamKey, first: Int) -> [Float] {
    if case .same(let time) = ages, time.value <= 0 { return conductances }
    let normals = identity.child("leak").normals(conductances.count, from: first)
    let rate = Float(-1 / lifetime.value)
    let spread = Float(deviation)
    return mapEight(conductances, normals, ages.seconds(conductances.count)) { g, normal, time in
      let life = (1 + spread * normal).clamped(
        lowerBound: SIMD8(repeating: 0.1), upperBound: SIMD8(repeating: .greatestFiniteMagnitude))
      return rest + (g - rest) * exponential(rate * time / life)
    }
  }
}
