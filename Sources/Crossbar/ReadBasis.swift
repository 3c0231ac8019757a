internal import DeviceModels

/// What the cells of a word line make of its number: the current of a bit line is Σₖ fₖ(x) · Cₖ over word lines, with C₀
/// the effective conductances and one more matrix for every further function.
///
/// Cells that are resistors have f₀(x) = x alone. With a curve and numbers carried as voltages the functions are those of
/// ``DeviceModels/CurrentBasis``; carried as widths or bits, the cells see the read voltage of either sign only, so that
/// x and |x| are all there is. Behind wires x itself is the first function, whose matrix the linear network gives, and what
/// cells carry beyond x is added to first order.
struct ReadBasis: Sendable {
  enum Function: Sendable, Equatable {
    case identity
    case magnitude
    /// F f(x/F).
    case curve(CurrentBasis.Function)
    /// F f(x/F) − x.
    case remainder(CurrentBasis.Function)
  }

  let functions: [Function]
  /// F: the number that stands for the read voltage.
  let fullScale: Float

  /// Whether reads are those of resistors.
  var isLinear: Bool { functions == [.identity] }

  init(_ basis: CurrentBasis?, _ encoding: InputEncoding, fullScale: Float, hasWires: Bool) {
    self.fullScale = fullScale
    guard let basis else {
      functions = [.identity]
      return
    }
    guard encoding == .amplitude else {
      functions = [.identity, .magnitude]
      return
    }
    let identity = CurrentBasis.Function.polynomial([1])
    var functions = basis.functions.map { $0 == identity ? Function.identity : .curve($0) }
    if hasWires, let first = basis.functions.first, first != identity {
      functions = [.identity, .remainder(first)] + functions.dropFirst()
    }
    self.functions = functions
  }

  /// A function of many numbers; may be in place.
  func fill(
    _ function: Int, _ inputs: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch functions[function] {
    case .identity: if inputs != UnsafePointer(target) { target.update(from: inputs, count: count) }
    case .magnitude: for index in 0..<count { target[index] = abs(inputs[index]) }
    case .curve(let curve): curve.fill(inputs, into: target, count: count, fullScale: fullScale)
    case .remainder(let curve):
      withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { bent in
        curve.fill(inputs, into: bent.baseAddress!, count: count, fullScale: fullScale)
        for index in 0..<count { target[index] = bent[index] - inputs[index] }
      }
    }
  }

  /// The derivative of a function at a number.
  func slope(_ function: Int, _ x: Float) -> Float {
    switch functions[function] {
    case .identity: 1
    case .magnitude: x < 0 ? -1 : 1
    case .curve(let curve): curve.slope(x / fullScale)
    case .remainder(let curve): curve.slope(x / fullScale) - 1
    }
  }

  /// A function of the full scale, over the full scale.
  func atFullScale(_ function: Int) -> Float {
    switch functions[function] {
    case .identity, .magnitude: 1
    case .curve(let curve): curve.value(1)
    case .remainder(let curve): curve.value(1) - 1
    }
  }
}
