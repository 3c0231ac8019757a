public import Randomness
internal import VectorMath

/// The digital-to-analog converters of a row of word lines, one a line.
///
/// A number x becomes the code c = x / LSB, rounded half to even and held to the range, and that the output
/// gain · (c + INL(c) + offset) · LSB, with INL(c) = a₂ (1 − u²) + a₃ (u − u³) · 3√3/2 and u = c / highest code, which
/// vanishes at both ends. Without bits x is only multiplied by the gain; without gain errors too it passes bit for bit.
/// Input and output are in the same dimensionless unit.
public struct DAC: Sendable {
  let converters: LineConverters

  /// What kind of converters these are; its full scale is fixed.
  public var specification: ConverterSpecification { converters.specification }
  /// How far each one strays.
  public var errors: LineErrors { converters.errors }
  /// Number of lines.
  public var lines: Int { converters.errors.count }

  /// The converters of lines `first ..< first + lines` of the group that `identity` names.
  ///
  /// - Parameter die: the key that the common part of the gain is drawn from, where several groups lie on one die;
  ///   `identity` itself if not given.
  /// - Throws: ``PeripheryError`` for an impossible specification, a full scale that is not fixed, and noise.
  public init(
    _ specification: ConverterSpecification, lines: Int, identity: StreamKey, first: Int = 0, die: StreamKey? = nil
  ) throws(PeripheryError) {
    try specification.validate()
    guard specification.noise == 0 else {
      throw .outOfRange(field: "noise", value: "\(specification.noise)", allowed: "0 for a DAC")
    }
    converters = try LineConverters(specification, lines: lines, identity: identity, first: first, die: die) {
      table, errors, codes in
      let step = codes.leastSignificantBit
      table.set(0) { step * Double(errors.gain[$0]) }
      table.set(1) { step * Double(errors.gain[$0]) * (Double(errors.offset[$0]) + codes.shift) }
    }
  }

  /// Whether numbers pass bit for bit.
  public var isIdentity: Bool { converters.isIdentity }

  /// The whole codes of rows of numbers, as a digital side that sends widths or bits has them; see
  /// ``convert(_:stride:into:stride:rows:)``.
  /// - Precondition: converters with bits.
  @discardableResult
  public func codes(
    _ source: UnsafePointer<Float>, stride: Int, into target: UnsafeMutablePointer<Float>, stride targetStride: Int,
    rows: Int
  ) -> ConversionCount {
    guard let codes = converters.codes else { preconditionFailure("converters without bits have no codes") }
    let sweep = LineSweep(
      source: source, sourceStride: stride, target: target, targetStride: targetStride, rows: rows, lines: lines)
    var kernel = CodeKernel(codes)
    sweep.run(&kernel)
    return ConversionCount(conversions: rows * lines, saturated: total(kernel.excess))
  }

  /// Converts rows of numbers, one a line, into `target`, which may be the same memory.
  ///
  /// - Parameters:
  ///   - source: `rows` rows of ``lines`` numbers, `stride` apart.
  ///   - target: where they go, `targetStride` apart.
  /// - Returns: the number of conversions and how many saturated.
  @discardableResult
  public func convert(
    _ source: UnsafePointer<Float>, stride: Int, into target: UnsafeMutablePointer<Float>, stride targetStride: Int,
    rows: Int
  ) -> ConversionCount {
    precondition(stride >= lines && targetStride >= lines && rows >= 0, "\(rows) rows of \(lines), stride \(stride)")
    let count = ConversionCount(conversions: rows * lines)
    let sweep = LineSweep(
      source: source, sourceStride: stride, target: target, targetStride: targetStride, rows: rows, lines: lines)
    if isIdentity {
      sweep.copy()
      return count
    }
    return converters.table.vectors.withUnsafeBufferPointer { coefficients in
      guard let coefficients = coefficients.baseAddress else { return count }
      guard let codes = converters.codes else {
        var kernel = GainKernel(table: coefficients)
        sweep.run(&kernel)
        return count
      }
      var kernel = DACKernel(codes, coefficients, hasBow: errors.hasBow)
      sweep.run(&kernel)
      return ConversionCount(conversions: rows * lines, saturated: total(kernel.excess))
    }
  }
}
