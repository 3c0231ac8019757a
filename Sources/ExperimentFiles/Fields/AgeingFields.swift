package import Units

/// `ageing`: what time and wear do.
package enum AgeingFields {
  package static let times = Setting(
    "ageing.times", [Seconds](), .second, in: 0...3.156e10,
    "Times since the end of training at which the chip is tested; empty makes no such test.")
  package static let temperature = Setting(
    "ageing.temperature", Kelvin(300), .kelvin, in: 200...500, "Temperature since programming and at the tests. It changes drift and conduction on cards that say how (none of the "
      + "shipped ones has a sourced energy), and the thermal noise on all.")
  package static let relearnExamples = Setting(
    "ageing.relearnExamples", 0, in: 0...1_000_000_000,
    "Training images seen on the chip before each test of its age, so that it can follow its drift, and after each test "
      + "of its wear, followed by another test; 0 leaves the chip alone.")
  package static let cycles = Setting(
    "ageing.cycles", [Double](), in: 0...1e15,
    "Numbers of full-window write cycles behind every cell when the net's weights are written once more and tested; the "
      + "card must say something of endurance. Empty makes no such test.")

  static let all = [times.field, temperature.field, relearnExamples.field, cycles.field]
}
