package import Units

/// `chip.time…`: how time passes on a chip while it works.
package enum TimeFields {
  package static let readPeriod = Setting(
    "chip.time.readPeriod", Seconds?.some(Seconds(0)), .second, in: 0...3.156e7,
    "Time from one input vector to the next; `0 s`: one read follows the other at the card's integration time; `none`: "
      + "the clock stands still, and writes take no time either.")
  package static let pauseAfterEpoch = Setting(
    "chip.time.pauseAfterEpoch", Seconds?.none, .second, in: 0...3.156e9,
    "Time that the chip waits after each pass through the training images.")
  package static let pauseBeforeTest = Setting(
    "chip.time.pauseBeforeTest", Seconds?.none, .second, in: 0...3.156e9,
    "Time that the chip waits between the end of its training, or its being written, and the test.")

  static let all = [readPeriod.field, pauseAfterEpoch.field, pauseBeforeTest.field]
}
