package import Units

/// `ageing`: what time and wear do.
package enum AgeingFields {
  package static let times = Setting(
    "ageing.times", [Seconds](), .second, in: 0...3.156e10,
    "Times since the end of training at which the chip is tested; empty makes no such test.")
  package static let temperature = Setting(
    "ageing.temperature", Kelvin(300), .kelvin, in: 200...500,
    "Temperature since programming and at the tests. It changes drift and conduction on cards that say how, and thermal "
      + "noise and wires on all.")
  package static let temperatures = Setting(
    "ageing.temperatures", [Kelvin](), .kelvin, in: 200...600,
    "Temperatures of operation at which the trained net is tested; empty makes no such test.")
  package static let bakes = Setting(
    "ageing.bakes", [Kelvin](), .kelvin, in: 200...2000,
    "Temperatures at which the trained net's chip is baked, each from the state after training, and tested afterwards at "
      + "`chip.temperature`; empty makes no such test.")
  package static let bakeTime = Setting(
    "ageing.bakeTime", Seconds(3600), .second, in: 0...3.156e9, "How long a bake lasts.")
  package static let relearnExamples = Setting(
    "ageing.relearnExamples", 0, in: 0...1_000_000_000,
    "Training images seen on the chip before each test of its age, so that it can follow its drift, and after each test "
      + "of its wear, followed by another test; 0 leaves the chip alone.")
  package static let cycles = Setting(
    "ageing.cycles", [Double](), in: 0...1e15,
    "Numbers of full-window write cycles behind every cell when the net's weights are written once more and tested; the "
      + "card must say something of endurance. Empty makes no such test.")

  static let all = [
    times.field, temperature.field, temperatures.field, bakes.field, bakeTime.field, relearnExamples.field,
    cycles.field,
  ]
}
