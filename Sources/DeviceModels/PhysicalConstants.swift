/// SI values fixed by the 2019 redefinition of the units.
enum PhysicalConstants {
  /// Elementary charge in coulomb.
  static let charge = 1.602_176_634e-19
  /// Boltzmann constant in joule per kelvin.
  static let boltzmann = 1.380_649e-23
  /// Boltzmann constant in electronvolt per kelvin.
  static var boltzmannElectronVolts: Double { boltzmann / charge }
}
