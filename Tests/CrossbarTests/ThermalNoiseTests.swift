import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Statistics
import TestSupport
import Testing
import Units

/// Thermal and shot noise of whole columns against the formula of every single cell.
@Suite struct ThermalNoiseTests {
  private static let reads = 100_000

  /// Variance of an output at inputs of `x` full scales, cell by cell in SI units, Blanter and Büttiker's formula
  /// written out anew: 4kTG · u coth u · B with u = qV/2kT.
  private func exactVariance(_ layer: CrossbarLayer, _ card: DeviceCard, x: Double, kelvin: Double) -> Double {
    let (k, q) = (1.380_649e-23, 1.602_176_634e-19)
    let u = q * x * card.read.voltage.value / (2 * k * kelvin)
    let ratio = u == 0 ? 1 : u / tanh(u)
    let (cells, reference) = layer.conductances()
    let total = (cells.elements + reference.elements).reduce(0.0) { $0 + Double($1) } * card.window.gMax.value
    let current = 4 * k * kelvin * total * ratio * card.read.bandwidth.value
    let unit = Double(layer.scale) / (card.window.gMax.value * card.read.voltage.value)
    return current * unit * unit
  }

  private func layer(_ card: DeviceCard, kelvin: Double, fullScale: Float) throws -> CrossbarLayer {
    let chip = chip(card, .perfect) {
      $0.readNoise = true
      $0.thermalNoise = true
      $0.temperature = Kelvin(kelvin)
      $0.dac = ConverterSpecification(bits: 16, fullScale: .value(fullScale))
    }
    var layer = try chip.layer(0, inputs: 16, outputs: 1, weightRange: 1, inSitu: false)
    layer.program(uniforms(16, 1, "weights"))
    try layer.calibrate(inputFullScale: fullScale)
    return layer
  }

  private func variance(_ layer: inout CrossbarLayer, at input: Float) throws -> Double {
    let values = layer.measure(repeated([Float](repeating: input, count: 16), Self.reads)).column(0)
    return try Sample(values).variance()
  }

  /// Without inputs all is thermal and exact: 100,000 reads agree, and a temperature 5 % off would not.
  @Test(arguments: [250.0, 300, 400], [Float(1), 3])
  func atRestTheNoiseIsThermal(kelvin: Double, fullScale: Float) throws {
    let card = try card("ideal")
    var layer = try layer(card, kelvin: kelvin, fullScale: fullScale)
    let values = layer.measure(repeated([Float](repeating: 0, count: 16), Self.reads)).column(0)
    // The result is in units of the inputs: the full scale stands for the read voltage.
    let deviation =
      exactVariance(layer, card, x: 0, kelvin: kelvin).squareRoot() * Double(fullScale)
    try StatisticalExpectation(comparisons: 18).normalDeviation(of: values, is: deviation)
  }

  /// The excess e(x) = u coth u − 1 is replaced by c·x², least squares over 0…1: measured variances follow the fit
  /// (within 5 standard errors of 100,000 reads), and the fit's variance stays within 0.4 thermal parts and 12 % of
  /// every cell's own formula (the standard deviation within 6 %).
  @Test(arguments: [Float(0.1), 0.25, 0.4, 0.6, 0.8, 1])
  func underVoltageTheFitStaysClose(input: Float) throws {
    let card = try card("ideal")
    var layer = try layer(card, kelvin: 300, fullScale: 1)
    let found = try variance(&layer, at: input)
    let thermal = exactVariance(layer, card, x: 0, kelvin: 300)
    func excess(_ x: Double) -> Double { exactVariance(layer, card, x: x, kelvin: 300) / thermal - 1 }
    let grid = (0...1000).map { Double($0) / 1000 }
    let c = grid.reduce(0) { $0 + excess($1) * $1 * $1 } / grid.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    let x = Double(input)
    expectClose(found, thermal * (1 + c * x * x), relative: 5 * (2 / Double(Self.reads)).squareRoot() + 2e-3)
    #expect(abs(found / thermal - 1 - excess(x)) < 0.4)
    #expect(abs(found / thermal / (1 + excess(x)) - 1) < 0.12)
    // Thermal noise alone, at 0.4 full scales and more, is far off.
    if input >= 0.4 { #expect(found > 1.3 * thermal) }
  }
}
