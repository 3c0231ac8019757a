internal import Matrices
internal import Substrate
internal import VectorMath

/// Digital biases and rectification around layers of weights: the forward half of every learner with a softmax output.
struct DenseNet: Sendable {
  var layers: LayerStack
  var biases: [[Float]]
  var biasVelocities: [[Float]]
  let normalises: Bool

  /// What one pass leaves behind.
  struct Trace {
    /// What went into each layer.
    var inputs: [Matrix] = []
    /// Each hidden layer's normalisation factors, one per row; empty without normalisation.
    var factors: [[Float]] = []
    /// What the output layer gave, with its bias.
    var logits = Matrix(rows: 0, columns: 0)
  }

  init(layers: LayerStack, normalises: Bool) {
    let boxes = layers.boxes
    precondition(!boxes.isEmpty, "a net needs a layer")
    for (lower, upper) in zip(boxes, boxes.dropFirst()) {
      precondition(lower.outputs == upper.inputs, "\(lower.outputs) outputs do not fit \(upper.inputs) inputs")
    }
    self.layers = layers
    self.normalises = normalises
    biases = boxes.map { [Float](repeating: 0, count: $0.outputs) }
    biasVelocities = biases
  }

  /// One pass. `disturbances`, one matrix per layer, are added to what is measured, where a learner probes with noise.
  mutating func forward(_ inputs: Matrix, disturbances: [Matrix]? = nil) -> Trace {
    forward(inputs) { layers, index, current in
      var values = layers.measure(index, current)
      if let disturbances { values.add(disturbances[index]) }
      return values
    }
  }

  /// One pass in which `reading` says what a layer gives.
  mutating func forward(_ inputs: Matrix, reading: (inout LayerStack, Int, Matrix) -> Matrix) -> Trace {
    var trace = Trace()
    var current = inputs
    for index in biases.indices {
      trace.inputs.append(current)
      var values = reading(&layers, index, current)
      let bias = biases[index]
      let last = index == biases.count - 1
      var factors: [Float] = []
      bias.withUnsafeBufferPointer { bias in
        values.forEachRow { _, row in
          if last {
            for unit in bias.indices { row[unit] += bias[unit] }
          } else {
            let sum = RowKernel.rectify(row, bias: bias.baseAddress!, count: bias.count)
            if normalises {
              let factor = RowKernel.normalisation(sumOfSquares: sum, count: bias.count)
              RowKernel.scale(row, by: factor, count: bias.count)
              factors.append(factor)
            }
          }
        }
      }
      if !last { trace.factors.append(factors) }
      current = values
    }
    trace.logits = current
    return trace
  }

  /// Turns errors at the inputs of layer `index` + 1 into those at the outputs of layer `index`, before its rectifier.
  func throughActivation(_ errors: inout Matrix, of index: Int, trace: Trace) {
    backThroughActivation(
      &errors, outputs: trace.inputs[index + 1], factors: normalises ? trace.factors[index] : nil)
  }

  /// Moves the biases of a layer along the mean of its signals.
  mutating func learnBias(_ index: Int, signals: Matrix, rate: Float, momentum: Float) {
    let means = signals.columnMeans
    for unit in means.indices {
      biasVelocities[index][unit] = momentum * biasVelocities[index][unit] + (1 - momentum) * means[unit]
      biases[index][unit] += rate * biasVelocities[index][unit]
    }
  }

  /// What every layer measures for images, before its biases.
  mutating func layerOutputs(for images: Matrix) -> [Matrix] {
    var stack = layers.boxes.enumerated().map { index, box in
      var layer = RectifiedLayer(box)
      layer.bias = biases[index]
      return layer
    }
    let outputs = chainOutputs(&stack, inputs: FirstLayerInput.plain(images), passing: normalises ? .all : nil)
    layers.replace(stack.map(\.box))
    return outputs
  }

  /// Logits of any number of images, a block at a time.
  mutating func logits(_ images: Matrix) -> Matrix {
    inBlocks(images, columns: biases[biases.count - 1].count) { forward(FirstLayerInput.plain($0)).logits }
  }
}

/// Turns errors at activities into errors before the rectifier.
///
/// Through the normalisation ŷ = y/r, r = √mean(y²), where `factors` has 1/r of every row: δy = (δŷ − ŷ·mean(δŷ·ŷ)) /
/// r. Through the rectifier: 0 where it was silent.
///
/// - Parameter outputs: the activities, normalised if there are factors.
func backThroughActivation(_ errors: inout Matrix, outputs: Matrix, factors: [Float]?) {
  let units = outputs.columns
  outputs.elements.withUnsafeBufferPointer { values in
    errors.forEachRow { rowIndex, row in
      let value = values.baseAddress! + rowIndex * units
      if let factors {
        let share = RowKernel.dot(row, value, count: units) / Float(units)
        let factor = factors[rowIndex]
        for unit in 0..<units { row[unit] = value[unit] > 0 ? factor * (row[unit] - share * value[unit]) : 0 }
      } else {
        for unit in 0..<units where !(value[unit] > 0) { row[unit] = 0 }
      }
    }
  }
}

/// Divides every row by its root mean square, whose sums of squares are known; returns the factors.
func normaliseWithFactors(_ activities: inout Matrix, sums: [Float]) -> [Float] {
  let columns = activities.columns
  let factors = sums.map { RowKernel.normalisation(sumOfSquares: $0, count: columns) }
  activities.forEachRow { index, row in RowKernel.scale(row, by: factors[index], count: columns) }
  return factors
}

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
