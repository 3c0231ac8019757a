public import Matrices
public import Randomness

/// The layers of weights that a learner needs for a task, before there are any.
public struct NetPlan: Sendable {
  /// One layer of weights.
  public struct Layer: Sendable, Equatable {
    /// Number of inputs.
    public var inputs: Int
    /// Number of outputs.
    public var outputs: Int
    /// First weights are normal with variance `gain` / inputs.
    public var gain: Float
    /// How often one example goes through the layer while it is learned, a backward pass not counted: 2 where positive
    /// and negative data go, more in nets that settle. Says how long a training takes, no more.
    public var learningReads: Double = 1
    /// The same when an example is classified.
    public var testReads: Double = 1

    /// See the properties.
    public init(inputs: Int, outputs: Int, gain: Float = 1) {
      self.inputs = inputs
      self.outputs = outputs
      self.gain = gain
    }
  }

  /// The layers, input side first.
  public var layers: [Layer]
  /// Whether hidden activities are divided by their root mean square.
  public var normalises: Bool
  /// Whether the last layer gives logits as measured, without a rectifier.
  public var hasOutputLayer = false
  /// What is sent into the first layer for some examples.
  public var firstInput: @Sendable (Examples) -> Matrix
  /// What goes into each layer for some examples, if the layers had exactly these weights: what a chip's converters are
  /// set to. Nil for a chain: each layer gets the rectified outputs of the one before.
  public var drives: (@Sendable (_ weights: [Matrix], _ examples: Examples) -> [Matrix])?

  /// See the properties.
  public init(
    layers: [Layer], normalises: Bool, firstInput: @escaping @Sendable (Examples) -> Matrix,
    drives: (@Sendable (_ weights: [Matrix], _ examples: Examples) -> [Matrix])? = nil
  ) {
    self.layers = layers
    self.normalises = normalises
    self.firstInput = firstInput
    self.drives = drives
  }

  /// Layers one behind the other: `shape` has the inputs, then the units of each layer.
  public static func chain(
    _ shape: [Int], gain: Float = 1, normalises: Bool = true, hasOutputLayer: Bool = false,
    firstInput: @escaping @Sendable (Examples) -> Matrix = { FirstLayerInput.plain($0.images) }
  ) -> NetPlan {
    var plan = NetPlan(
      layers: zip(shape, shape.dropFirst()).map { Layer(inputs: $0, outputs: $1, gain: gain) },
      normalises: normalises, firstInput: firstInput)
    plan.hasOutputLayer = hasOutputLayer
    return plan
  }

  /// The same net, whose layers are read so often for one example; the first one otherwise where said.
  func read(learning: Double, test: Double = 1, first: (learning: Double, test: Double)? = nil) -> NetPlan {
    var plan = self
    for index in layers.indices {
      let own = index == 0 ? first ?? (learning: learning, test: test) : (learning: learning, test: test)
      (plan.layers[index].learningReads, plan.layers[index].testReads) = (own.learning, own.test)
    }
    return plan
  }

  /// First weights: independent normal draws, layer i from `key.child("initialWeights", i)`.
  public func initialWeights(key: StreamKey) -> [Matrix] {
    layers.enumerated().map { index, layer in
      InitialWeights.layer(index, inputs: layer.inputs, outputs: layer.outputs, gain: layer.gain, key: key)
    }
  }
}

/// The sides of an image whose pixels lie row after row, one channel behind the other.
public struct ImageShape: Sendable, Equatable, Codable {
  /// Rows of pixels.
  public var height: Int
  /// Pixels in a row.
  public var width: Int
  /// Colours.
  public var channels: Int

  /// See the properties.
  public init(height: Int, width: Int, channels: Int = 1) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Number of values in an image.
  public var pixels: Int { height * width * channels }
}
