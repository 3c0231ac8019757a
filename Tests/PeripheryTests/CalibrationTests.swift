import Matrices
import Periphery
import Randomness
import TestSupport
import Testing

@Suite struct CalibrationTests {
  /// `numpy.percentile(numpy.abs(x), p)` of NumPy 2.4.6 in Float64, x = (7919 i mod 10007) / 1024 − 3, i < 10007.
  @Test func percentilesAreNumPys() throws {
    let values = (0..<10_007).map { Float(($0 * 7919) % 10_007) / 1024 - 3 }
    for (percentile, expected) in [
      (99.9, 6.761712890625001), (50, 2.443359375), (100, 6.771484375), (0.5, 0.024443359375), (97.3, 6.507654296875),
    ] {
      let found = try Calibration(percentile: percentile).fullScale(of: values.span)
      expectClose(found, Float(expected), relative: 1e-7, "percentile \(percentile)")
    }
    let few: [Float] = [1, -2, 3, -10]
    for (percentile, expected) in [(99.9, 9.979000000000003), (50, 2.5), (25, 1.75)] {
      expectClose(
        try Calibration(percentile: percentile).fullScale(of: few.span), Float(expected), relative: 1e-7)
    }
    #expect(try Calibration(percentile: 30).fullScale(of: ([-4] as [Float]).span) == 4)
  }

  @Test func aFullScaleIsFixedOnceAndStays() throws {
    let open = ConverterSpecification(bits: 8, fullScale: .calibration(Calibration(percentile: 100)))
    #expect(open.leastSignificantBit == nil)
    let fixed = try open.calibrated(on: [0.5, -2.54, 1])
    #expect(fixed.fullScale == .value(2.54))
    expectClose(try #require(fixed.leastSignificantBit), 0.02, relative: 1e-6)
    #expect(try fixed.calibrated(on: [100]) == fixed)
    #expect(try ConverterSpecification.ideal.calibrated(on: [Float]()) == .ideal)
    // The batch at hand changes nothing: a number converts alike in any company.
    let adc = try ADC(fixed, lines: 1, identity: StreamKey(seed: 1))
    let alone = adc.converted(Matrix(rows: 1, columns: 1, elements: [0.333])).0[0, 0]
    #expect(adc.converted(Matrix(rows: 3, columns: 1, elements: [900, 0.333, -5])).0[1, 0] == alone)
  }

  @Test func badBatches() throws {
    let open = ConverterSpecification(bits: 8)
    #expect(throws: PeripheryError.emptyCalibration) { try open.calibrated(on: [Float]()) }
    #expect(throws: PeripheryError.zeroCalibration(percentile: 99.9, samples: 3)) {
      try open.calibrated(on: [0, -0.0, 0])
    }
    #expect(throws: PeripheryError.notFiniteCalibration(index: 2, value: "nan")) {
      try open.calibrated(on: [1, 2, .nan])
    }
    #expect(throws: PeripheryError.notFiniteCalibration(index: 0, value: "-inf")) {
      try open.calibrated(on: [-.infinity])
    }
    for percentile in [0, -1, 101, Double.nan] {
      let wrong = ConverterSpecification(bits: 8, fullScale: .calibration(Calibration(percentile: percentile)))
      #expect(
        throws: PeripheryError.outOfRange(
          field: "percentile", value: "\(percentile)", allowed: "above 0 and up to 100")
      ) {
        try wrong.calibrated(on: [1])
      }
    }
  }

  /// Raw lines of 7 % gain spread; what a trim leaves is measured with other reads than the trim's own.
  @Test func trimmingDividesGainsAndOffsetsOut() throws {
    let key = StreamKey(seed: 8)
    let lines = 4000
    let raw = ConverterSpecification(
      bits: 8, fullScale: .value(1), gainSpread: 0.07, dieGainSpread: 0.03, offsetSpread: 1, noise: 0.5)
    let adc = try ADC(raw, lines: lines, identity: key)
    let trimmed = try adc.trimmed(key: key.child("trim"))
    let trim = try #require(trimmed.trim)
    let gainErrors = (0..<lines).map { trim.gain[$0] / Double(adc.errors.gain[$0]) - 1 }
    // The fit's own error: noise of √(0.25 + 1/12) LSB over 132 reads of mean square 0.8² · 127² / 3 · 34/32.
    let expected = (0.25 + 1.0 / 12).squareRoot() / (132 * 0.8 * 0.8 * 127 * 127 / 3 * 34 / 32).squareRoot()
    let sample = gainErrors.reduce(0) { $0 + $1 * $1 } / Double(lines)
    expectClose(sample.squareRoot(), expected, relative: 0.15)

    // The same current through all lines: the spread of the results falls from 7 % to under half an LSB of rounding.
    func spread(_ adc: ADC) -> Double {
      let found = adc.converted(Matrix(rows: 1, columns: lines, repeating: 0.61)).0.elements.map { Double($0) }
      let mean = found.reduce(0, +) / Double(lines)
      expectClose(mean, 0.61, relative: adc.trim == nil ? 0.2 : 1e-3)
      return (found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lines)).squareRoot()
    }
    let (before, after) = (spread(adc), spread(trimmed))
    #expect(before > 0.04)
    let step = 1.0 / 127
    expectClose(after, step / 12.0.squareRoot(), relative: 0.15)
    // Gains without bits come out exactly, up to rounding.
    let analog = try ADC(ConverterSpecification(bits: nil, gainSpread: 0.1), lines: 50, identity: key)
    let exact = try analog.trimmed(key: key).converted(Matrix(rows: 1, columns: 50, repeating: 0.3)).0.elements
    expectClose(exact, [Float](repeating: 0.3, count: 50), relative: 5e-7)
    var coarse = raw
    coarse.bits = 3
    #expect(throws: PeripheryError.tooCoarseToTrim(bits: 3)) {
      try ADC(coarse, lines: 1, identity: key).trimmed(key: key)
    }
  }
}
