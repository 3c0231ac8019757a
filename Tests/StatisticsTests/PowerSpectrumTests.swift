import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

@Suite struct PowerSpectrumTests {
  /// Frequencies and densities are those of SciPy.
  @Test func agreesWithSciPy() throws {
    for row in try referenceTable("welch") {
      let spectrum = try PowerSpectrum(
        row.list(1), interval: row.number(2), segment: Int(try row.number(3)))
      expectClose(spectrum.frequencies, try row.list(4), absolute: 1e-12, relative: 1e-12, row.name)
      expectClose(spectrum.densities, try row.list(5), absolute: 1e-12, relative: 1e-9, row.name)
    }
  }

  /// White noise has a flat spectrum whose integral is its variance; its running sum falls as 1/f².
  @Test func slopes() throws {
    let white = StreamKey(seed: 5).child("white").normals(65_536).map(Double.init)
    let spectrum = try PowerSpectrum(white, interval: 0.01, segment: 1024)
    expectClose(try spectrum.slope(from: 0.5, to: 50), 0, absolute: 0.05)
    let power = spectrum.densities.reduce(0, +) * (spectrum.frequencies[1] - spectrum.frequencies[0])
    expectClose(power, try Sample(white).variance(), relative: 0.03)
    var sum = 0.0
    let walk = white.map { (value: Double) -> Double in
      sum += value
      return sum
    }
    expectClose(try PowerSpectrum(walk, interval: 0.01, segment: 1024).slope(from: 0.5, to: 10), -2, absolute: 0.05)
  }

  @Test func impossibleRequestsThrow() throws {
    let values = [Double](repeating: 1, count: 100)
    for (interval, segment) in [(0.0, 32), (1.0, 31), (1.0, 128), (1.0, 4), (.nan, 32)] {
      #expect(throws: StatisticsError.self) { try PowerSpectrum(values, interval: interval, segment: segment) }
    }
    let spectrum = try PowerSpectrum(values, interval: 1, segment: 32)
    #expect(throws: StatisticsError.self) { try spectrum.slope(from: 0.4, to: 0.41) }
  }
}
