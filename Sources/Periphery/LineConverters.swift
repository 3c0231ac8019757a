internal import Randomness

/// What the converters of a row of lines begin as: their errors drawn, their codes fixed, their coefficients in a table.
struct LineConverters: Sendable {
  let specification: ConverterSpecification
  let errors: LineErrors
  /// Nil without bits.
  let codes: ConverterCodes?
  var table: LineTable

  /// - Parameters:
  ///   - die: the key of the common part of the gain; `identity` itself if nil.
  ///   - periphery: what all converters of the die have in common beyond that.
  ///   - fill: sets the fields of gain, offset and what the digital side does, of converters with bits; the bow is set
  ///     here.
  /// - Throws: ``PeripheryError`` for an impossible specification and a full scale that is not fixed.
  init(
    _ specification: ConverterSpecification, lines: Int, identity: StreamKey, first: Int, die: StreamKey?,
    periphery: DiePeriphery = .none,
    _ fill: (_ table: inout LineTable, _ errors: LineErrors, _ codes: ConverterCodes) -> Void
  ) throws(PeripheryError) {
    try specification.validate()
    self.specification = specification
    let errors = LineErrors(
      specification, count: lines, identity: identity, first: first, die: die ?? identity, periphery: periphery)
    self.errors = errors
    var table = LineTable(lines: lines)
    if let bits = specification.bits, case .value(let fullScale) = specification.fullScale {
      let codes = ConverterCodes(range: specification.range, bits: bits, fullScale: fullScale)
      fill(&table, errors, codes)
      table.set(2) { Double(errors.secondOrderBow[$0]) }
      table.set(3) { Double(errors.thirdOrderBow[$0]) * cubicBowScale }
      self.codes = codes
    } else {
      table.set(0) { Double(errors.gain[$0]) }
      table.set(4) { _ in 1 }
      codes = nil
    }
    self.table = table
  }

  /// Whether numbers pass bit for bit where no noise is added.
  var isIdentity: Bool { codes == nil && errors.gain.allSatisfy { $0 == 1 } }
}

/// Brings the peak of u − u³ on 0…1 to 1: 3√3/2.
private let cubicBowScale = 1.5 * 3.0.squareRoot()

/// The coefficients of every line as the kernels read them: for each eight lines six vectors one after the other, so
/// that a pass over a row reads them in order.
///
/// Lines are padded to a multiple of 16 with coefficients of zero.
struct LineTable: Sendable {
  /// Vectors for each eight lines: gain, offset, two of the bow, and two of what the digital side does.
  static let fields = 6
  private(set) var vectors: [SIMD8<Float>]
  let lines: Int

  init(lines: Int) {
    self.lines = lines
    vectors = [SIMD8<Float>](repeating: .zero, count: (lines + 15) / 16 * 2 * Self.fields)
  }

  /// Sets one coefficient of every line.
  mutating func set(_ field: Int, _ value: (_ line: Int) -> Double) {
    for line in 0..<lines { vectors[line / 8 * Self.fields + field][line % 8] = Float(value(line)) }
  }
}

/// How many conversions were made, and how many of them met a number beyond the range.
public struct ConversionCount: Sendable, Equatable {
  /// Conversions, one a line and vector; what energy is counted by.
  public var conversions = 0
  /// Conversions of a number more than ½ LSB outside the outermost code. None without bits.
  public var saturated = 0

  public init(conversions: Int = 0, saturated: Int = 0) {
    self.conversions = conversions
    self.saturated = saturated
  }

  /// Adds the counts of two passes.
  public static func + (left: ConversionCount, right: ConversionCount) -> ConversionCount {
    ConversionCount(
      conversions: left.conversions + right.conversions, saturated: left.saturated + right.saturated)
  }

  public static func += (left: inout ConversionCount, right: ConversionCount) { left = left + right }
}
