internal import Foundation
internal import StrictYAML
public import Units

/// How temperature changes conduction and ageing of a cell.
///
/// - Conduction: a straight mix over the window of a semiconducting low state, G exp(−(E_a/k)(1/T − 1/T₀)), and a
///   metallic high state, G / (1 + α (T − T₀)).
/// - Bakes: measured changes of the state (``Bake``).
/// - Ageing: Arrhenius; at T time runs exp((E_r/k)(1/T₀ − 1/T)) times as fast as at T₀.
public struct TemperatureDependence: Sendable, Equatable {
  /// T₀, at which the card's values hold.
  public let reference: Kelvin
  /// E_a of conduction in the low state; nil when conduction does not depend on temperature there.
  public let conductionEnergy: ElectronVolts?
  /// α of the high state per kelvin; nil when conduction does not depend on temperature there.
  public let metallicCoefficient: Double?
  /// E_r of drift and relaxation; nil when ageing does not depend on temperature.
  public let retentionEnergy: ElectronVolts?
  /// What bakes do to the state; nil where none was measured.
  public let bake: Bake?

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    let energies = ElectronVolts(0)...ElectronVolts(5)
    reference = try mapping.quantity("reference", Kelvin.self, in: Kelvin(1)...Kelvin(1000))
    conductionEnergy = try mapping.optional("conductionEnergy") { (value) throws(YAMLError) in
      try value.quantity(ElectronVolts.self, in: energies)
    }
    metallicCoefficient = try mapping.optional("metallicCoefficientPerKelvin") { (value) throws(YAMLError) in
      try value.number(in: -0.02...0.02)
    }
    retentionEnergy = try mapping.optional("retentionEnergy") { (value) throws(YAMLError) in
      try value.quantity(ElectronVolts.self, in: energies)
    }
    if let given = try mapping.optionalMapping("bake") {
      bake = try Bake(given, reference: reference, gMax: gMax)
    } else {
      bake = nil
    }
  }

  /// How many times faster than at the reference temperature a cell ages.
  public func acceleration(_ temperature: Kelvin) -> Double {
    guard let retentionEnergy else { return 1 }
    return arrhenius(retentionEnergy, temperature)
  }

  /// The factors on the conductance of the lowest and of the highest state.
  public func conductionFactors(_ temperature: Kelvin) -> (low: Double, high: Double) {
    let low = conductionEnergy.map { arrhenius($0, temperature) } ?? 1
    let high = metallicCoefficient.map { 1 / (1 + $0 * (temperature.value - reference.value)) } ?? 1
    return (low, high)
  }

  /// exp((E/k)(1/T₀ − 1/T)).
  private func arrhenius(_ energy: ElectronVolts, _ temperature: Kelvin) -> Double {
    precondition(temperature.value > 0, "a temperature of \(temperature)")
    let inverse = 1 / reference.value - 1 / temperature.value
    return exp(energy.value / PhysicalConstants.boltzmannElectronVolts * inverse)
  }
}
