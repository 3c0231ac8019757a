internal import Matrices
public import Randomness
public import Substrate
internal import VectorMath

/// Learning by trial: small noise on every unit's input, and whatever made the loss smaller is kept.
///
/// Two passes, one with noise ξ ~ N(0, σ²) added to what the layers measured; signals −(L_ξ − L)/σ² · ξ, whose mean is
/// the negative gradient of the loss (Werfel, Xie, Seung, Neural Comput. 17, 2699 (2005): slower than the gradient by
/// the number of units). Nothing about the layers is known, not even that the next layer follows this one.
public struct NodePerturbation: DenseLearner {
  /// Rates, batch and schedule.
  public let settings: BackpropSettings
  /// Standard deviation σ of the noise, in the units of the layers' outputs.
  public let sigma: Float
  public internal(set) var passes = PassCounts()
  var net: DenseNet
  let key: StreamKey
  static let kind = "nodePerturbation"

  public var knowledge: String { "nothing" }
  public var layers: [any BlackBox] {
    get { net.layers.boxes }
    set { net.layers = LayerStack(newValue, exact: false) }
  }

  /// A net on given layers of weights; the last one has an output per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], sigma: Float = 0.1, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    guard sigma > 0, sigma.isFinite else {
      throw .badSetting(name: "sigma", value: "\(sigma)", allowed: "a number above 0")
    }
    self.settings = settings
    self.sigma = sigma
    self.key = key
    net = DenseNet(layers: LayerStack(layers, exact: false), normalises: settings.normalisesActivities)
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let labels = batch.labels
    let inputs = FirstLayerInput.plain(batch.images)
    let noise = net.biases.indices.map { layer in
      let units = net.biases[layer].count
      var draws = Matrix(
        rows: labels.count, columns: units,
        elements: key.child("noise", batch.epoch, layer).normals(labels.count * units, from: batch.first * units))
      draws.scale(by: sigma)
      return draws
    }
    let plain = net.forward(inputs)
    let disturbed = net.forward(inputs, disturbances: noise)
    passes.forward += 2 * labels.count
    let worse = zip(disturbed.logits.losses(for: labels), plain.logits.losses(for: labels)).map { $0 - $1 }
    for layer in noise.indices {
      var signals = noise[layer]
      let units = signals.columns
      let scale = -1 / (sigma * sigma)
      signals.forEachRow { row, values in RowKernel.scale(values, by: scale * worse[row], count: units) }
      let term = WeightChange.Term(inputs: plain.inputs[layer], signals: signals)
      request(layer, [term], biasSignals: signals, factor: factor)
    }
    return zip(plain.logits.largestColumns, labels).count { $0 != $1 }
  }
}
