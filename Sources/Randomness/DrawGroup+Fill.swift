/// Draws are made in slices of this many, whose words and results fit the innermost cache.
private let slice = 256

extension DrawGroup {
  /// Fills `target` with `count` standard normals: element i is draw `first + i`.
  public func fillNormals(_ target: UnsafeMutablePointer<Float>, count: Int, from first: Int = 0) {
    fill(target, count: count, from: first) { words, values, half in
      boxMuller(
        count: half, radii: words, angles: words + slice / 2, first: values, second: values + slice / 2)
    }
  }

  /// Fills `target` with `count` uniforms in (0, 1): element i is draw `first + i`.
  public func fillUniforms(_ target: UnsafeMutablePointer<Float>, count: Int, from first: Int = 0) {
    fill(target, count: count, from: first) { words, values, half in
      for part in [0, slice / 2] {
        for index in part..<part + half {
          values[index] = Float(bitPattern: words[index] >> 9 | 0x3F80_0000) - (1 - 0x1p-24)
        }
      }
    }
  }

  /// Makes the groups that cover the wanted draws, slice by slice.
  ///
  /// The words of a slice lie in two halves, the groups' first vectors and their second ones; `transform` turns
  /// `half` words of either half into values at the same places.
  @inline(__always)
  private func fill(
    _ target: UnsafeMutablePointer<Float>, count: Int, from first: Int,
    _ transform: (UnsafePointer<UInt32>, UnsafeMutablePointer<Float>, _ half: Int) -> Void
  ) {
    precondition(first >= 0, "draw index \(first) is negative")
    guard count > 0 else { return }
    withUnsafeTemporaryAllocation(byteCount: 8 * slice, alignment: 32) { scratch in
      let words = scratch.baseAddress!
      let values = words + 4 * slice
      let groups = first / 16..<(first + count + 15) / 16
      var group = groups.lowerBound
      while group < groups.upperBound {
        let parts = min(slice / 16, groups.upperBound - group)
        for part in 0..<parts {
          let (low, high) = self.words(group + part)
          words.storeBytes(of: low, toByteOffset: 32 * part, as: SIMD8<UInt32>.self)
          words.storeBytes(of: high, toByteOffset: 2 * slice + 32 * part, as: SIMD8<UInt32>.self)
        }
        transform(
          UnsafePointer(words.assumingMemoryBound(to: UInt32.self)), values.assumingMemoryBound(to: Float.self),
          8 * parts)
        for part in 0..<parts {
          let start = (group + part) * 16 - first
          copy(values + 32 * part, to: target, at: start, count: count)
          copy(values + 2 * slice + 32 * part, to: target, at: start + 8, count: count)
        }
        group += parts
      }
    }
  }

  /// Copies eight values to `target[start...]`, leaving out what lies outside 0..<count.
  @inline(__always)
  private func copy(
    _ source: UnsafeMutableRawPointer, to target: UnsafeMutablePointer<Float>, at start: Int, count: Int
  ) {
    if start >= 0, start + 8 <= count {
      UnsafeMutableRawPointer(target + start).storeBytes(
        of: source.load(as: SIMD8<Float>.self), as: SIMD8<Float>.self)
    } else {
      for index in max(0, -start)..<max(max(0, -start), min(8, count - start)) {
        target[start + index] = source.load(fromByteOffset: 4 * index, as: Float.self)
      }
    }
  }
}
