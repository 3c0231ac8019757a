import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import TestSupport
import Testing
import Units

/// Thermal and shot noise of a whole tile, whose input-dependent part is put into the form of a product of lines,
/// against the sum over all of its cells.
@Suite struct SeparableVarianceTests {
  private static let reads = 20_000

  /// Standard deviations of 128 outputs from 20,000 reads each, for inputs like an image's (a fifth of them lit, of
  /// different brightness) and weights like trained ones, against Σ over cells of thermal · (g + g′) · (1 + c x²) with c
  /// the fitted excess at 0.2 V: the root mean square departure is within 4 % (the readings themselves scatter by 0.5 %)
  /// and their mean within 1 %. A noise without its shot part would be off by a quarter.
  @Test func deviationsAreThoseOfTheCells() throws {
    let card = try card("ecram-tang2018")
    var layer = try chip(card, .perfect) {
      $0.readNoise = true
      $0.thermalNoise = true
      $0.mapping = .referenceDevice
      $0.variation.deviceToDevice = 1
      $0.dac = ConverterSpecification(bits: 16, fullScale: .value(1))
    }.layer(0, inputs: 128, outputs: 128, weightRange: 4, inSitu: true)
    layer.program(normals(128, 128, "weights"))
    try layer.calibrate(inputFullScale: 1)
    let input = uniforms(1, 128, "inputs").elements.map { $0 > 0.6 ? 2.5 * ($0 - 0.6) : 0 }
    let outputs = layer.measure(repeated(input, Self.reads))
    let (cells, reference) = layer.conductances()

    // Joule per kelvin, coulomb, kelvin; current noise in units of Gmax · V.
    let (k, q, kelvin) = (1.380_649e-23, 1.602_176_634e-19, 300.0)
    let (gMax, volts) = (card.window.gMax.value, card.read.voltage.value)
    let thermal = 4 * k * kelvin * card.read.bandwidth.value / (gMax * volts * volts)
    func excess(_ x: Double) -> Double {
      let u = q * x * volts / (2 * k * kelvin)
      return u == 0 ? 0 : u / tanh(u) - 1
    }
    let grid = (0...1000).map { Double($0) / 1000 }
    let c = grid.reduce(0) { $0 + excess($1) * $1 * $1 } / grid.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    var squares = 0.0
    var sum = 0.0
    var thermalOnly = 0.0
    for column in 0..<128 {
      var expected = 0.0
      var still = 0.0
      for row in 0..<128 {
        let g = Double(cells[row, column] + reference[row, column])
        let x = Double(input[row])
        expected += thermal * g * (1 + c * x * x)
        still += thermal * g
      }
      let unit = Double(layer.scale)
      let values = outputs.column(column)
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
      let departure = deviation / (expected.squareRoot() * unit) - 1
      squares += departure * departure
      sum += departure
      thermalOnly += still.squareRoot() / expected.squareRoot() - 1
    }
    let rms = (squares / 128).squareRoot()
    #expect(rms < 0.04, "root mean square departure \(rms)")
    #expect(abs(sum / 128) < 0.01, "mean departure \(sum / 128)")
    #expect(thermalOnly / 128 < -0.05, "without shot noise: \(thermalOnly / 128)")
  }

  /// The fast part of noise with a memory, drawn at the outputs of a tile with the same kinds of inputs and weights,
  /// against the sum over its cells: standard deviations of 128 outputs within blocks of 400 reads during which the slow
  /// part stands still, 40 blocks (each reading scatters by 0.6 %). As a share of all noise of an output the root mean
  /// square departure is within 3 % (2.5 % found), and the mean within 0.5 %; a fast part half as large again would be off
  /// by 5 %.
  @Test func fastPartOfANoiseWithAMemory() throws {
    let card = try card("pcm-joshi2020")
    var layer = try chip(card, .perfect) {
      $0.readNoise = true
      $0.variation.readNoise = 1
      $0.mapping = .differentialPair
    }.layer(0, inputs: 128, outputs: 128, weightRange: 4, inSitu: false)
    layer.program(normals(128, 128, "weights"))
    try layer.calibrate(inputFullScale: 1)
    let input = uniforms(1, 128, "inputs").elements.map { $0 > 0.6 ? 2.5 * ($0 - 0.6) : 0 }
    let block = 400
    let ladder = try #require(card.readNoise?.spectrum).ladder(at: layer.age)
    let fast = ladder.share(0..<ladder.firstTrap(from: Double(block) * card.read.integrationTime))
    #expect(fast > 0.1 && fast < 0.5)

    let blocks = 40
    var variances = [Double](repeating: 0, count: 128)
    for _ in 0..<blocks {
      let outputs = layer.measure(repeated(input, block))
      for column in 0..<128 {
        let values = outputs.column(column)
        let mean = values.reduce(0, +) / Double(block)
        variances[column] +=
          values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(block - 1) / Double(blocks)
      }
    }
    let (cells, reference) = layer.conductances()
    let sigmas = [cells, reference].map {
      card.readNoiseSigma($0.elements, programmed: $0.elements, age: layer.age, temperature: layer.temperature)
    }
    let unit = Double(layer.scale * layer.scale)
    let departures = (0..<128).map { column -> Double in
      let all = (0..<128).reduce(0.0) { sum, row in
        let x = Double(input[row])
        return sigmas.reduce(sum) { $0 + x * x * Double($1[row * 128 + column]) * Double($1[row * 128 + column]) }
      }
      // Of the standard deviation of all noise: half of the departure of the variance.
      return 0.5 * (variances[column] / unit / all - fast)
    }
    let rms = (departures.reduce(0) { $0 + $1 * $1 } / 128).squareRoot()
    #expect(rms < 0.03, "root mean square departure \(rms)")
    #expect(rms > 0.002, "one number a sample cannot know the cells: \(rms)")
    #expect(abs(departures.reduce(0, +) / 128) < 0.005, "mean departure \(departures.reduce(0, +) / 128)")
  }
}
