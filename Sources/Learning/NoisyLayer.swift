public import Matrices
public import Randomness
public import Substrate

/// A digital layer that behaves as one chip of many would: new errors in every batch, drawn from the statistics of a
/// card. What learns on it learns weights that such errors do not hurt (noise injection, Joshi et al., Nat. Commun. 11,
/// 2473 (2020)).
///
/// A batch sees W + weightSigma · max|W| · ξ, inputs and outputs held to their ranges and rounded, and noise on its
/// outputs. Requests change the clean W, along the derivative of the noisy ones; limits and steps are passed straight
/// through by it. `readBack` gives the clean W.
public struct NoisyLayer: ExactModel, WeightPort {
  private var clean: DigitalLayer
  private var disturbed: Matrix?
  public private(set) var tally = Tally()
  /// What the card says.
  public let statistics: NoiseStatistics
  /// Whether errors are drawn; turned off, the layer is digital (but for ranges and steps).
  public var isNoisy = true
  /// Number of batches measured, which names the draws.
  public private(set) var steps: Int
  private let key: StreamKey

  public var inputs: Int { clean.inputs }
  public var outputs: Int { clean.outputs }
  /// The clean weights, [inputs × outputs].
  public var weights: Matrix { clean.weights }
  /// The running mean of requested changes.
  public var velocity: Matrix? { clean.velocity }

  /// A layer of given clean weights; velocity and steps when training resumes.
  ///
  /// Statistics must be valid: ``NoiseStatistics/validate()`` names what is not.
  public init(
    weights: Matrix, statistics: NoiseStatistics, key: StreamKey, velocity: Matrix? = nil, steps: Int = 0
  ) {
    precondition((try? statistics.validate()) != nil, "these statistics cannot be: \(statistics)")
    clean = DigitalLayer(weights: weights, velocity: velocity)
    self.statistics = statistics
    self.key = key
    self.steps = steps
  }

  /// This layer at another moment of its training: the same errors are drawn from there on.
  public func resumed(weights: Matrix, velocity: Matrix?, steps: Int) -> NoisyLayer {
    precondition(weights.rows == inputs && weights.columns == outputs, "weights do not fit the layer")
    var layer = NoisyLayer(weights: weights, statistics: statistics, key: key, velocity: velocity, steps: steps)
    layer.isNoisy = isNoisy
    return layer
  }

  public mutating func measure(_ activities: Matrix) -> Matrix {
    var inputs = activities
    Self.convert(&inputs, range: statistics.inputRange, bits: statistics.inputBits)
    disturbed = nil
    let weights = isNoisy && (statistics.weightSigma > 0 || statistics.deadShare > 0) ? drawWeights() : clean.weights
    var result = product(inputs, weights)
    tally.vectorsRead += activities.rows
    disturbed = weights
    if isNoisy, statistics.outputSigma > 0 {
      var noise = result
      noise.elements = key.child("output").normals(noise.count, step: UInt32(truncatingIfNeeded: steps))
      result.add(noise, scaledBy: statistics.outputSigma)
    }
    if isNoisy { steps += 1 }
    Self.convert(&result, range: statistics.outputRange, bits: statistics.outputBits)
    return result
  }

  public mutating func request(_ change: WeightChange) {
    disturbed = nil
    tally.requests += 1
    clean.request(change)
  }

  /// The weights of the last batch that was measured.
  public mutating func effectiveWeights() -> Matrix { disturbed ?? clean.weights }

  public mutating func program(_ weights: Matrix) {
    disturbed = nil
    clean.program(weights)
  }

  public mutating func readBack() -> Matrix { clean.weights }

  private func drawWeights() -> Matrix {
    let step = UInt32(truncatingIfNeeded: steps)
    var result = clean.weights
    if statistics.weightSigma > 0 {
      var noise = result
      noise.elements = key.child("weights").normals(noise.count, step: step)
      result.add(noise, scaledBy: statistics.weightSigma * clean.weights.largestMagnitude)
    }
    if statistics.deadShare > 0 {
      let draws = key.child("dead").uniforms(result.count, step: step)
      for index in draws.indices where draws[index] < statistics.deadShare { result.elements[index] = 0 }
    }
    return result
  }

  /// Holds values to ±range and rounds them to 2^bits − 1 levels, where these are given.
  private static func convert(_ values: inout Matrix, range: Float?, bits: Int?) {
    guard let range else { return }
    let step = bits.map { 2 * range / (exp2(Float($0)) - 2) }
    values.elements.withUnsafeMutableBufferPointer { values in
      for index in values.indices {
        var value = min(range, max(-range, values[index]))
        if let step { value = ((value / step + 12_582_912) - 12_582_912) * step }
        values[index] = value
      }
    }
  }

  /// 2ⁿ for a whole n, as a float.
  private static func exp2(_ n: Float) -> Float { Float(sign: .plus, exponent: Int(n), significand: 1) }
}

extension NoisyLayer: TransposedReads, ShiftableWeights {
  /// Through the weights of the last batch, without noise of its own.
  public mutating func measureBack(_ errors: Matrix) -> Matrix {
    tally.vectorsRead += errors.rows
    return product(errors, disturbed ?? clean.weights, transposeRight: true)
  }
}
