package import Crossbar

/// `stage`: an unknown stage between the layers, the argument for learners that need no model.
package enum StageFields {
  /// Where the stage lies.
  package enum Place: String, Sendable, CaseIterable {
    /// Between the activities of one layer and the weights of the next: what a layer is judged by is not touched.
    case between
    /// Between a layer's weights and what is measured of it.
    case inside
  }

  /// What backpropagation does about it.
  package enum Knowledge: String, Sendable, CaseIterable {
    /// It has the true derivative.
    case exact
    /// It takes the stage for a plain wire.
    case ignored
    /// It has the stage of another chip of the same kind.
    case wrong
  }

  package static let kind = Setting(
    choice: "stage.kind", UnknownStage.Kind?.none,
    "A fixed random stage at every hidden layer of the chip, different on every chip: random gain and saturation, a "
      + "random smooth curve, or random mixing and such a curve. `none` has plain wires there.")
  package static let place = Setting(
    choice: "stage.place", Place.between,
    "Whether the stage lies between layers, before the weights of all but the first, or inside hidden layers, between "
      + "their weights and what is measured. Either way a learner sees measured activities only.")
  package static let strength = Setting(
    "stage.strength", 0.5, in: 0...100,
    "How far the stage is from a plain wire, relative to a signal of 1; 0 is one, from about 0.5 on random curves "
      + "fall in places.")
  package static let knowledge = Setting(
    choice: "stage.knowledge", Knowledge.exact,
    "What `bp-exact` knows of the stage: its true derivative, nothing, or that of another chip. Others ask nobody.")

  static let all = [kind.field, place.field, strength.field, knowledge.field]
}
