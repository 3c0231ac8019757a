public import Matrices
public import Randomness
public import Substrate

/// Gradients on one array, weights on another (Tiki-Taka): pulses whose steps up and down differ pull an array to the point
/// where both are alike; what is left on it there is the gradient, and it is moved, again and again, to the weights.
///
/// Two arrays a layer, A for gradients and C for weights, both on the chip. Errors go back through C, read from outputs to
/// inputs. Every `period` changes A is read back and moved:
/// - *v1* (T. Gokmen, W. Haensch, Front. Neurosci. 14, 103 (2020)): C ← C + λ·A.
/// - *c-TTv2* (T. Gokmen, Front. Artif. Intell. 4, 699148 (2021); M. J. Rasch et al., Nat. Commun. 15, 7133 (2024)): a digital
///   matrix sums, H ← H + λ·c∘A; where |H| reaches a pulse's worth, C gets one and H gives it up. Choppers c_i = ±1 of each
///   input turn the gradient's sign on A round now and then, so that an offset of A's own cancels in H.
/// - *AGAD* (the same paper): as c-TTv2 with H ← H + λ·c∘(A − R), where R is the mean of what A showed in the chopper's period
///   before, so that nobody has to know the point where steps are alike.
///
/// On perfect layers nothing pulls A back; `decay` does it there, and chips ignore it. With `chip.write: parallelPulses` the
/// gradient is pulsed at once, as the papers have it.
public struct TikiTaka: NetLearner {
  public enum Kind: String, Sendable { case first, chopped, dynamic }

  /// What may be chosen about it.
  public struct Rule: Sendable, Equatable {
    public var kind: Kind
    /// Rate of the gradient on A.
    public var fastRate: Float = 0.5
    /// Changes between two transfers.
    public var period = 5
    /// Probability at each transfer that an input's chopper turns.
    public var chopping: Float = 0.05
    /// Share of A in what a layer computes.
    public var gamma: Float = 0
    /// Decay of A per unit of its rate, in layers that know their weights.
    public var decay: Float = 0.2
    /// Share of the mean of what A shows that a transfer leaves, for AGAD.
    public var memory: Float = 0.8
    /// What a pulse is worth where layers have none.
    public var worth: Float = 0.002

    public init(_ kind: Kind) { self.kind = kind }
  }

  public let rule: Rule
  /// Rate is that of the transfer, λ.
  public let settings: BackpropSettings
  public internal(set) var passes = PassCounts()
  /// C, with the biases; and A.
  var net: DenseNet
  private var fast: LayerStack
  /// Digital sums, choppers, means of what A shows in this period and in the one before; of every layer.
  private var sums: [Matrix]
  private var choppers: [[Float]]
  private var means: [Matrix]
  private var references: [Matrix]
  private var changes = 0
  let key: StreamKey
  static let kind = "tikiTaka"

  public var knowledge: String {
    rule.kind == .first
      ? "where steps up and down are alike; reads in both directions" : "nothing; reads in both directions"
  }
  /// The weights' arrays, then the gradients'.
  public var layers: [any BlackBox] {
    get { net.layers.boxes + fast.boxes }
    set {
      net.layers = LayerStack(Array(newValue.prefix(newValue.count / 2)), exact: false)
      fast = LayerStack(Array(newValue.suffix(newValue.count / 2)), exact: false)
    }
  }

  /// - Parameter layers: the weights' arrays, then those of the gradients, of the same shapes.
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``, also for layers that cannot do what it needs.
  public init(
    layers: [any BlackBox], rule: Rule, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    let half = layers.count / 2
    precondition(
      layers.count == 2 * half
        && zip(layers, layers.dropFirst(half)).allSatisfy { $0.inputs == $1.inputs && $0.outputs == $1.outputs },
      "a gradient's array for each layer")
    guard rule.period >= 1 else { throw .badSetting(name: "period", value: "\(rule.period)", allowed: "1 or more") }
    for (name, value, allowed) in [
      ("chopping", rule.chopping, Float(0)...1), ("memory", rule.memory, 0...0.9999), ("gamma", rule.gamma, 0...10),
      ("fastRate", rule.fastRate, 0...1_000), ("decay", rule.decay, 0...1), ("worth", rule.worth, 1e-9...10),
    ] where !allowed.contains(value) {
      throw .badSetting(name: name, value: "\(value)", allowed: "\(allowed)")
    }
    try LayerStack.requireTransposedReads(layers, of: "tiki-taka")
    try LayerStack.requirePulses(layers, of: "tiki-taka")
    self.rule = rule
    self.settings = settings
    self.key = key
    net = DenseNet(
      layers: LayerStack(Array(layers.prefix(half)), exact: false), normalises: settings.normalisesActivities)
    fast = LayerStack(Array(layers.suffix(half)), exact: false)
    let empty = layers.prefix(half).map { Matrix(rows: $0.inputs, columns: $0.outputs) }
    (sums, means, references) = (empty, empty, empty)
    choppers = empty.map { [Float](repeating: 1, count: $0.rows) }
  }

  /// A pass in which each layer computes C + γ·A.
  private mutating func forward(_ inputs: Matrix) -> DenseNet.Trace {
    guard rule.gamma > 0 else { return net.forward(inputs) }
    return net.forward(inputs) { layers, index, current in
      var values = layers.measure(index, current)
      values.add(fast.measure(index, current), scaledBy: rule.gamma)
      return values
    }
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let trace = forward(FirstLayerInput.plain(batch.images))
    passes.forward += batch.labels.count
    passes.backward += batch.labels.count
    var probabilities = trace.logits
    probabilities.softmaxRows()
    let signals = net.transposedSignals(trace, errors: probabilities.errors(for: batch.labels))
    changes += 1
    for index in signals.indices {
      var inputs = trace.inputs[index]
      if rule.kind != .first {
        let chopper = choppers[index]
        inputs.forEachRow { _, row in for input in chopper.indices { row[input] *= chopper[input] } }
      }
      fast.request(
        index,
        WeightChange(
          terms: [WeightChange.Term(inputs: inputs, signals: signals[index])], rate: rule.fastRate, decay: rule.decay))
      net.learnBias(
        index, signals: signals[index], rate: factor * (settings.biasRate ?? settings.rate), momentum: settings.momentum
      )
      if changes % rule.period == 0 { transfer(index, factor: factor) }
    }
    return zip(trace.logits.largestColumns, batch.labels).count { $0 != $1 }
  }

  /// Moves what A shows to C.
  private mutating func transfer(_ index: Int, factor: Float) {
    let shown = fast.readBack(index)
    let rate = factor * settings.rate
    guard rule.kind != .first else {
      // A dense change as outer products: one word line after the other.
      let lines = shown.rows
      var unit = Matrix(rows: lines, columns: lines)
      for line in 0..<lines { unit.elements[line * lines + line] = 1 }
      net.layers.request(
        index,
        WeightChange(terms: [WeightChange.Term(inputs: unit, signals: shown)], rate: rate * Float(lines)))
      return
    }
    let columns = shown.columns
    var directions = Matrix(rows: shown.rows, columns: columns)
    for row in 0..<shown.rows {
      let chopper = choppers[index][row]
      for place in row * columns..<(row + 1) * columns {
        var value = shown.elements[place]
        if rule.kind == .dynamic {
          means[index].elements[place] =
            rule.memory * means[index].elements[place] + (1 - rule.memory) * value
          value -= references[index].elements[place]
        }
        var sum = sums[index].elements[place] + rate * chopper * value
        if abs(sum) >= rule.worth {
          let direction: Float = sum > 0 ? 1 : -1
          directions.elements[place] = direction
          sum -= direction * rule.worth
        }
        sums[index].elements[place] = sum
      }
    }
    net.layers.pulse(index, directions, worth: rule.worth)
    chop(index)
  }

  /// Turns choppers, each with its probability.
  private mutating func chop(_ index: Int) {
    let draws = key.child("choppers", index).uniforms(
      choppers[index].count, step: UInt32(truncatingIfNeeded: changes))
    let columns = means[index].columns
    for row in draws.indices where draws[row] < rule.chopping {
      choppers[index][row] *= -1
      guard rule.kind == .dynamic else { continue }
      for place in row * columns..<(row + 1) * columns {
        references[index].elements[place] = means[index].elements[place]
      }
    }
  }

  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    passes.inference += images.rows
    return inBlocks(images, columns: net.biases[net.biases.count - 1].count) {
      forward(FirstLayerInput.plain($0)).logits
    }
  }

  public var state: LearnerState {
    var arrays = net.arrays
    for index in sums.indices {
      arrays["layer\(index).sums"] = sums[index].elements
      arrays["layer\(index).choppers"] = choppers[index]
      arrays["layer\(index).means"] = means[index].elements
      arrays["layer\(index).references"] = references[index].elements
    }
    arrays["changes"] = [Float(bitPattern: UInt32(truncatingIfNeeded: changes))]
    return LearnerState(learner: Self.kind, arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    net.restore(state.arrays)
    for index in sums.indices {
      sums[index].elements = state.arrays["layer\(index).sums"] ?? []
      choppers[index] = state.arrays["layer\(index).choppers"] ?? []
      means[index].elements = state.arrays["layer\(index).means"] ?? []
      references[index].elements = state.arrays["layer\(index).references"] ?? []
    }
    changes = Int((state.arrays["changes"]?.first ?? 0).bitPattern)
    passes = state.passes
  }
}
