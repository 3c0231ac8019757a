extension Matrix {
  /// self ← keep · self + factor · mean, and sets elements of `mean` below 10⁻³⁰ in magnitude to zero, in one pass.
  ///
  /// A running mean that gets no more contributions decays into the subnormal numbers, in which products are slower by
  /// two orders of magnitude on most processors; 10⁻³⁰ is 20 orders of magnitude below any change that could show in a
  /// weight. Only groups that hold such elements are written back.
  public mutating func add(runningMean mean: inout Matrix, scaledBy factor: Float, keeping keep: Float) {
    precondition(rows == mean.rows && columns == mean.columns, "shapes differ")
    let count = elements.count
    elements.withUnsafeMutableBytes { values in
      mean.elements.withUnsafeMutableBytes { means in
        let whole = count / 8 * 32
        for offset in stride(from: 0, to: whole, by: 32) {
          let mean = means.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
          let value = values.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
          values.storeBytes(of: keep * value + factor * mean, toByteOffset: offset, as: SIMD8<Float>.self)
          // Magnitude bits minus one as unsigned numbers: zero itself wraps around and counts as large.
          let magnitude = (unsafeBitCast(mean, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF) &- 1
          let tiny = magnitude .< SIMD8(repeating: Float(1e-30).bitPattern - 1)
          if any(tiny) {
            means.storeBytes(
              of: mean.replacing(with: 0, where: tiny), toByteOffset: offset, as: SIMD8<Float>.self)
          }
        }
        for index in count / 8 * 8..<count {
          let mean = means.load(fromByteOffset: index * 4, as: Float.self)
          let value = values.load(fromByteOffset: index * 4, as: Float.self)
          values.storeBytes(of: keep * value + factor * mean, toByteOffset: index * 4, as: Float.self)
          if abs(mean) < 1e-30 { means.storeBytes(of: 0, toByteOffset: index * 4, as: Float.self) }
        }
      }
    }
  }
}
