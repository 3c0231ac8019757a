internal import StrictYAML

/// How much dies of one kind differ as wholes, beside the spread of the cells within each.
///
/// No published measurement separates the two for memristor arrays; the cards' values are assumed and say so.
public struct DieToDie: Sendable, Equatable {
  /// Relative standard deviation of the die's conductance scale.
  public let conductance: Double
  /// Relative standard deviation of the die's drift exponents.
  public let driftExponent: Double

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    conductance = try mapping.number("conductance", in: 0...0.5)
    driftExponent = try mapping.number("driftExponent", in: 0...1, default: 0)
  }
}

/// What one die has in common over all its cells.
public struct DieVariation: Sendable, Equatable {
  /// Factor on every conductance: the die's verify reference is off by it, so closed-loop programming cannot see it.
  public var conductance: Float
  /// Factor on every drift exponent.
  public var driftExponent: Float

  /// A die like the average.
  public static let none = DieVariation(conductance: 1, driftExponent: 1)

  public init(conductance: Float, driftExponent: Float) {
    self.conductance = conductance
    self.driftExponent = driftExponent
  }
}
