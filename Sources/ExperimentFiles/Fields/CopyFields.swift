/// `copy` and `chain`: weights carried to other chips after training.
package enum CopyFields {
  /// What is written on the recipient.
  package enum Source: String, Sendable, CaseIterable {
    /// The donor's weights as its own converters read them.
    case readBack
    /// The weights that the learner has in digital form, before they met a chip.
    case digital
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
  package static let generations = Setting(
    "chain.generations", 0, in: 0...1_000,
    "Length of a chain of copies of copies, each on the chip with the next serial number; 0 makes none.")

  static let all = [recipients.field, source.field, keepsReadout.field, measuresFloor.field, generations.field]
}
