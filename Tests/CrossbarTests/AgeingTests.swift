import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Statistics
import TestSupport
import Testing
import Units

/// The clock of a chip: what it has drifted by now, on one trajectory a cell.
@Suite struct AgeingTests {
  private func layer(_ name: String, weights: Matrix, changing: (inout ChipConfiguration) -> Void = { _ in })
    throws -> CrossbarLayer
  {
    var layer = try chip(try card(name), .perfect, changing: changing)
      .layer(0, inputs: weights.rows, outputs: weights.columns, weightRange: 1, inSitu: false)
    layer.program(weights)
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  /// Mean conductances of 25 uS targets after an hour, a day and a year as quadrature of the published law gives them
  /// (16,384 cells; 5 % less drift is rejected).
  @Test func meanWeightDecaysAsPublished() throws {
    var layer = try layer("pcm-joshi2020", weights: Matrix(rows: 128, columns: 128, repeating: 1))
    let expectation = StatisticalExpectation(comparisons: 6)
    for (age, microsiemens) in [(3600.0, 19.40021), (86400, 16.62552), (31_557_600, 12.50446)] {
      layer.age = Seconds(age)
      let values = layer.effectiveWeights().elements.map(Double.init)
      try expectation.mean(
        of: values, is: microsiemens / 25, not: 1 - 0.95 * (1 - microsiemens / 25), "after \(age) s")
    }
  }

  /// ln g falls in proportion to ln t for every single cell: exponents found after an hour and after a year agree.
  @Test func cellsStayOnOneTrajectory() throws {
    var layer = try layer("pcm-joshi2020", weights: Matrix(rows: 40, columns: 40, repeating: 0.8))
    func exponents(_ age: Double) -> [Double] {
      layer.age = Seconds(age)
      return layer.effectiveWeights().elements.map { -log(Double($0) / 0.8) / log(age / 20) }
    }
    let (hour, year) = (exponents(3600), exponents(3.15e7))
    expectClose(hour, year, absolute: 2e-6, relative: 1e-4)
    #expect(try Sample(hour).standardDeviation() > 0.005, "cells drift apart")
    #expect(exponents(3600) == hour, "going back in time gives the same numbers")
  }

  @Test func nothingDriftsBeforeTheReferenceTime() throws {
    let weights = uniforms(20, 20, "weights")
    var layer = try layer("pcm-joshi2020", weights: weights)
    let now = layer.effectiveWeights()
    layer.age = Seconds(19)
    #expect(layer.effectiveWeights() == now)
    layer.age = Seconds(21)
    #expect(layer.effectiveWeights() != now)
  }

  /// A layer that ages does what a chip does that was configured at that age.
  @Test func settingTheClockIsConfiguringIt() throws {
    let weights = uniforms(20, 20, "weights")
    var clocked = try layer("pcm-joshi2020", weights: weights)
    clocked.age = Seconds(1e5)
    var configured = try layer("pcm-joshi2020", weights: weights) { $0.age = Seconds(1e5) }
    #expect(clocked.effectiveWeights() == configured.effectiveWeights())
    #expect(clocked.conductances().cells == configured.conductances().cells)
  }

  /// Read noise grows with the clock where the card has 1/f noise: √(ln((t+τ)/2τ)), by 20,000 reads of one cell.
  @Test func readNoiseGrowsWithTime() throws {
    var layer = try layer("pcm-joshi2020", weights: Matrix(rows: 1, columns: 1, repeating: 1)) {
      $0.readNoise = true
      $0.variation.readNoise = 1
      $0.noiseMemory = false
    }
    var deviations: [Double] = []
    for age in [1e-3, 1, 15.0] {
      layer.age = Seconds(age)
      let values = layer.measure(Matrix(rows: 20_000, columns: 1, repeating: 1)).column(0)
      let growth = log((age + 250e-9) / 500e-9).squareRoot()
      try StatisticalExpectation(comparisons: 9).normalDeviation(of: values, is: 0.0088 * growth)
      deviations.append(try Sample(values).standardDeviation())
    }
    #expect(deviations[0] < deviations[1] && deviations[1] < deviations[2])
  }

  /// A die's read gain is on every weight alike, and verified writing does not see it.
  @Test func theDieScalesAllReads() throws {
    let weights = uniforms(20, 20, "weights")
    var layer = try layer("ideal", weights: weights) { $0.diePeriphery = DiePeripherySpread(gain: 0.1) }
    let factor = layer.chip.periphery.gain
    #expect(abs(factor - 1) > 0.001)
    expectClose(layer.effectiveWeights(), weights.map { $0 * factor }, absolute: 1e-6)
  }
}
