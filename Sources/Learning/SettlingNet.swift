public import Matrices
public import Randomness
public import Substrate

/// A net that settles: units drive each other in both directions through the same weights until nothing moves, once free and
/// once pulled towards the answer; weights learn from the difference of the two states. No backward pass, no derivative.
///
/// Units s_l follow s_l ← s_l + d (ρ(s_{l−1} W_l + s_{l+1} W_{l+1}ᵀ + b_l) − s_l), ρ held to 0…1, on a chip by a read of every
/// array in both directions a step. The input stays. Both states that are compared have settled for equally many steps, so
/// that what has not yet come to rest cancels.
/// - *Equilibrium propagation* (B. Scellier, Y. Bengio, Front. Comput. Neurosci. 11, 24 (2017)): the output gets
///   d β (target − s) on top, outside of ρ, as in discrete time (M. Ernoult et al., NeurIPS 2019): one that ρ holds at 0 is
///   pulled nevertheless, or its class would be lost for good. W_l ← W_l + η/β (s_{l−1}^β s_l^β − s_{l−1}^0 s_l^0), which is
///   −∂/∂W of the squared error of the settled net as β → 0, where outputs are not at their limits. With `bothSides` states
///   at +β and −β are compared (A. Laborieux et al., Front. Neurosci. 15, 633674 (2021)), whose error is of second order in
///   β; but a push away from the answer raises the outputs' gain to 1/(1 − β), and nets that feed it back to their hidden
///   units may come to rest elsewhere or not at all.
/// - *Contrastive Hebbian learning* (J. Movellan 1991; X. Xie, H. S. Seung, Neural Comput. 15, 441 (2003)): the output is
///   held at the target; W_l ← W_l + η (s⁺ s⁺ − s⁻ s⁻).
///
/// What the answer moves shrinks from the outputs downwards, so each layer's rate is ``Settling/rateFall`` times smaller than
/// that of the layer below (Scellier and Bengio's net of three hidden layers has 0.128, 0.032, 0.008, 0.002).
public struct SettlingNet: NetLearner {
  /// How the output is told the answer.
  public enum Teaching: Sendable, Equatable {
    case nudged(beta: Float, bothSides: Bool)
    case clamped
  }

  /// How units settle.
  public struct Settling: Sendable, Equatable {
    /// Steps without an answer, and how many more each of the two states that are compared goes from there.
    public var free = 12
    public var taught = 8
    /// d: share of the way to its drive that a unit goes in a step.
    public var damping: Float = 0.7
    /// By what the rate falls from a layer to the next; 1 has one rate for all.
    public var rateFall: Float = 2

    public init() {}

    /// Refuses numbers with which nothing comes to rest.
    func validate(for teaching: Teaching) throws(LearningError) {
      guard free >= 1, taught >= 1 else {
        throw .badSetting(name: "learner.settling.free and taught", value: "\(free), \(taught)", allowed: "1 or more")
      }
      guard damping > 0, damping <= 1 else {
        throw .badSetting(name: "learner.settling.damping", value: "\(damping)", allowed: "above 0, up to 1")
      }
      if case .nudged(let beta, let bothSides) = teaching {
        // In a step an output comes to 1 − d (1 ± β) times its distance from where it will rest.
        let highest = min(2 / damping - 1, bothSides ? 1 : .infinity)
        guard beta > 0, beta < highest else {
          let place = "with damping \(damping)" + (bothSides ? " and bothSides" : "")
          throw .badSetting(
            name: "learner.settling.beta", value: "\(beta)",
            allowed: "above 0 and, \(place), below \(highest), where outputs come to rest")
        }
      }
      guard rateFall >= 1, rateFall.isFinite else {
        throw .badSetting(name: "learner.settling.rateFall", value: "\(rateFall)", allowed: "1 or more")
      }
    }
  }

  public let settings: BackpropSettings
  public let teaching: Teaching
  public let settling: Settling
  public internal(set) var passes = PassCounts()
  var net: DenseNet
  let key: StreamKey
  static let kind = "settlingNet"

  public var knowledge: String { BackwardModel.transposed.knowledge }
  public var layers: [any BlackBox] {
    get { net.layers.boxes }
    set { net.layers = LayerStack(newValue, exact: false) }
  }

  /// A net on given layers of weights; the last one has an output per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``, also for layers that are read in one direction only.
  public init(
    layers: [any BlackBox], teaching: Teaching, settling: Settling = Settling(), settings: BackpropSettings,
    key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    try settling.validate(for: teaching)
    try LayerStack.requireTransposedReads(layers, of: "a net that settles")
    self.settings = settings
    self.teaching = teaching
    self.settling = settling
    self.key = key
    net = DenseNet(layers: LayerStack(layers, exact: false), normalises: false)
  }

  /// Units of a batch, layer by layer behind the input, and the drive of the output.
  private struct States {
    var units: [Matrix]
    var output: Matrix
  }

  /// How the output units are taught while they settle.
  private enum Answer {
    case none
    case pulled(Matrix, strength: Float)
    case held(Matrix)
  }

  /// Settles from rest without an answer. What the input drives is measured once.
  private mutating func settleFreely(_ inputs: Matrix) -> (drive: Matrix, states: States) {
    let drive = net.layers.measure(0, inputs)
    let rest = net.biases.map { Matrix(rows: inputs.rows, columns: $0.count) }
    return (drive, settle(rest, drive: drive, steps: settling.free, answer: .none))
  }

  /// Settles from given states.
  private mutating func settle(_ start: [Matrix], drive: Matrix, steps: Int, answer: Answer) -> States {
    let damping = settling.damping
    var states = States(units: start, output: start[start.count - 1])
    let last = start.count - 1
    if case .held(let targets) = answer { states.units[last] = targets }
    for _ in 0..<steps {
      // All units move at once, from where all are.
      var drives = [drive]
      for layer in 1..<max(start.count, 1) { drives.append(net.layers.measure(layer, states.units[layer - 1])) }
      for layer in 0..<last { drives[layer].add(net.layers.measureBack(layer + 1, states.units[layer + 1])) }
      for layer in drives.indices {
        let bias = net.biases[layer]
        drives[layer].forEachRow { _, row in for unit in bias.indices { row[unit] += bias[unit] } }
        var next = states.units[layer]
        let count = next.columns
        drives[layer].elements.withUnsafeBufferPointer { drives in
          next.forEachRow { row, values in
            for unit in 0..<count {
              let goal = min(1, max(0, drives[row * count + unit]))
              values[unit] += damping * (goal - values[unit])
            }
          }
        }
        if layer == last {
          states.output = drives[layer]
          switch answer {
          case .none: break
          case .pulled(let targets, let strength):
            next.add(targets, scaledBy: damping * strength)
            next.add(states.units[layer], scaledBy: -damping * strength)
          case .held(let targets): next = targets
          }
        }
        states.units[layer] = next
      }
    }
    return states
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let count = batch.labels.count
    let inputs = FirstLayerInput.plain(batch.images)
    let (drive, free) = settleFreely(inputs)
    let targets = Matrix(oneHot: batch.labels, columns: free.output.columns)
    func settledOn(_ answer: Answer) -> [Matrix] {
      passes.forward += count * settling.taught
      passes.backward += count * settling.taught
      return settle(free.units, drive: drive, steps: settling.taught, answer: answer).units
    }
    passes.forward += count * settling.free
    passes.backward += count * settling.free
    let (above, below, scale): ([Matrix], [Matrix], Float)
    switch teaching {
    case .nudged(let beta, let bothSides):
      above = settledOn(.pulled(targets, strength: beta))
      below = settledOn(bothSides ? .pulled(targets, strength: -beta) : .none)
      scale = 1 / (bothSides ? 2 * beta : beta)
    case .clamped:
      above = settledOn(.held(targets))
      below = settledOn(.none)
      scale = 1
    }
    var share = factor
    for layer in above.indices {
      var (plus, minus) = (above[layer], below[layer])
      plus.scale(by: scale)
      minus.scale(by: -scale)
      net.layers.request(
        layer,
        WeightChange(
          terms: [
            WeightChange.Term(inputs: layer == 0 ? inputs : above[layer - 1], signals: plus),
            WeightChange.Term(inputs: layer == 0 ? inputs : below[layer - 1], signals: minus),
          ], rate: share * settings.rate, momentum: settings.momentum, decay: settings.weightDecay))
      plus.add(minus)
      net.learnBias(
        layer, signals: plus, rate: share * (settings.biasRate ?? settings.rate), momentum: settings.momentum)
      share /= settling.rateFall
    }
    return zip(free.output.largestColumns, batch.labels).count { $0 != $1 }
  }

  /// The drive of the output units of a net that has settled without an answer.
  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    passes.inference += images.rows * settling.free
    return inBlocks(images) { settleFreely(FirstLayerInput.plain($0)).states.output }
  }
}

extension SettlingNet {
  /// `learner.settling`.
  public static let free = LearnerSetting(
    "learner.settling.free", 12, in: 1...10_000, "Nets that settle: steps without an answer.")
  public static let taught = LearnerSetting(
    "learner.settling.taught", 8, in: 1...10_000,
    "Nets that settle: steps of each of the two states that are compared, from where the others ended.")
  public static let damping = LearnerSetting(
    "learner.settling.damping", 0.7, in: 0.001...1,
    "Nets that settle: share of the way to its drive a unit goes in a step.")
  public static let rateFall = LearnerSetting(
    "learner.settling.rateFall", 2.0, in: 1.0...1000,
    "Nets that settle: by what the rate falls from a layer to the next one.")
  public static let beta = LearnerSetting(
    "learner.settling.beta", 0.5, in: 1e-4...100, "`equilibrium-propagation`: how strongly outputs are pulled.")
  public static let bothSides = LearnerSetting(
    "learner.settling.bothSides", false,
    "`equilibrium-propagation`: whether states pulled towards and away from the answer are compared.")

  private static func settling(_ values: LearnerValues) -> Settling {
    var settling = Settling()
    (settling.free, settling.taught) = (values[free], values[taught])
    (settling.damping, settling.rateFall) = (Float(values[damping]), Float(values[rateFall]))
    return settling
  }

  private static func plan(
    _ task: LearningTask, _ values: LearnerValues, _ teaching: Teaching
  ) throws(LearningError) -> NetPlan {
    try LabelInput.checkClasses(task.classes)
    let settling = settling(values)
    try settling.validate(for: teaching)
    var plan = NetPlan.chain(
      [task.features] + task.hidden + [task.classes], gain: 0.5, normalises: false, hasOutputLayer: true)
    // Units are held to 0…1 and driven from above too: converters of a chain's activities would be far too coarse.
    plan.drives = { weights, examples in
      let layers = weights.map { DigitalLayer(weights: $0) }
      guard
        var net = try? SettlingNet(
          layers: layers, teaching: teaching, settling: settling, settings: BackpropSettings(epochs: 1),
          key: StreamKey(seed: 0))
      else { preconditionFailure("settings that have been checked make a net") }
      let inputs = FirstLayerInput.plain(examples.images)
      return [inputs] + net.settleFreely(inputs).states.units.dropLast()
    }
    // Every step is a pass in both directions; what the input drives is measured once.
    return
      plan.read(
        learning: Double(values[free] + 2 * values[taught]), test: Double(2 * values[free]), first: (1, 1))
  }

  private static func rule(
    _ name: String, _ meaning: String, fields: [LearnerSettingField], rate: Double,
    teaching: @escaping @Sendable (LearnerValues) -> Teaching
  ) -> [LearnerDescription] {
    LearnerRule(
      name: name, meaning: meaning,
      fields: [BackpropFields.biasRate.field, free.field, taught.field, damping.field, rateFall.field] + fields,
      rate: rate,
      plan: { (task, values) throws(LearningError) in try plan(task, values, teaching(values)) },
      make: { surroundings, layers in
        let values = surroundings.values
        return try SettlingNet(
          layers: layers, teaching: teaching(values), settling: settling(values),
          settings: BackpropSettings(values, surroundings.training), key: surroundings.key)
      }
    ).everywhere(knowledge: BackwardModel.transposed.knowledge)
  }

  static let descriptions =
    rule(
      "equilibrium-propagation",
      "A net that settles freely and pulled towards the answer learns from the difference of the two states.",
      fields: [beta.field, bothSides.field], rate: 0.2
    ) { .nudged(beta: Float($0[beta]), bothSides: $0[bothSides]) }
    + rule(
      "contrastive-hebbian", "A net that settles freely and with the answer held learns from the difference.",
      fields: [],
      rate: 0.2
    ) { _ in .clamped }
}
