public import Units

/// `ageing`: what time and wear do.
public enum AgeingFields {
  public static let times = Setting(
    "ageing.times", [Seconds](), .second, in: 0...3.156e10,
    "Times since the end of training at which the chip is tested; empty makes no such test.")
  public static let temperature = Setting(
    "ageing.temperature", Kelvin(300), .kelvin, in: 200...500, "Temperature between the tests.")
  public static let relearnExamples = Setting(
    "ageing.relearnExamples", 0, in: 0...1_000_000_000,
    "Training images seen on the chip before each test, so that it can follow its drift; 0 lets it drift.")
  public static let cycles = Setting(
    "ageing.cycles", [Double](), in: 0...1e15,
    "Numbers of full-window write cycles per cell at which the chip is tested; empty makes no such test.")

  static let all = [times.field, temperature.field, relearnExamples.field, cycles.field]
}
