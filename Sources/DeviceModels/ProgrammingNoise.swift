internal import StrictYAML
internal import Units

/// What closed-loop programming leaves: the distribution of a cell's conductance around its target at the reference
/// time.
public enum ProgrammingNoise: Sendable, Equatable {
  /// G = G_target: the ideal cell.
  case exact
  /// G = max(G_target + σ(G_target) ξ, 0) with ξ standard normal: the published spread.
  case spread(ConductanceFunction)
  /// G uniform within ±`halfWidth` · Gmax of the target and inside the window: where no spread is published, what a
  /// write–verify loop that stops inside an acceptance band leaves.
  case acceptanceBand(halfWidth: Float)

  /// Reads `exact: true`, `spread: {…}` or `acceptanceBand: 0.01` (half width, relative to Gmax).
  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    let words = ["exact", "spread", "acceptanceBand"]
    let given = words.filter { mapping.contains($0) }
    for word in words { _ = mapping.optionalValue(word) }
    guard given.count == 1 else {
      throw .wrongKind(
        place: mapping.place, found: "\(given.count) kinds of programming noise",
        expected: "exactly one of \(words.joined(separator: ", "))")
    }
    switch given[0] {
    case "exact":
      guard try mapping.bool("exact") else { throw mapping.outside("exact", value: "false", allowed: "true") }
      self = .exact
    case "spread": self = .spread(try ConductanceFunction(try mapping.mapping("spread"), gMax: gMax))
    default: self = .acceptanceBand(halfWidth: Float(try mapping.number("acceptanceBand", in: 1e-6...0.5)))
    }
  }
}
