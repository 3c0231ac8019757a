internal import Foundation
public import Units

/// Thermal and shot noise of a conductor, without counting the equilibrium part twice.
///
/// S_I = 4kTG (1 − F) + F · 2qI coth(qV/2kT), with I = GV and the Fano factor F. At V → 0 this is 4kTG (Johnson,
/// Nyquist) for every F; far above 2kT/q = 52 mV at 300 K it is 2qIF (Schottky) plus the thermal rest of a conductor
/// with F < 1.
/// Source: Ya. M. Blanter, M. Büttiker, Phys. Rep. 336, 1 (2000), eq. 62.
public enum ThermalAndShotNoise {
  /// The power spectral density of the current noise in A²/Hz.
  /// - Precondition: `temperature` above 0, `fano` in 0...1.
  public static func spectralDensity(
    conductance: Siemens, voltage: Volts, temperature: Kelvin, fano: Double = 1
  ) -> Double {
    precondition(temperature.value > 0, "a temperature of \(temperature)")
    precondition((0...1).contains(fano), "a Fano factor of \(fano)")
    let thermal = 4 * PhysicalConstants.boltzmann * temperature.value * conductance.value
    let x = PhysicalConstants.charge * abs(voltage.value) / (2 * PhysicalConstants.boltzmann * temperature.value)
    // 2qGV coth(x) = 4kTG · x coth(x), and x coth(x) → 1 + x²/3.
    let ratio = x < 1e-4 ? 1 + x * x / 3 : x / tanh(x)
    return thermal * (1 - fano) + fano * thermal * ratio
  }
}
