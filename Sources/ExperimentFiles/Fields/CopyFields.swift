/// `copy` and `chain`: weights carried to other chips after training.
package enum CopyFields {
  /// What is written on the recipient.
  package enum Source: String, Sendable, CaseIterable {
    /// The donor's weights as its own converters read them.
    case readBack
    /// The weights that the learner has in digital form, before they met a chip.
    case digital
  }

  /// How one generation of a chain follows another.
  package enum Heredity: String, Sendable, CaseIterable {
    case copying, copyAndLearn, distilling
  }

  package static let recipients = Setting(
    "copy.recipients", [Int](), in: 0...Int(Int32.max),
    "Serial numbers of the chips that get a copy after training, the donor itself among them where listed. Empty: no "
      + "copies.")
  package static let source = Setting(
    choice: "copy.source", Source.readBack, "Whether the copy is read from the donor chip or kept digitally.")
  package static let keepsReadout = Setting(
    "copy.keepsReadout", true,
    "Whether the digital readout goes along with the copy, as biases always do; otherwise it is trained anew on the "
      + "recipient, for as many epochs as the net. Forward-Forward only: backpropagation has its last layer on the chip."
  )
  package static let measuresFloor = Setting(
    "copy.measuresFloor", true,
    "Whether a readout is also trained on random weights on every recipient: what a copy that carries nothing over comes "
      + "to. It takes a training for each recipient, and the mortality index needs it.")
  package static let floorImages = Setting(
    "copy.floorImages", 0, in: 0...10_000_000,
    "Training images, seen once in batches of ten, from which that readout learns, whatever the learner, so that all "
      + "learners share one floor on each recipient; 0 gives it the learner's own images, epochs and batches.")
  package static let comparesOutputs = Setting(
    "copy.comparesOutputs", true,
    "Whether outputs and decisions of copies are compared with the original's, which takes two more tests of each net.")
  package static let readings = Setting(
    "copy.readings", 1, in: 1...10_000,
    "How often the donor's weights are read through its converters; the copy is made of their mean.")
  package static let generations = Setting(
    "chain.generations", 0, in: 0...1_000,
    "Length of a chain of copies of copies, each on the chip with the next serial number; 0 makes none.")

  package static let heredity = Setting(
    choice: "chain.by", Heredity.copying,
    "What a generation hands to the next chip: its weights, its weights and some learning there, or nothing but its answers "
      + "to unlabelled images.")
  package static let examples = Setting(
    "chain.examples", 0, in: 0...1_000_000_000,
    "Training images that each generation after the first learns from: with their labels (`copyAndLearn`), or with the "
      + "previous generation's answers (`distilling`).")
  package static let epochs = Setting("chain.epochs", 1, in: 1...100_000, "Passes through these images.")

  static let all = [
    recipients.field, source.field, keepsReadout.field, measuresFloor.field, floorImages.field, comparesOutputs.field,
    readings.field, generations.field, heredity.field, examples.field, epochs.field,
  ]
}
