public import Randomness
internal import Units
internal import VectorMath

extension DeviceCard {
  /// What closed-loop programming leaves at the reference time: the published distribution around each target.
  ///
  /// - Parameters:
  ///   - targets: normalised target conductances G/Gmax.
  ///   - event: the key of what is being written; with `step`, the number of this writing event, it fixes the draws.
  ///   - first: the number of the first cell; cell `first + i` gets draw `first + i`, so that an array may be split
  ///     in any way.
  /// - Returns: normalised conductances, not below 0.
  public func programmed(
    targets: [Float], event: StreamKey, step: UInt32, first: Int
  ) -> [Float] {
    let key = event.child("programming")
    switch programming {
    case .exact: return targets
    case .spread(let spread):
      let normals = key.normals(targets.count, from: first, step: step)
      let deviations = programmingDeviations(spread, targets)
      return mapEight(targets, deviations, normals) { target, deviation, normal in
        let g = target + deviation * normal
        return g.replacing(with: 0, where: g .< 0)
      }
    case .acceptanceBand(let half):
      let uniforms = key.uniforms(targets.count, from: first, step: step)
      let low = window.low
      return mapEight(targets, uniforms) { target, uniform in
        let g = target + half * (2 * uniform - 1)
        return g.clamped(lowerBound: SIMD8(repeating: low), upperBound: SIMD8(repeating: 1))
      }
    }
  }

  /// Standard deviation that programming leaves at each target, relative to Gmax, without the noise of the reads that
  /// it was measured through (see ``ReadNoise/includedInSpread``).
  public func programmingDeviations(_ targets: [Float]) -> [Float] {
    switch programming {
    case .exact: [Float](repeating: 0, count: targets.count)
    case .spread(let spread): programmingDeviations(spread, targets)
    case .acceptanceBand(let half): [Float](repeating: half / Float(3).squareRoot(), count: targets.count)
    }
  }

  private func programmingDeviations(_ spread: ConductanceFunction, _ targets: [Float]) -> [Float] {
    let published = mapEight(targets) { target in
      let deviation = spread.evaluate(target)
      return deviation.replacing(with: 0, where: deviation .< 0)
    }
    guard let readNoise, readNoise.includedInSpread else { return published }
    let read = readNoise.deviations(targets, programmed: targets, age: Seconds(0))
    return mapEight(published, read) { squareRootOfDifference($0, $1) }
  }
}

/// √(a² − b²), 0 where b is larger.
@inline(__always)
func squareRootOfDifference(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
  let difference = a * a - b * b
  return squareRoot(difference.replacing(with: 0, where: difference .< 0))
}
