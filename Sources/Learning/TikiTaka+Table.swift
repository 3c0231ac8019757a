internal import Matrices
internal import Substrate

extension TikiTaka {
  /// `learner.tikiTaka`.
  public static let fastRate = LearnerSetting(
    "learner.tikiTaka.fastRate", 0.5, in: 0...1_000, "Tiki-Taka: rate of the gradient on its own array.")
  public static let period = LearnerSetting(
    "learner.tikiTaka.period", 5, in: 1...1_000_000, "Tiki-Taka: changes between two transfers to the weights.")
  public static let chopping = LearnerSetting(
    "learner.tikiTaka.chopping", 0.05, in: 0...1,
    "`tiki-taka-v2`, `agad`: probability at each transfer that the sign of an input turns.")
  public static let gamma = LearnerSetting(
    "learner.tikiTaka.gamma", 0.0, in: 0...10, "Tiki-Taka: share of the gradient's array in what a layer computes.")
  public static let decay = LearnerSetting(
    "learner.tikiTaka.decay", 0.2, in: 0...1,
    "Tiki-Taka: decay of the gradient's array per unit of its rate, in layers in floating point; cells with steps up and "
      + "down that differ decay by themselves.")
  public static let worth = LearnerSetting(
    "learner.tikiTaka.worth", 0.002, in: 1e-9...10,
    "`tiki-taka-v2`, `agad`: digital sum, in the units of the weights, at which a weight gets a pulse.")
  public static let memory = LearnerSetting(
    "learner.tikiTaka.memory", 0.8, in: 0...0.9999,
    "`agad`: share of the mean of what the gradient's array shows that a transfer leaves.")

  private static let common = BackpropFields.common + [fastRate.field, period.field, gamma.field, decay.field]

  /// The chain twice: weights, and beside each its gradient's array with next to nothing on it.
  @Sendable private static func plan(_ task: LearningTask, _ values: LearnerValues) throws(LearningError) -> NetPlan {
    var plan = try Backprop.plan(task, values)
    let layers = plan.layers
    plan.layers += layers.map { NetPlan.Layer(inputs: $0.inputs, outputs: $0.outputs, gain: 1e-4) }
    let (first, normalises) = (plan.firstInput, plan.normalises)
    plan.drives = { weights, examples in
      var activities = first(examples)
      var drives: [Matrix] = []
      for index in layers.indices {
        drives.append(activities)
        activities = product(activities, weights[index])
        activities.forEachRow { _, row in for unit in 0..<layers[index].outputs { row[unit] = max(0, row[unit]) } }
        if normalises { activities.normaliseRows() }
      }
      return drives + drives
    }
    return plan
  }

  private static func description(
    _ name: String, _ kind: Kind, _ meaning: String, knowledge: String, fields: [LearnerSettingField], rate: Double
  ) -> LearnerDescription {
    LearnerDescription(
      name: name, meaning: meaning, knowledge: knowledge, place: .inSitu,
      rule: LearnerRule(
        name: name, meaning: meaning, fields: common + fields, rate: rate, plan: plan,
        make: { surroundings, layers in
          let values = surroundings.values
          var rule = Rule(kind)
          (rule.fastRate, rule.gamma) = (Float(values[fastRate]), Float(values[gamma]))
          (rule.decay, rule.worth) = (Float(values[decay]), Float(values[worth]))
          (rule.chopping, rule.memory) = (Float(values[chopping]), Float(values[memory]))
          rule.period = values[period]
          return try TikiTaka(
            layers: layers, rule: rule, settings: BackpropSettings(values, surroundings.training), key: surroundings.key
          )
        }))
  }

  static let descriptions = [
    description(
      "tiki-taka", .first, "Gradients on an array of their own, moved to the weights again and again (v1).",
      knowledge: "where steps up and down are alike; reads in both directions", fields: [], rate: 0.02),
    description(
      "tiki-taka-v2", .chopped, "Tiki-Taka with a digital sum between the arrays and choppers (c-TTv2).",
      knowledge: "nothing; reads in both directions", fields: [chopping.field, worth.field], rate: 0.02),
    description(
      "agad", .dynamic, "Tiki-Taka whose reference is what the gradient's array showed before the chopper turned.",
      knowledge: "nothing; reads in both directions", fields: [chopping.field, worth.field, memory.field], rate: 0.02),
  ]
}
