import Matrices
import Periphery
import Randomness
import TestSupport
import Testing

@Suite struct ConverterNoiseTests {
  let key = StreamKey(seed: 47)

  /// Draw (sample · padded lines + line) of the stream, times the root of the variance.
  @Test func theDrawIsAPureFunctionOfSampleAndLine() throws {
    for lines in [1, 16, 19, 130] {
      let padded = (lines + 15) / 16 * 16
      let adc = try ADC(.ideal, lines: lines, identity: key)
      let means = normals(9, lines, scale: 1, key.child("means"))
      let variances = Matrix(
        rows: 9, columns: lines, elements: key.child("variances").uniforms(9 * lines).map { 4 * $0 })
      let (found, _) = adc.converted(means, variances: variances, firstSample: 1000, key: key.child("noise"))
      let draws = key.child("noise").normals(9 * padded, from: 1000 * padded)
      for row in 0..<9 {
        for line in 0..<lines {
          expectClose(
            found[row, line],
            means[row, line] + variances[row, line].squareRoot() * draws[row * padded + line], absolute: 4e-6)
        }
      }
    }
  }

  @Test func anySplitOfABatchGivesTheSameBits() throws {
    let specification = ConverterSpecification(
      bits: 8, fullScale: .value(3), gainSpread: 0.05, offsetSpread: 1, integralNonlinearity: 0.5, noise: 0.7)
    for lines in [7, 128, 200] {
      let adc = try ADC(specification, lines: lines, identity: key)
      let means = normals(150, lines, scale: 1.5, key.child("means"))
      let variances = Matrix(rows: 150, columns: lines, elements: key.child("v").uniforms(150 * lines))
      let (whole, count) = adc.converted(means, variances: variances, key: key.child("noise"))
      for sizes in [[1, 149], [64, 64, 22], [3, 5, 7, 135]] {
        var parts: [Float] = []
        var partCount = ConversionCount()
        var first = 0
        for size in sizes {
          let range = first..<first + size
          let (part, counted) = adc.converted(
            means.rows(range), variances: variances.rows(range), firstSample: first, key: key.child("noise"))
          parts += part.elements
          partCount += counted
          first += size
        }
        #expect(parts == whole.elements)
        #expect(partCount == count)
      }
      // Another stream gives other numbers.
      #expect(adc.converted(means, variances: variances, key: key.child("other")).0 != whole)
    }
  }

  /// 80,000 conversions of a constant by 16-bit converters (LSB 3e-4 σ): normal with variance V + (noise · LSB)².
  @Test func readNoiseAndConverterNoiseAdd() throws {
    let noise = 800.0
    let specification = ConverterSpecification(bits: 16, fullScale: .value(10), noise: noise)
    let step = Double(try #require(specification.leastSignificantBit))
    let adc = try ADC(specification, lines: 100, identity: key)
    let means = Matrix(rows: 800, columns: 100, repeating: 0.4)
    let variances = Matrix(rows: 800, columns: 100, repeating: 0.09)
    let expectation = StatisticalExpectation(comparisons: 6)
    let (both, _) = adc.converted(means, variances: variances, key: key.child("both"))
    let spread = (0.09 + noise * step * noise * step).squareRoot()
    try expectation.normal(both.elements.map { Double($0) }, mean: 0.4, standardDeviation: spread, "both")
    let (own, _) = adc.converted(means, variances: nil, key: key.child("own"))
    try expectation.normal(own.elements.map { Double($0) }, mean: 0.4, standardDeviation: noise * step, "own")
    try expectation.normalDeviation(of: both.elements.map { Double($0) }, is: spread)
    try expectation.mean(
      of: both.elements.map { Double($0) }, is: 0.4, not: 0.4 + 0.05 * spread, "mean")
  }

  @Test func withoutVarianceAndNoiseThereIsNone() throws {
    let specification = ConverterSpecification(bits: 6, fullScale: .value(2), offsetSpread: 1)
    let adc = try ADC(specification, lines: 33, identity: key)
    let means = normals(20, 33, scale: 1, key)
    let (quiet, count) = adc.converted(means)
    let zero = adc.converted(means, variances: Matrix(rows: 20, columns: 33), key: key)
    #expect(zero.0 == quiet && zero.1 == count)
    #expect(adc.converted(means, variances: nil, key: key).0 == quiet)
  }
}
