internal import Matrices
public import Randomness
internal import Substrate

/// Times an epoch of Forward-Forward on the digital engine against its own matrix products alone, in one process.
public struct TrainingBench: Sendable, Equatable, Codable {
  /// The kernel family of the matrix products.
  public var blasCore: String
  /// Units of each layer, with the inputs first.
  public var shape: [Int]
  /// Examples in the epoch.
  public var examples: Int
  /// Examples per change.
  public var batchSize: Int
  /// Seconds of the epoch, the fastest of the repetitions.
  public var epochSeconds: Double
  /// Seconds of the same matrix products with nothing between them, the fastest of the repetitions.
  public var productSeconds: Double
  /// Number of matrix products in the epoch.
  public var products: Int
  /// Floating-point operations in them.
  public var operations: Double

  /// The epoch's time as a multiple of its products'.
  public var ratio: Double { epochSeconds / productSeconds }
  /// Operations per second of the products alone, in 10⁹.
  public var gigaflops: Double { operations / productSeconds * 1e-9 }

  /// Measures.
  ///
  /// - Parameters:
  ///   - shape: inputs and units of each layer.
  ///   - examples: a multiple of `batchSize`; images are random, a fifth of their pixels lit as in MNIST.
  ///   - warmUp: epochs that are not timed.
  ///   - repetitions: timings of which the fastest counts.
  /// - Throws: ``LearningError`` for sizes that cannot be.
  public static func run(
    shape: [Int] = [784, 1000, 1000, 1000], examples: Int = 5000, batchSize: Int = 100, warmUp: Int = 1,
    repetitions: Int = 3, key: StreamKey = StreamKey(seed: 1)
  ) throws(LearningError) -> TrainingBench {
    guard shape.count >= 2, shape.allSatisfy({ $0 >= 10 }) else {
      throw .badSetting(name: "shape", value: "\(shape)", allowed: "inputs and at least one layer, 10 or more each")
    }
    guard batchSize > 0, examples > 0, examples % batchSize == 0 else {
      throw .badSetting(name: "examples", value: "\(examples)", allowed: "a multiple of batchSize \(batchSize)")
    }
    guard repetitions > 0 else {
      throw .badSetting(name: "repetitions", value: "\(repetitions)", allowed: "1 or more")
    }
    let data = try self.data(features: shape[0], count: examples, key: key)
    var settings = ForwardForwardSettings(epochs: warmUp + repetitions)
    settings.batchSize = batchSize
    let layers = InitialWeights.normal(shape: shape, key: key).map { DigitalLayer(weights: $0) }
    var learner = try ForwardForward(layers: layers, settings: settings, key: key)
    for epoch in stride(from: 1, through: warmUp, by: 1) { _ = learner.trainEpoch(data, epoch: epoch) }
    let clock = ContinuousClock()
    var bench = TrainingBench(
      blasCore: BLAS.coreName, shape: shape, examples: examples, batchSize: batchSize, epochSeconds: .infinity,
      productSeconds: .infinity, products: 0, operations: 0)
    var products = Products(shape: shape, batchSize: batchSize, classes: data.classes, key: key)
    // Alternating, so that a change of the machine's speed meets both.
    for repetition in 1...repetitions {
      let epoch = clock.measure { _ = learner.trainEpoch(data, epoch: warmUp + repetition) }
      bench.epochSeconds = min(bench.epochSeconds, seconds(epoch))
      products.operations = 0
      products.count = 0
      let alone = clock.measure { for _ in 0..<examples / batchSize { products.run() } }
      bench.productSeconds = min(bench.productSeconds, seconds(alone))
    }
    bench.products = products.count
    bench.operations = products.operations
    return bench
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  private static func data(features: Int, count: Int, key: StreamKey) throws(LearningError) -> Examples {
    let draws = key.child("benchImages").uniforms(features * count)
    let images = Matrix(rows: count, columns: features, elements: draws.map { max(0, 5 * $0 - 4) })
    let labels = key.child("benchLabels").uniforms(count).map { Int($0 * 10) }
    return try Examples(images: images, labels: labels)
  }
}

/// The matrix products of one batch, on matrices of their shapes.
private struct Products {
  var layers: [(weights: Matrix, velocity: Matrix)] = []
  var inputs: [Matrix] = []
  var stackedInputs: [Matrix] = []
  var signals: [Matrix] = []
  var outputs: [Matrix] = []
  var stackedOutputs: [Matrix] = []
  var features: Matrix
  var readout: Matrix
  var readoutVelocity: Matrix
  var logits: Matrix
  var operations = 0.0
  var count = 0

  init(shape: [Int], batchSize: Int, classes: Int, key: StreamKey) {
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(rows: rows, columns: columns, elements: key.child("bench", rows, columns).normals(rows * columns))
    }
    for (inputs, outputs) in zip(shape, shape.dropFirst()) {
      layers.append((random(inputs, outputs), Matrix(rows: inputs, columns: outputs)))
      self.inputs.append(random(batchSize, inputs))
      stackedInputs.append(random(2 * batchSize, inputs))
      signals.append(random(batchSize, outputs))
      self.outputs.append(Matrix(rows: batchSize, columns: outputs))
      stackedOutputs.append(Matrix(rows: 2 * batchSize, columns: outputs))
    }
    let read = shape.dropFirst(shape.count > 2 ? 2 : 1).reduce(0, +)
    features = random(batchSize, read)
    readout = random(read, classes)
    readoutVelocity = Matrix(rows: read, columns: classes)
    logits = Matrix(rows: batchSize, columns: classes)
  }

  /// Runs them all once.
  mutating func run() {
    var (operations, count) = (0.0, 0)
    func multiplied(
      _ left: Matrix, _ right: Matrix, transposed: Bool = false, beta: Float = 0, into result: inout Matrix
    ) {
      multiply(left, right, transposeLeft: transposed, alpha: 1e-6, beta: beta, into: &result)
      operations += 2 * Double(left.rows) * Double(left.columns) * Double(right.columns)
      count += 1
    }
    for index in layers.indices {
      multiplied(stackedInputs[index], layers[index].weights, into: &stackedOutputs[index])
      multiplied(inputs[index], layers[index].weights, into: &outputs[index])
      multiplied(inputs[index], signals[index], transposed: true, beta: 0.9, into: &layers[index].velocity)
      multiplied(inputs[index], signals[index], transposed: true, beta: 1, into: &layers[index].velocity)
    }
    multiplied(features, readout, into: &logits)
    multiplied(features, logits, transposed: true, beta: 0.9, into: &readoutVelocity)
    self.operations += operations
    self.count += count
  }
}
