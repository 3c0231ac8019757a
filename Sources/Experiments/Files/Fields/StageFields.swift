/// `stage`: an unknown stage between the layers, the argument for learners that need no model.
public enum StageFields {
  /// The stage's kind.
  public enum Kind: String, Sendable, CaseIterable {
    /// A compressive curve, y = tanh(strength · x) / strength, its strength different for every line.
    case saturation
    /// A fixed random smooth curve for every line, different on every chip.
    case randomCurve
    /// A fixed random mixing of neighbouring lines followed by a random curve.
    case randomMixing
  }

  /// What backpropagation does about it.
  public enum Knowledge: String, Sendable, CaseIterable {
    /// It has the true derivative.
    case exact
    /// It takes the stage for a plain wire.
    case ignored
    /// It has the stage of another chip of the same kind.
    case wrong
  }

  public static let kind = Setting(
    choice: "stage.kind", Kind?.none, "The stage between the layers; `none` has plain wires there.")
  public static let strength = Setting(
    "stage.strength", 0.5, in: 0...100, "How far the stage is from a plain wire; 0 is one.")
  public static let knowledge = Setting(
    choice: "stage.knowledge", Knowledge.exact, "What backpropagation knows of the stage.")

  static let all = [kind.field, strength.field, knowledge.field]
}
