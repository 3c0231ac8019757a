public import Units
internal import VectorMath

/// A published curve over conductance: a spread, a noise amplitude, a drift exponent.
///
/// y = fᵢ(x) of the piece i in which x lies, held to the piece's limits. x is G/Gmax, or G in units of ``argument``
/// where a paper states its fit in microsiemens or nanoampere. y is dimensionless, or a conductance in units of
/// ``unit``; where a paper gives its fit for a maximal conductance of its own, ``referenceGMax``, y scales with
/// Gmax/referenceGMax. A device card names all of these, so that no fit is read in the wrong unit.
///
/// Evaluated on normalised conductances g = G/Gmax, and normalised again when y is a conductance. Logarithms and powers
/// hold x to at least 1e-7.
public struct ConductanceFunction: Sendable, Equatable {
  /// One formula.
  public enum Form: Sendable, Equatable {
    /// Σ cᵢ xⁱ, lowest power first.
    case polynomial([Double])
    /// offset + slope · ln x.
    case logarithmic(offset: Double, slope: Double)
    /// offset + slope · log₁₀ x.
    case decadic(offset: Double, slope: Double)
    /// factor · x^exponent.
    case power(factor: Double, exponent: Double)
    /// amplitude · (1 − e^(−x/scale)).
    case saturating(amplitude: Double, scale: Double)
    /// Straight lines between points (x rising), held at the first and the last one: a measured curve.
    case table(at: [Double], values: [Double])
  }

  /// A formula for x below ``below`` (and not below an earlier piece's), with the limits that y is held to.
  public struct Piece: Sendable, Equatable {
    public var below: Double
    public var form: Form
    public var atLeast: Double
    public var atMost: Double

    public init(
      _ form: Form, below: Double = .infinity, atLeast: Double = -.greatestFiniteMagnitude,
      atMost: Double = .greatestFiniteMagnitude
    ) {
      self.form = form
      self.below = below
      self.atLeast = atLeast
      self.atMost = atMost
    }
  }

  /// The pieces by rising ``Piece/below``; the last one has no bound.
  public let pieces: [Piece]
  /// What x counts; nil for G/Gmax.
  public let argument: Siemens?
  /// What y counts; nil for a dimensionless y.
  public let unit: Siemens?
  /// The maximal conductance for which the fit was given; nil when y does not scale with Gmax.
  public let referenceGMax: Siemens?
  let argumentScale: Float
  let resultScale: Float

  public init(
    _ pieces: [Piece], argument: Siemens? = nil, unit: Siemens? = nil, referenceGMax: Siemens? = nil, gMax: Siemens
  ) {
    precondition(!pieces.isEmpty, "a curve needs a piece")
    self.pieces = pieces
    self.argument = argument
    self.unit = unit
    self.referenceGMax = referenceGMax
    argumentScale = Float(argument.map { gMax / $0 } ?? 1)
    resultScale = Float((unit.map { $0 / gMax } ?? 1) * (referenceGMax.map { gMax / $0 } ?? 1))
  }

  /// The curve at normalised conductances: normalised too when y is a conductance, plain otherwise.
  public func values(_ conductances: [Float]) -> [Float] { mapEight(conductances) { evaluate($0) } }

  /// The curve at one normalised conductance.
  public func value(_ conductance: Float) -> Float { evaluate(SIMD8(repeating: conductance))[0] }

  /// The curve whose coefficients lie at `fraction` of the way from this one's to `other`'s, as papers interpolate fits
  /// given for several times.
  func interpolated(to other: ConductanceFunction, fraction: Double) -> ConductanceFunction {
    precondition(pieces.count == other.pieces.count, "curves of different form")
    var copy = self
    copy = ConductanceFunction(
      copying: self,
      pieces: zip(pieces, other.pieces).map { first, second in
        var piece = first
        piece.form = first.form.interpolated(to: second.form, fraction)
        return piece
      })
    return copy
  }

  private init(copying other: ConductanceFunction, pieces: [Piece]) {
    self.pieces = pieces
    argument = other.argument
    unit = other.unit
    referenceGMax = other.referenceGMax
    argumentScale = other.argumentScale
    resultScale = other.resultScale
  }

  @inline(__always)
  func evaluate(_ g: SIMD8<Float>) -> SIMD8<Float> {
    let x = g * argumentScale
    var y = pieces[pieces.count - 1].evaluate(x)
    for index in stride(from: pieces.count - 2, through: 0, by: -1) {
      y.replace(with: pieces[index].evaluate(x), where: x .< Float(pieces[index].below))
    }
    return y * resultScale
  }
}

extension ConductanceFunction.Piece {
  @inline(__always)
  func evaluate(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let held = x.clamped(lowerBound: SIMD8(repeating: 1e-7), upperBound: SIMD8(repeating: .greatestFiniteMagnitude))
    let y: SIMD8<Float>
    switch form {
    case .polynomial(let coefficients):
      y = coefficients.count > 5 ? hornerDouble(coefficients, x) : horner(coefficients, x)
    case .logarithmic(let offset, let slope):
      y = Float(offset) + Float(slope) * naturalLogarithm(held)
    case .decadic(let offset, let slope):
      y = Float(offset) + Float(slope * 0.434_294_481_903_251_8) * naturalLogarithm(held)
    case .power(let factor, let exponent):
      y = Float(factor) * exponential(Float(exponent) * naturalLogarithm(held))
    case .saturating(let amplitude, let scale):
      y = Float(amplitude) * (1 - exponential(x * Float(-1 / scale)))
    case .table(let at, let values):
      var sum = SIMD8<Float>(repeating: Float(values[0]))
      for index in 1..<max(at.count, 1) {
        let start = Float(at[index - 1])
        let share = (x - start) / (Float(at[index]) - start)
        sum +=
          Float(values[index] - values[index - 1])
          * share.clamped(lowerBound: .zero, upperBound: SIMD8(repeating: 1))
      }
      y = sum
    }
    return y.clamped(lowerBound: SIMD8(repeating: Float(atLeast)), upperBound: SIMD8(repeating: Float(atMost)))
  }

  @inline(__always)
  private func horner(_ coefficients: [Double], _ x: SIMD8<Float>) -> SIMD8<Float> {
    var sum = SIMD8<Float>.zero
    for coefficient in coefficients.reversed() { sum = sum * x + Float(coefficient) }
    return sum
  }

  /// High powers cancel to a few digits in `Float`.
  private func hornerDouble(_ coefficients: [Double], _ x: SIMD8<Float>) -> SIMD8<Float> {
    let wide = SIMD8<Double>(x)
    var sum = SIMD8<Double>.zero
    for coefficient in coefficients.reversed() { sum = sum * wide + coefficient }
    return SIMD8<Float>(sum)
  }
}

extension ConductanceFunction.Form {
  fileprivate func interpolated(to other: Self, _ fraction: Double) -> Self {
    func mix(_ a: Double, _ b: Double) -> Double { a + (b - a) * fraction }
    switch (self, other) {
    case (.polynomial(let a), .polynomial(let b)):
      let count = max(a.count, b.count)
      return .polynomial((0..<count).map { mix($0 < a.count ? a[$0] : 0, $0 < b.count ? b[$0] : 0) })
    case (.logarithmic(let a, let b), .logarithmic(let c, let d)):
      return .logarithmic(offset: mix(a, c), slope: mix(b, d))
    case (.decadic(let a, let b), .decadic(let c, let d)): return .decadic(offset: mix(a, c), slope: mix(b, d))
    case (.power(let a, let b), .power(let c, let d)): return .power(factor: mix(a, c), exponent: mix(b, d))
    case (.saturating(let a, let b), .saturating(let c, let d)):
      return .saturating(amplitude: mix(a, c), scale: mix(b, d))
    case (.table(let at, let a), .table(_, let b)):
      return .table(at: at, values: zip(a, b).map { mix($0, $1) })
    default: preconditionFailure("curves of different form")
    }
  }

  /// The name of the formula: only curves of one form can be interpolated.
  var name: String {
    switch self {
    case .polynomial: "polynomial"
    case .logarithmic: "logarithmic"
    case .decadic: "decadic"
    case .power: "power"
    case .saturating: "saturating"
    case .table(let at, _): "table at \(at)"
    }
  }
}
