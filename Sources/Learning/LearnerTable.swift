/// Every learner there is. Nothing else lists them: what `learner.name` takes, the fields below `learner`, the
/// reference and the tables are made from this.
public enum LearnerTable {
  /// All learners, in the order in which they are shown.
  public static let all: [LearnerDescription] =
    ForwardForward.descriptions + Backprop.descriptions + ReadoutOnly.descriptions
    + PhysicsAware.descriptions + SharpnessAware.descriptions + Manhattan.descriptions
    + TikiTaka.descriptions + ResidualTiles.descriptions + NodePerturbation.descriptions
    + LossPerturbation.descriptions + SettlingNet.descriptions + SignalPropagation.descriptions + LocalLoss.descriptions
    + ClassGroups.descriptions
    + MonoForward.descriptions + Contrastive.descriptions + UnsupervisedForwardForward.descriptions
    + RecurrentForwardForward.descriptions + LocalFields.descriptions

  /// The learner of a name.
  public static subscript(name: String) -> LearnerDescription? { byName[name] }

  /// The settings of all learners, each once, in the order in which learners name them.
  public static let fields: [LearnerSettingField] = {
    var fields: [LearnerSettingField] = []
    for field in LearnerOptimizer.fields + all.flatMap(\.rule.fields)
    where !fields.contains(where: { $0.path == field.path }) {
      fields.append(field)
    }
    return fields
  }()

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
