import Matrices
import Periphery
import Randomness
import TestSupport
import Testing

/// What every line carries for ever.
@Suite struct ConverterIdentityTests {
  let key = StreamKey(seed: 31)
  let specification = ConverterSpecification(
    bits: 8, fullScale: .value(1), gainSpread: 0.07, dieGainSpread: 0.03, offsetSpread: 1.5, integralNonlinearity: 0.8)

  /// 40,000 lines: each spread passes at its own value and is rejected 5 % off.
  @Test func spreadsOverLines() throws {
    let errors = try ADC(specification, lines: 40_000, identity: key).errors
    let dieGain = 1 + 0.03 * key.child("dieGain").normal()
    let expectation = StatisticalExpectation(comparisons: 8)
    let gain = errors.gain.map { Double($0 / dieGain) - 1 }
    try expectation.mean(of: gain, is: 0, not: 0.05 * 0.07, "gain")
    try expectation.normalDeviation(of: gain, is: 0.07, "gain")
    let offset = errors.offset.map { Double($0) }
    try expectation.mean(of: offset, is: 0, not: 0.05 * 1.5, "offset")
    try expectation.normalDeviation(of: offset, is: 1.5, "offset")
    for bow in [errors.secondOrderBow, errors.thirdOrderBow] {
      try expectation.normalDeviation(of: bow.map { Double($0) }, is: 0.8 / 2.0.squareRoot(), "bow")
      try expectation.mean(of: bow.map { Double($0) }, is: 0, not: 0.04, "bow")
    }
  }

  /// Gains of 40,000 dies: line and die spread add as independent factors; within one die only the line spread shows.
  @Test func dieAndLinePartsOfTheGain() throws {
    let gains = try (0..<40_000).map { die in
      Double(try DAC(specification, lines: 1, identity: key.child("chip", die)).errors.gain[0]) - 1
    }
    let both = (0.07 * 0.07 + 0.03 * 0.03 + 0.07 * 0.07 * 0.03 * 0.03).squareRoot()
    try StatisticalExpectation(comparisons: 1).deviation(of: gains, is: both, "line and die")
    // Two tiles of one die share the die's part and nothing else.
    let sharesDie = ConverterSpecification(bits: 8, fullScale: .value(1), dieGainSpread: 0.03)
    let first = try ADC(sharesDie, lines: 3, identity: key.child("tile", 0), die: key).errors
    let second = try ADC(sharesDie, lines: 3, identity: key.child("tile", 1), die: key).errors
    #expect(first.gain == second.gain && Set(first.gain).count == 1 && first.gain[0] != 1)
    let lines = try ADC(specification, lines: 3, identity: key.child("tile", 1), die: key).errors
    #expect(lines.gain != (try ADC(specification, lines: 3, identity: key.child("tile", 0), die: key).errors.gain))
  }

  @Test func aLineIsTheSameInWhateverPortion() throws {
    let whole = try ADC(specification, lines: 300, identity: key).errors
    for (first, count) in [(0, 17), (100, 128), (299, 1)] {
      let part = try ADC(specification, lines: count, identity: key, first: first).errors
      #expect(part.gain == Array(whole.gain[first..<first + count]))
      #expect(part.offset == Array(whole.offset[first..<first + count]))
      #expect(part.secondOrderBow == Array(whole.secondOrderBow[first..<first + count]))
      #expect(part.thirdOrderBow == Array(whole.thirdOrderBow[first..<first + count]))
    }
    #expect(try ADC(specification, lines: 300, identity: key.child("other")).errors.gain != whole.gain)
    // A spread of its own child: adding offsets leaves gains as they were.
    var without = specification
    (without.offsetSpread, without.integralNonlinearity) = (0, 0)
    #expect(try ADC(without, lines: 300, identity: key).errors.gain == whole.gain)
  }

  @Test func impossibleSpecifications() throws {
    func refusal(_ change: (inout ConverterSpecification) -> Void) -> PeripheryError? {
      var changed = specification
      change(&changed)
      do throws(PeripheryError) {
        _ = try DAC(changed, lines: 1, identity: key)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal { _ in } == nil)
    for bits in [0, -3, 17] {
      #expect(
        refusal { $0.bits = bits } == .outOfRange(field: "bits", value: "\(bits)", allowed: "1...16 or none"))
    }
    let relative = "0...0.3, a relative standard deviation"
    #expect(refusal { $0.gainSpread = 0.31 } == .outOfRange(field: "gainSpread", value: "0.31", allowed: relative))
    #expect(refusal { $0.gainSpread = .nan } == .outOfRange(field: "gainSpread", value: "nan", allowed: relative))
    #expect(
      refusal { $0.dieGainSpread = -1 } == .outOfRange(field: "dieGainSpread", value: "-1.0", allowed: relative))
    #expect(
      refusal { $0.offsetSpread = -1 } == .outOfRange(field: "offsetSpread", value: "-1.0", allowed: "0...1000 LSB"))
    #expect(refusal { $0.noise = 0.5 } == .outOfRange(field: "noise", value: "0.5", allowed: "0 for a DAC"))
    for value: Float in [0, -1, .nan, .infinity] {
      #expect(
        refusal { $0.fullScale = .value(value) }
          == .outOfRange(field: "fullScale", value: "\(value)", allowed: "a finite number above 0"))
    }
    #expect(refusal { $0.fullScale = .calibration(Calibration()) } == .uncalibrated(field: "fullScale"))
    #expect(
      refusal { $0.bits = nil }?.description
        == "offsetSpread: 1.5 is not allowed; allowed: 0 for a converter without bits, which has no LSB to count in")
  }

  @Test func presetsAreValid() throws {
    for bits in [4, 8, 16] {
      var adcs = [ConverterSpecification.trimmedADC(bits: bits), .hermesADC(bits: bits), .lineDAC(bits: bits)]
      #expect(adcs.map(\.gainSpread) == [0.02, 0.0709, 0.01])
      for index in adcs.indices {
        adcs[index].fullScale = .value(1)
        try adcs[index].validate()
      }
    }
    try ConverterSpecification.ideal.validate()
  }
}
