internal import StrictYAML
public import Units
internal import VectorMath

/// Structural relaxation of phase-change cells: G(t) = G_prog (t/t₀)^(−ν) for t > t₀, ν = |µ_ν(g) + σ_ν(g) ξ|.
///
/// Source: V. Joshi et al., Nat. Commun. 11, 2473 (2020); S. R. Nandakumar et al., ICECS 2019. ξ belongs to the cell
/// and is drawn once, so that a cell drifts along one line; g is the target's G/Gmax. t counts from programming, and
/// up to t₀, the time of the first reading, nothing drifts.
public struct PowerLawDrift: Sendable, Equatable {
  /// t₀.
  public let referenceTime: Seconds
  /// µ_ν over g.
  public let exponentMean: ConductanceFunction
  /// σ_ν over g.
  public let exponentDeviation: ConductanceFunction

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    referenceTime = try mapping.quantity("referenceTime", Seconds.self, in: Seconds(1e-9)...Seconds(1e9))
    exponentMean = try ConductanceFunction(try mapping.mapping("exponentMean"), gMax: gMax)
    exponentDeviation = try ConductanceFunction(try mapping.mapping("exponentDeviation"), gMax: gMax)
  }

  /// ν of cells with the normalised conductances `conductances` and the draws `normals`.
  func exponents(_ conductances: [Float], normals: [Float]) -> [Float] {
    mapEight(conductances, normals) { g, normal in
      let nu = exponentMean.evaluate(g) + exponentDeviation.evaluate(g) * normal
      return nu.replacing(with: -nu, where: nu .< 0)
    }
  }
}
