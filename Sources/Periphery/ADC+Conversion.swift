public import Randomness
internal import VectorMath

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
    table.vectors.withUnsafeBufferPointer { coefficients in
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
