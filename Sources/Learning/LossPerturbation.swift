internal import Matrices
public import Randomness
public import Substrate

/// Learning by trial on weights: shift them all a little, and keep what made the loss smaller. The loss is all that has
/// to be known.
///
/// Every example has a shift of its own, c · r_i · s_j for the weight from input i to output j, with independent r and s of
/// mean 0 and variance 1: its elements are uncorrelated, so that −(L_shifted − L)/c · r_i s_j has the mean −∂L/∂W_ij for
/// small c, and it is one outer product, which lines beside word and bit lines can make and a request can say. Biases are
/// shifted likewise. The variance grows with the number of weights: slower than the gradient by outputs times inputs
/// (Werfel, Xie, Seung, Neural Comput. 17, 2699 (2005)).
///
/// Three kinds:
/// - *weight perturbation*: normal r and s, the loss with a shift against the loss without.
/// - *SPSA* (J. C. Spall, IEEE Trans. Autom. Control 37, 332 (1992)): random signs, the loss at both sides of the weights.
/// - *multiplexed gradient descent* (McCaughan et al., APL Mach. Learn. 1, 026118 (2023)): random signs as codes, several
///   shifts an example against one loss without, summed before an update.
public struct LossPerturbation: DenseLearner {
  /// How weights are tried.
  public struct Probe: Sendable, Equatable {
    /// What r and s are drawn from.
    public enum Draws: Sendable { case normal, signs }
    public var draws: Draws
    /// c, in the units of the weights.
    public var size: Float
    /// Whether the loss is measured at +c and −c instead of +c and 0.
    public var bothSides: Bool
    /// Shifts of each example for one update.
    public var count: Int

    /// See the properties.
    public init(_ draws: Draws, size: Float, bothSides: Bool = false, count: Int = 1) {
      self.draws = draws
      self.size = size
      self.bothSides = bothSides
      self.count = count
    }
  }

  /// Rates, batch and schedule.
  public let settings: BackpropSettings
  public let probe: Probe
  public internal(set) var passes = PassCounts()
  var net: DenseNet
  let key: StreamKey
  static let kind = "lossPerturbation"

  public var knowledge: String { "nothing; weights can be shifted" }
  public var layers: [any BlackBox] {
    get { net.layers.boxes }
    set { net.layers = LayerStack(newValue, exact: false) }
  }

  /// A net on given layers of weights; the last one has an output per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``, also for layers that are not `ShiftableWeights`.
  public init(
    layers: [any BlackBox], probe: Probe, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    guard probe.size > 0, probe.size.isFinite else {
      throw .badSetting(name: "size", value: "\(probe.size)", allowed: "a number above 0")
    }
    guard probe.count >= 1 else { throw .badSetting(name: "count", value: "\(probe.count)", allowed: "1 or more") }
    try LayerStack.requireShifts(layers, of: "learning by trial on weights")
    self.settings = settings
    self.probe = probe
    self.key = key
    net = DenseNet(layers: LayerStack(layers, exact: false), normalises: settings.normalisesActivities)
  }

  /// The directions of one try: r, s and those of the biases, layer by layer, one row an example.
  private struct Try {
    var inputs: [Matrix] = []
    var outputs: [Matrix] = []
    var biases: [Matrix] = []
  }

  private func draw(_ batch: Batch, try number: Int) -> Try {
    var result = Try()
    let count = batch.labels.count
    for (layer, box) in net.layers.boxes.enumerated() {
      func matrix(_ what: String, _ columns: Int) -> Matrix {
        let key = key.child(what, batch.epoch, layer).child("try", number)
        let from = batch.first * columns
        let elements =
          probe.draws == .normal
          ? key.normals(count * columns, from: from)
          : key.uniforms(count * columns, from: from).map { $0 < 0.5 ? -1 : 1 }
        return Matrix(rows: count, columns: columns, elements: elements)
      }
      result.inputs.append(matrix("inputs", box.inputs))
      result.outputs.append(matrix("outputs", box.outputs))
      result.biases.append(matrix("biases", box.outputs))
    }
    return result
  }

  /// The loss of every example with the weights shifted by `size` times the directions.
  private mutating func losses(_ inputs: Matrix, _ labels: [Int], _ directions: Try, size: Float) -> [Float] {
    let trace = net.forward(inputs) { layers, index, current in
      let shift = WeightShift(inputs: directions.inputs[index].map { size * $0 }, outputs: directions.outputs[index])
      var values = layers.measure(index, current, shiftedBy: shift)
      values.add(directions.biases[index], scaledBy: size)
      return values
    }
    passes.forward += labels.count
    return trace.logits.losses(for: labels)
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let labels = batch.labels
    let inputs = FirstLayerInput.plain(batch.images)
    let plain = net.forward(inputs)
    passes.forward += labels.count
    let rest = plain.logits.losses(for: labels)
    var terms = [[WeightChange.Term]](repeating: [], count: net.biases.count)
    var biasSignals = net.biases.map { Matrix(rows: labels.count, columns: $0.count) }
    for number in 0..<probe.count {
      let directions = draw(batch, try: number)
      let above = losses(inputs, labels, directions, size: probe.size)
      let below = probe.bothSides ? losses(inputs, labels, directions, size: -probe.size) : rest
      let scale = -1 / (probe.size * (probe.bothSides ? 2 : 1) * Float(probe.count))
      let slopes = zip(above, below).map { scale * ($0 - $1) }
      for layer in terms.indices {
        var signals = directions.outputs[layer]
        let units = signals.columns
        signals.forEachRow { row, values in for unit in 0..<units { values[unit] *= slopes[row] } }
        terms[layer].append(WeightChange.Term(inputs: directions.inputs[layer], signals: signals))
        var own = directions.biases[layer]
        own.forEachRow { row, values in for unit in 0..<units { values[unit] *= slopes[row] } }
        biasSignals[layer].add(own)
      }
    }
    for layer in terms.indices {
      request(layer, terms[layer], biasSignals: biasSignals[layer], factor: factor)
    }
    return zip(plain.logits.largestColumns, labels).count { $0 != $1 }
  }
}

extension LossPerturbation {
  /// `learner.weightPerturbation.size`, `learner.spsa.size`, `learner.multiplexed…`.
  public static let weightSize = LearnerSetting(
    "learner.weightPerturbation.size", 0.003, in: 1e-6...10,
    "`weight-perturbation`: standard deviation of the shift, in the units of the weights.")
  public static let spsaSize = LearnerSetting(
    "learner.spsa.size", 0.003, in: 1e-6...10, "`spsa`: the shift to both sides, in the units of the weights.")
  public static let multiplexedSize = LearnerSetting(
    "learner.multiplexed.size", 0.003, in: 1e-6...10,
    "`multiplexed-gradient`: the shift, in the units of the weights.")
  public static let multiplexedCount = LearnerSetting(
    "learner.multiplexed.shifts", 8, in: 1...10_000,
    "`multiplexed-gradient`: shifts of each image that are summed before an update.")

  private static func description(
    _ name: String, _ meaning: String, fields: [LearnerSettingField], rate: Double,
    probe: @escaping @Sendable (LearnerValues) -> Probe
  ) -> LearnerDescription {
    LearnerDescription(
      name: name, meaning: meaning, knowledge: "nothing; weights can be shifted", place: .inSitu,
      rule: LearnerRule(
        name: name, meaning: meaning, fields: BackpropFields.common + fields, rate: rate,
        plan: { (task, values) throws(LearningError) in
          let probe = probe(values)
          return try Backprop.plan(task, values).read(learning: Double(1 + probe.count * (probe.bothSides ? 2 : 1)))
        },
        make: { surroundings, layers in
          try LossPerturbation(
            layers: layers, probe: probe(surroundings.values),
            settings: BackpropSettings(surroundings.values, surroundings.training), key: surroundings.key)
        }))
  }

  static let descriptions = [
    description(
      "weight-perturbation",
      "Learning by trial: all weights are shifted at random, and what made the loss smaller is kept.",
      fields: [weightSize.field], rate: 0.0005
    ) { Probe(.normal, size: Float($0[weightSize])) },
    description(
      "spsa", "Simultaneous perturbation: the loss at both sides of the weights along random signs.",
      fields: [spsaSize.field], rate: 0.0005
    ) { Probe(.signs, size: Float($0[spsaSize]), bothSides: true) },
    description(
      "multiplexed-gradient", "Multiplexed gradient descent: several coded shifts of all weights an image, summed.",
      fields: [multiplexedSize.field, multiplexedCount.field], rate: 0.002
    ) { Probe(.signs, size: Float($0[multiplexedSize]), count: $0[multiplexedCount]) },
  ]
}
