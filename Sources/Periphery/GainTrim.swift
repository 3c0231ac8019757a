public import Randomness

/// What a calibration of gains measured: the straight line, result = gain · current + offset, that fits each line best.
public struct GainTrim: Sendable, Equatable {
  /// Measured gain of each line.
  public let gain: [Double]
  /// Measured offset of each line, in the unit of the currents.
  public let offset: [Double]
}

extension ADC {
  /// These converters with gain and offset of each line measured and divided out digitally.
  ///
  /// A reference source drives every line through `points` evenly spaced currents over ±80 % of the full scale, `reads`
  /// times each, with the converters' own noise; a least-squares line through the results gives gain and offset. What
  /// rounding, INL and noise leave of the errors stays, and the range is not widened: a line of gain above 1 still
  /// saturates early.
  /// - Parameter key: the stream of the noise of these reads.
  /// - Throws: ``PeripheryError/tooCoarseToTrim(bits:)`` below 4 bits.
  public func trimmed(points: Int = 33, reads: Int = 4, key: StreamKey) throws(PeripheryError) -> ADC {
    precondition(points >= 2 && reads >= 1, "\(points) points, \(reads) reads")
    if let bits = specification.bits, bits < 4 { throw .tooCoarseToTrim(bits: bits) }
    var range = 1.0
    if codes != nil, case .value(let fullScale) = specification.fullScale { range = 0.8 * Double(fullScale) }
    var untrimmed = self
    untrimmed.apply(GainTrim(gain: [Double](repeating: 1, count: lines), offset: [Double](repeating: 0, count: lines)))

    let rows = points * reads
    let currents = (0..<rows).map { row in
      Float(range * (2 * Double(row / reads) / Double(points - 1) - 1))
    }
    var results = [Float](repeating: 0, count: rows * lines)
    for row in 0..<rows {
      for line in 0..<lines { results[row * lines + line] = currents[row] }
    }
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      untrimmed.convert(
        base, stride: lines, variances: nil, stride: 0, into: base, stride: lines, rows: rows, firstSample: 0,
        draws: DrawGroup(key))
    }
    // The currents are symmetrical about zero, so their mean vanishes and slope and intercept are independent.
    let square = currents.reduce(0) { $0 + Double($1) * Double($1) }
    var gain = [Double](repeating: 0, count: lines)
    var offset = [Double](repeating: 0, count: lines)
    for row in 0..<rows {
      for line in 0..<lines {
        let result = Double(results[row * lines + line])
        gain[line] += result * Double(currents[row]) / square
        offset[line] += result / Double(rows)
      }
    }
    var trimmed = self
    trimmed.apply(GainTrim(gain: gain, offset: offset))
    return trimmed
  }
}
