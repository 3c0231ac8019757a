extension DenseNet {
  /// The biases and their velocities by name.
  var arrays: [String: [Float]] {
    var arrays: [String: [Float]] = [:]
    for index in biases.indices {
      arrays["layer\(index).bias"] = biases[index]
      arrays["layer\(index).biasVelocity"] = biasVelocities[index]
    }
    return arrays
  }

  /// Takes up arrays whose names and lengths have been checked.
  mutating func restore(_ arrays: [String: [Float]]) {
    for index in biases.indices {
      biases[index] = arrays["layer\(index).bias"] ?? []
      biasVelocities[index] = arrays["layer\(index).biasVelocity"] ?? []
    }
  }
}
