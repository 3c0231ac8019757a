public import Matrices
public import Randomness

/// Weights to begin with.
public enum InitialWeights {
  /// Independent normal weights of mean 0 and variance `gain` / inputs for every layer of a net.
  ///
  /// - Parameters:
  ///   - shape: features, units of each hidden layer, and so on: n + 1 numbers for n layers.
  ///   - gain: 1 for Forward-Forward, whose layers get inputs of root mean square 1 (as in its released code); 2 for
  ///     rectified layers without normalisation (He et al. 2015, arXiv 1502.01852).
  ///   - key: layer i draws from `key.child("initialWeights", i)`.
  /// - Returns: one matrix [inputs × outputs] per layer.
  public static func normal(shape: [Int], gain: Float = 1, key: StreamKey) -> [Matrix] {
    zip(shape, shape.dropFirst()).enumerated().map { index, size in
      layer(index, inputs: size.0, outputs: size.1, gain: gain, key: key)
    }
  }

  /// The weights of layer `index` alone.
  static func layer(_ index: Int, inputs: Int, outputs: Int, gain: Float, key: StreamKey) -> Matrix {
    var weights = Matrix(
      rows: inputs, columns: outputs, elements: key.child("initialWeights", index).normals(inputs * outputs))
    weights.scale(by: (gain / Float(inputs)).squareRoot())
    return weights
  }
}
