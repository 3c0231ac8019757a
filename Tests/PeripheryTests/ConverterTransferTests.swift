import Matrices
import Periphery
import Randomness
import TestSupport
import Testing

/// The kernels against the plain form, and the exact limits.
@Suite struct ConverterTransferTests {
  let key = StreamKey(seed: 20)

  @Test(arguments: ConverterRange.allCases, [1, 2, 3, 4, 6, 8, 10, 12, 14, 16])
  func kernelsAgreeWithThePlainForm(range: ConverterRange, bits: Int) throws {
    // 37 lines: two full vectors, one in a tail of five; a third of the numbers beyond the range.
    let input = normals(60, 37, scale: 1.3, key.child("input"))
    let tolerance = bits <= 12 ? 2e-3 : 2e-2
    for bow in [0, min(0.5, Double(bits) / 8)] {
      let specification = ConverterSpecification(
        bits: bits, range: range, fullScale: .value(1.4), gainSpread: 0.07, dieGainSpread: 0.03, offsetSpread: 0.4,
        integralNonlinearity: bow)
      let dac = try DAC(specification, lines: 37, identity: key.child("dac"))
      let adc = try ADC(specification, lines: 37, identity: key.child("adc"))
      let (fromDAC, dacCount) = dac.converted(input)
      let (fromADC, adcCount) = adc.converted(input)
      let step = Double(try #require(specification.leastSignificantBit))
      for (name, errors, found, count) in [
        ("DAC", dac.errors, fromDAC, dacCount), ("ADC", adc.errors, fromADC, adcCount),
      ] {
        let plain = PlainConverter(specification: specification, errors: errors)
        var (saturated, undecided, different) = (0, 0, 0)
        for row in 0..<input.rows {
          for line in 0..<input.columns {
            let x = Double(input[row, line])
            let expected = name == "DAC" ? plain.dac(x, line: line) : plain.adc(x, line: line)
            saturated += expected.saturated ? 1 : 0
            // Results are Float: at 16 bits their own rounding is 1/200 LSB.
            let isClose = abs(Double(found[row, line]) - expected.value) <= 1e-3 * step + 4e-7 * abs(expected.value)
            if expected.margin < tolerance { undecided += 1 } else if !isClose { different += 1 }
          }
        }
        #expect(different == 0, "\(name) \(range) \(bits) bits")
        #expect(undecided < input.count / 10, "\(name) \(bits) bits")
        #expect(count.conversions == input.count)
        #expect(abs(count.saturated - saturated) <= undecided, "\(name) \(count) \(saturated)")
        if bits > 1 { #expect(saturated > 100) }
      }
    }
  }

  @Test func withoutBitsNumbersPassBitForBit() throws {
    let special: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude / 8, .greatestFiniteMagnitude, -.infinity, 1, 0.1, 3e7,
    ]
    let input = Matrix(rows: 1, columns: 9, elements: special)
    let dac = try DAC(.ideal, lines: 9, identity: key)
    let adc = try ADC(.ideal, lines: 9, identity: key)
    #expect(dac.isIdentity && adc.isIdentity)
    for (found, count) in [dac.converted(input), adc.converted(input)] {
      #expect(found.elements.map(\.bitPattern) == special.map(\.bitPattern))
      #expect(count == ConversionCount(conversions: 9, saturated: 0))
    }
    var elsewhere = [Float](repeating: 7, count: 12)
    _ = elsewhere.withUnsafeMutableBufferPointer { target in
      special.withUnsafeBufferPointer {
        adc.convert($0.baseAddress!, stride: 9, into: target.baseAddress!, stride: 12, rows: 1)
      }
    }
    #expect(elsewhere.map(\.bitPattern) == (special + [7, 7, 7]).map(\.bitPattern))
    // Gain errors alone multiply.
    let gains = try ADC(ConverterSpecification(bits: nil, gainSpread: 0.1), lines: 9, identity: key)
    let ones = Matrix(rows: 1, columns: 9, repeating: 1)
    #expect(gains.converted(ones).0.elements == gains.errors.gain)
    #expect(!gains.isIdentity && Set(gains.errors.gain).count == 9)
  }

  @Test(arguments: ConverterRange.allCases, [2, 5, 8, 11])
  func withinHalfAnLSBAndMonotone(range: ConverterRange, bits: Int) throws {
    let exact = ConverterSpecification(bits: bits, range: range, fullScale: .value(2))
    let step = try #require(exact.leastSignificantBit)
    let top = range == .signMagnitude ? 2 : 2 - step
    let ramp = (0...4000).map { -2 + (top + 2) * Float($0) / 4000 }
    let input = Matrix(rows: ramp.count, columns: 1, elements: ramp)
    for (found, count) in [
      try DAC(exact, lines: 1, identity: key).converted(input),
      try ADC(exact, lines: 1, identity: key).converted(input),
    ] {
      #expect(count.saturated == 0)
      for index in ramp.indices {
        #expect(abs(found.elements[index] - ramp[index]) <= step / 2 * (1 + 1e-5))
        if index > 0 { #expect(found.elements[index] >= found.elements[index - 1]) }
      }
      // Every code appears, and both ends are reached.
      #expect(Set(found.elements).count == (range == .signMagnitude ? (1 << bits) - 1 : 1 << bits))
      expectClose(found.elements[0], -2, relative: 1e-6)
      expectClose(found.elements[4000], top, relative: 1e-6)
    }
    // Half an LSB of bow bends but does not fold.
    guard bits >= 5 else { return }
    var bowed = exact
    (bowed.gainSpread, bowed.offsetSpread, bowed.integralNonlinearity) = (0.02, 1, 0.5)
    let adc = try ADC(bowed, lines: 16, identity: key)
    let dac = try DAC(bowed, lines: 16, identity: key)
    var wide = Matrix(rows: ramp.count, columns: 16)
    for row in 0..<wide.rows { for line in 0..<16 { wide[row, line] = 1.3 * ramp[row] } }
    for found in [adc.converted(wide).0, dac.converted(wide).0] {
      for row in 1..<wide.rows { for line in 0..<16 { #expect(found[row, line] >= found[row - 1, line]) } }
    }
  }

  @Test func oneBit() throws {
    let input = Matrix(rows: 1, columns: 6, elements: [-9, -0.6, -0.1, 0, 0.2, 9])
    let comparator = ConverterSpecification(bits: 1, fullScale: .value(3))
    #expect(try ADC(comparator, lines: 6, identity: key).converted(input).0.elements == [-3, -3, -3, 3, 3, 3])
    let (signs, count) = try DAC(comparator, lines: 6, identity: key).converted(input)
    #expect(signs.elements == [-3, -3, -3, 3, 3, 3])
    // Off by more than ½ LSB = 3 beyond ±6.
    #expect(count.saturated == 2)
    let two = ConverterSpecification(bits: 1, range: .twosComplement, fullScale: .value(1))
    #expect(try ADC(two, lines: 6, identity: key).converted(input).0.elements == [-1, -1, 0, 0, 0, 0])
  }

  @Test func tiesGoToEvenCodesAndNaNStaysNaN() throws {
    let input = Matrix(rows: 1, columns: 7, elements: [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, .nan])
    for found in [
      try ADC(ConverterSpecification(bits: 4, fullScale: .value(7)), lines: 7, identity: key).converted(input).0,
      try DAC(ConverterSpecification(bits: 4, fullScale: .value(7)), lines: 7, identity: key).converted(input).0,
    ] {
      #expect(Array(found.elements.prefix(6)) == [0, 2, 2, 0, -2, -2])
      #expect(found.elements[6].isNaN)
    }
  }

  @Test func resultsAreAddedWhereAskedFor() throws {
    let specification = ConverterSpecification(bits: 8, fullScale: .value(3), gainSpread: 0.05, offsetSpread: 1)
    let adc = try ADC(specification, lines: 21, identity: key)
    let input = normals(5, 21, scale: 1, key)
    let alone = adc.converted(input).0
    var sum = Matrix(rows: 5, columns: 30, repeating: 2)
    sum.elements.withUnsafeMutableBufferPointer { target in
      _ = input.elements.withUnsafeBufferPointer {
        adc.convert($0.baseAddress!, stride: 21, into: target.baseAddress! + 4, stride: 30, rows: 5, adding: true)
      }
    }
    for row in 0..<5 {
      for column in 0..<30 {
        #expect(sum[row, column] == ((4..<25).contains(column) ? 2 + alone[row, column - 4] : 2))
      }
    }
  }

  @Test func emptyShapes() throws {
    let specification = ConverterSpecification(bits: 8, fullScale: .value(1))
    #expect(try ADC(specification, lines: 3, identity: key).converted(Matrix(rows: 1, columns: 3)).1.conversions == 3)
    var one: [Float] = [5]
    let none = try one.withUnsafeMutableBufferPointer {
      try ADC(specification, lines: 0, identity: key).convert(
        $0.baseAddress!, stride: 0, into: $0.baseAddress!, stride: 0, rows: 4)
    }
    #expect(none == ConversionCount() && one == [5])
  }
}
