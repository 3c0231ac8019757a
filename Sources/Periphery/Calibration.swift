/// How a full scale is chosen, once, from the numbers of a calibration batch.
public struct Calibration: Sendable, Equatable {
  /// The percentile of |x| that becomes the full scale, in (0, 100]; what lies above will saturate.
  public var percentile: Double

  public init(percentile: Double = 99.9) { self.percentile = percentile }

  /// The percentile of |x| over `samples`, interpolated linearly between order statistics (NumPy's default): the value
  /// at rank percentile / 100 · (n − 1).
  ///
  /// - Throws: ``PeripheryError`` for a percentile outside (0, 100], for samples that are empty, NaN or infinite, and
  ///   where the percentile is 0.
  public func fullScale(of samples: Span<Float>) throws(PeripheryError) -> Float {
    guard percentile > 0, percentile <= 100 else {
      throw .outOfRange(field: "percentile", value: "\(percentile)", allowed: "above 0 and up to 100")
    }
    guard samples.count > 0 else { throw .emptyCalibration }
    let rank = percentile / 100 * Double(samples.count - 1)
    let below = Int(rank)
    let above = min(below + 1, samples.count - 1)

    // The bit patterns of numbers ≥ 0 have the order of the numbers: a histogram of their upper halves finds the two
    // order statistics' classes, and only those are sorted.
    var classes = [Int](repeating: 0, count: 0x8000)
    for index in 0..<samples.count {
      guard samples[index].isFinite else { throw .notFiniteCalibration(index: index, value: "\(samples[index])") }
      classes[Int(samples[index].magnitude.bitPattern >> 16)] += 1
    }
    var before = 0
    var first = 0
    while before + classes[first] <= below {
      before += classes[first]
      first += 1
    }
    var last = first
    var through = before + classes[first]
    while through <= above {
      last += 1
      through += classes[last]
    }
    var candidates: [Float] = []
    candidates.reserveCapacity(through - before)
    for index in 0..<samples.count {
      let magnitude = samples[index].magnitude
      if (first...last).contains(Int(magnitude.bitPattern >> 16)) { candidates.append(magnitude) }
    }
    candidates.sort()
    let low = Double(candidates[below - before])
    let high = Double(candidates[above - before])
    let fullScale = Float(low + (high - low) * (rank - Double(below)))
    guard fullScale > 0 else { throw .zeroCalibration(percentile: percentile, samples: samples.count) }
    return fullScale
  }
}
