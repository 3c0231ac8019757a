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

  /// Stores the words of `count` groups from `group` on: the first vector of each to `first`, the second one to `second`,
  /// each group's `stride` bytes behind those of the group before.
  @inlinable @inline(__always)
  public func storeWords(
    _ count: Int, from group: Int, first: UnsafeMutableRawPointer, second: UnsafeMutableRawPointer, stride: Int
  ) {
    var part = 0
    while part &+ 2 <= count {
      let number = UInt32(truncatingIfNeeded: (group &+ part) &* 4)
      let blocks = Philox4x32.eightBlocks(first: number, rest: rest, key: key)
      let (here, next) = (part &* stride, (part &+ 1) &* stride)
      first.storeBytes(of: blocks.even.lowHalf, toByteOffset: here, as: SIMD8<UInt32>.self)
      first.storeBytes(of: blocks.even.highHalf, toByteOffset: next, as: SIMD8<UInt32>.self)
      second.storeBytes(of: blocks.odd.lowHalf, toByteOffset: here, as: SIMD8<UInt32>.self)
      second.storeBytes(of: blocks.odd.highHalf, toByteOffset: next, as: SIMD8<UInt32>.self)
      part &+= 2
    }
    guard part < count else { return }
    let (low, high) = words(group &+ part)
    first.storeBytes(of: low, toByteOffset: part &* stride, as: SIMD8<UInt32>.self)
    second.storeBytes(of: high, toByteOffset: part &* stride, as: SIMD8<UInt32>.self)
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
        storeWords(parts, from: group, first: words, second: words + 2 * slice, stride: 32)
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
