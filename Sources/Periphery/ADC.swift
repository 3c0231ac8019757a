public import Randomness
internal import VectorMath

/// The analog-to-digital converters of a row of bit lines, one a line.
///
/// A current x becomes v = gain · (x + noise) / LSB + offset, then w = v + INL(v) with
/// INL(v) = a₂ (1 − u²) + a₃ (u − u³) · 3√3/2 and u = v / highest code held to ±1, and that the code: w rounded half
/// to even and held to the range. The result is code · LSB, in the unit of x: no gain is corrected unless
/// ``trimmed(points:reads:key:)`` measured it. Without bits x is only multiplied by the gain; without gain errors too
/// it passes bit for bit. With one bit, sign-magnitude, currents within 6e-8 full scales of zero count as zero.
public struct ADC: Sendable {
  var converters: LineConverters
  /// What a trim found and the digital side divides out; nil untrimmed.
  public internal(set) var trim: GainTrim?

  /// What kind of converters these are; its full scale is fixed.
  public var specification: ConverterSpecification { converters.specification }
  /// How far each one strays.
  public var errors: LineErrors { converters.errors }
  /// Number of lines.
  public var lines: Int { converters.errors.count }
  var codes: ConverterCodes? { converters.codes }

  /// The converters of lines `first ..< first + lines` of the group that `identity` names.
  ///
  /// - Parameters:
  ///   - die: the key that the common part of the gain is drawn from, where several groups (tiles) lie on one die;
  ///     `identity` itself if not given.
  ///   - periphery: what all converters of the die have in common beyond that.
  /// - Throws: ``PeripheryError`` for an impossible specification and a full scale that is not fixed.
  public init(
    _ specification: ConverterSpecification, lines: Int, identity: StreamKey, first: Int = 0, die: StreamKey? = nil,
    periphery: DiePeriphery = .none
  ) throws(PeripheryError) {
    converters = try LineConverters(
      specification, lines: lines, identity: identity, first: first, die: die, periphery: periphery
    ) { table, errors, codes in
      let step = codes.leastSignificantBit
      table.set(0) { Double(errors.gain[$0]) / step }
      table.set(1) { Double(errors.offset[$0]) - codes.shift }
      table.set(4) { _ in step }
      table.set(5) { _ in step * codes.shift }
    }
  }

  /// Whether numbers pass bit for bit where no noise is added.
  public var isIdentity: Bool { converters.isIdentity }

  /// Makes the digital side divide out what `trim` found: the result becomes (code · LSB − offset) / gain.
  mutating func apply(_ trim: GainTrim) {
    let step = codes?.leastSignificantBit ?? 1
    let shift = codes?.shift ?? 0
    converters.table.set(4) { step / trim.gain[$0] }
    converters.table.set(5) { (step * shift - trim.offset[$0]) / trim.gain[$0] }
    self.trim = trim
  }
}

extension ADC {
  /// Converts rows of currents without noise of any kind, whatever the specification says of noise.
  ///
  /// - Parameters:
  ///   - currents: `rows` rows of ``lines`` numbers, `stride` apart.
  ///   - target: where they go, `targetStride` apart; may be the same memory.
  ///   - adding: whether results are added to what the target holds, as tiles are summed digitally.
  /// - Returns: the number of conversions and how many saturated.
  @discardableResult
  public func convert(
    _ currents: UnsafePointer<Float>, stride: Int, into target: UnsafeMutablePointer<Float>,
    stride targetStride: Int, rows: Int, adding: Bool = false
  ) -> ConversionCount {
    let sweep = sweep(currents, stride, target, targetStride, rows, adding)
    if isIdentity, !adding, trim == nil {
      sweep.copy()
      return ConversionCount(conversions: rows * lines)
    }
    return run(sweep)
  }

  /// Converts rows of mean currents, adding in the same pass to each one Gaussian number for all read noise of its line
  /// and for the converter's own input noise.
  ///
  /// The number for (sample s, line j) is draw s · p + j of `draws`, p being ``lines`` rounded up to a multiple of 16:
  /// a pure function of sample and line, however a batch is split.
  /// - Parameters:
  ///   - currents: `rows` rows of ``lines`` mean currents, `stride` apart.
  ///   - variances: their variances in the square of the unit, ≥ 0, `varianceStride` apart; nil for none.
  ///   - firstSample: the number of the first row in the whole run of samples; the last times p stays below 2³⁴.
  ///   - draws: the noise stream of this tile at this read.
  ///   - adding: whether results are added to what the target holds, as tiles are summed digitally.
  /// - Returns: the number of conversions and how many saturated.
  @discardableResult
  public func convert(
    _ currents: UnsafePointer<Float>, stride: Int, variances: UnsafePointer<Float>?, stride varianceStride: Int,
    into target: UnsafeMutablePointer<Float>, stride targetStride: Int, rows: Int, firstSample: Int,
    draws: DrawGroup, adding: Bool = false
  ) -> ConversionCount {
    let sixteens = (lines + 15) / 16
    precondition(firstSample >= 0 && (firstSample + rows) * sixteens <= 1 << 30, "draws beyond 2^34 would repeat")
    precondition(variances == nil || varianceStride >= lines, "variances of stride \(varianceStride), \(lines) lines")
    var sweep = sweep(currents, stride, target, targetStride, rows, adding)
    sweep.variances = variances
    sweep.varianceStride = varianceStride
    let ownSpread = specification.noise * (codes?.leastSignificantBit ?? 0)
    sweep.commonVariance = Float(ownSpread * ownSpread)
    sweep.draws = draws
    sweep.firstSample = firstSample
    return run(sweep)
  }

  private func sweep(
    _ currents: UnsafePointer<Float>, _ stride: Int, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int,
    _ rows: Int, _ adding: Bool
  ) -> LineSweep {
    precondition(stride >= lines && targetStride >= lines && rows >= 0, "\(rows) rows of \(lines), stride \(stride)")
    return LineSweep(
      source: currents, sourceStride: stride, target: target, targetStride: targetStride, rows: rows, lines: lines,
      adds: adding)
  }

  private func run(_ sweep: LineSweep) -> ConversionCount {
    var count = ConversionCount(conversions: sweep.rows * lines)
    converters.table.vectors.withUnsafeBufferPointer { coefficients in
      guard let coefficients = coefficients.baseAddress else { return }
      if let codes {
        var kernel = ADCKernel(codes, coefficients, hasBow: errors.hasBow)
        sweep.run(&kernel)
        count.saturated = total(kernel.excess)
      } else {
        var kernel = GainKernel(table: coefficients)
        sweep.run(&kernel)
      }
    }
    return count
  }
}
