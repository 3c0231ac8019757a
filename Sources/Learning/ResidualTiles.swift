public import Matrices
public import Randomness
public import Substrate

/// Several arrays a layer, one after the other: each learns what the ones before it left over (after arXiv 2510.02516).
///
/// A layer computes Σ_k γᵏ A_k. Array 0 learns first; after `epochsEach` epochs it stays as it is and the next, whose pulses
/// count γ times as much, goes on from there, so that coarse cells make fine weights. Errors go back through the same sum,
/// read from outputs to inputs.
public struct ResidualTiles: NetLearner {
  public let settings: BackpropSettings
  /// Arrays a layer, and γ.
  public let tiles: Int
  public let gamma: Float
  /// Epochs after which the next array learns; the last one learns to the end.
  public let epochsEach: Int
  public internal(set) var passes = PassCounts()
  /// Array 0 with the biases, and the others.
  var net: DenseNet
  private var others: [LayerStack]
  let key: StreamKey
  static let kind = "residualTiles"

  public var knowledge: String { BackwardModel.transposed.knowledge }
  /// All layers of array 0, then of array 1, and so on.
  public var layers: [any BlackBox] {
    get { others.reduce(net.layers.boxes) { $0 + $1.boxes } }
    set {
      let count = net.biases.count
      let parts = (0..<tiles).map { LayerStack(Array(newValue[$0 * count..<($0 + 1) * count]), exact: false) }
      net.layers = parts[0]
      others = Array(parts.dropFirst())
    }
  }

  /// - Parameter layers: all layers of array 0, then of array 1, and so on.
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``, also for layers that are read in one direction only.
  public init(
    layers: [any BlackBox], tiles: Int, gamma: Float, epochsEach: Int, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    guard tiles >= 1, layers.count % tiles == 0 else {
      throw .badSetting(name: "tiles", value: "\(tiles)", allowed: "1 or more, with as many layers each")
    }
    guard gamma > 0, gamma <= 1 else {
      throw .badSetting(name: "gamma", value: "\(gamma)", allowed: "above 0, up to 1")
    }
    guard epochsEach >= 1 else {
      throw .badSetting(name: "epochsEach", value: "\(epochsEach)", allowed: "1 or more")
    }
    try LayerStack.requireTransposedReads(layers, of: "residual-tiles")
    self.settings = settings
    (self.tiles, self.gamma, self.epochsEach) = (tiles, gamma, epochsEach)
    self.key = key
    let count = layers.count / tiles
    net = DenseNet(
      layers: LayerStack(Array(layers.prefix(count)), exact: false), normalises: settings.normalisesActivities)
    others = (1..<max(tiles, 1)).map {
      LayerStack(Array(layers[$0 * count..<($0 + 1) * count]), exact: false)
    }
  }

  private mutating func forward(_ inputs: Matrix) -> DenseNet.Trace {
    net.forward(inputs) { layers, index, current in
      var values = layers.measure(index, current)
      var share = gamma
      for tile in others.indices {
        values.add(others[tile].measure(index, current), scaledBy: share)
        share *= gamma
      }
      return values
    }
  }

  private mutating func back(_ index: Int, _ errors: Matrix) -> Matrix {
    var values = net.layers.measureBack(index, errors)
    var share = gamma
    for tile in others.indices {
      values.add(others[tile].measureBack(index, errors), scaledBy: share)
      share *= gamma
    }
    return values
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let trace = forward(FirstLayerInput.plain(batch.images))
    passes.forward += batch.labels.count
    passes.backward += batch.labels.count
    var probabilities = trace.logits
    probabilities.softmaxRows()
    var signals = [probabilities.errors(for: batch.labels)]
    for index in stride(from: net.biases.count - 2, through: 0, by: -1) {
      var errors = back(index + 1, signals[0])
      net.throughActivation(&errors, of: index, trace: trace)
      signals.insert(errors, at: 0)
    }
    let active = min(tiles - 1, (batch.epoch - 1) / epochsEach)
    // A change of the sum by Δ is one of array k by Δ/γᵏ; its own request says the gradient by its weights, γᵏ times that
    // by the sum, so that steps of the sum shrink with γᵏ as its pulses do.
    for index in signals.indices {
      let change = WeightChange(
        terms: [WeightChange.Term(inputs: trace.inputs[index], signals: signals[index])],
        rate: factor * settings.rate, momentum: settings.momentum, decay: settings.weightDecay)
      if active == 0 { net.layers.request(index, change) } else { others[active - 1].request(index, change) }
      net.learnBias(
        index, signals: signals[index], rate: factor * (settings.biasRate ?? settings.rate), momentum: settings.momentum
      )
    }
    return zip(trace.logits.largestColumns, batch.labels).count { $0 != $1 }
  }

  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    passes.inference += images.rows
    return inBlocks(images, columns: net.biases[net.biases.count - 1].count) {
      forward(FirstLayerInput.plain($0)).logits
    }
  }
}

extension ResidualTiles {
  /// `learner.residualTiles`.
  public static let tilesField = LearnerSetting(
    "learner.residualTiles.tiles", 3, in: 1...16, "`residual-tiles`: arrays a layer.")
  public static let gammaField = LearnerSetting(
    "learner.residualTiles.gamma", 0.3, in: 0.001...1,
    "`residual-tiles`: what an array counts, relative to the one before.")
  public static let epochsField = LearnerSetting(
    "learner.residualTiles.epochsEach", 3, in: 1...100_000,
    "`residual-tiles`: epochs after which the next array learns; the last one learns to the end.")

  @Sendable private static func plan(_ task: LearningTask, _ values: LearnerValues) throws(LearningError) -> NetPlan {
    var plan = try Backprop.plan(task, values)
    let layers = plan.layers
    for _ in 1..<max(values[tilesField], 1) {
      plan.layers += layers.map { NetPlan.Layer(inputs: $0.inputs, outputs: $0.outputs, gain: 1e-4) }
    }
    let (first, normalises, tiles) = (plan.firstInput, plan.normalises, values[tilesField])
    plan.drives = { weights, examples in
      var activities = first(examples)
      var drives: [Matrix] = []
      for index in layers.indices {
        drives.append(activities)
        activities = product(activities, weights[index])
        activities.forEachRow { _, row in for unit in 0..<layers[index].outputs { row[unit] = max(0, row[unit]) } }
        if normalises { activities.normaliseRows() }
      }
      return (0..<tiles).flatMap { _ in drives }
    }
    return plan
  }

  static let descriptions = [
    LearnerDescription(
      name: "residual-tiles",
      meaning: "Several arrays a layer, one after the other, each learning what the ones before it left over.",
      knowledge: BackwardModel.transposed.knowledge, place: .inSitu,
      rule: LearnerRule(
        name: "residual-tiles", meaning: "Residual tiles.",
        fields: BackpropFields.common + [tilesField.field, gammaField.field, epochsField.field], rate: 0.2, plan: plan,
        make: { surroundings, layers in
          let values = surroundings.values
          return try ResidualTiles(
            layers: layers, tiles: values[tilesField], gamma: Float(values[gammaField]),
            epochsEach: values[epochsField],
            settings: BackpropSettings(values, surroundings.training), key: surroundings.key)
        }))
  ]
}
