/// `reincarnation` and `distillation`: what makes a chip as good as the donor.
package enum RevivalFields {
  /// What a recipient starts from.
  package enum Start: String, Sendable, CaseIterable {
    case copy, scratch
  }

  package static let examples = Setting(
    "reincarnation.examples", 0, in: 0...1_000_000_000,
    "Most training images that the first recipient sees after the copy; 0 makes no such test.")
  package static let start = Setting(
    choice: "reincarnation.start", Start.copy, "Whether the recipient starts from the copy or from fresh weights.")
  package static let tolerance = Setting(
    "reincarnation.tolerance", 0.005, in: 0...1,
    "The recipient counts as brought back when its test error is within this share of the donor's.")
  package static let interval = Setting(
    "reincarnation.interval", 1_000, in: 1...1_000_000_000, "Training images between two tests.")
  package static let images = Setting(
    "distillation.images", 0, in: 0...1_000_000_000,
    "Unlabelled images from which the first recipient learns the donor's output probabilities; 0 makes no such test.")
  package static let epochs = Setting(
    "distillation.epochs", 5, in: 1...100_000, "Passes through these images.")
  package static let softening = Setting(
    "distillation.softening", 1.0, in: 0.01...100,
    "What the donor's logits are divided by before they become probabilities (the softmax temperature).")

  static let all = [
    examples.field, start.field, tolerance.field, interval.field, images.field, epochs.field, softening.field,
  ]
}
