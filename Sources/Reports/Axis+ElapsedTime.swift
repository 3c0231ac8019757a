extension Axis {
  /// A logarithmic time axis in seconds whose ticks read 1 s, 1 min, 1 h, 1 d, 1 month, 1 year, 10 years.
  ///
  /// A month is a twelfth of a year of 365.25 days.
  public static func elapsedTime(_ label: String, range: ClosedRange<Double>? = nil) -> Axis {
    let year = 365.25 * 86_400
    let ticks = [
      Tick(1e-6, "1 µs"), Tick(1e-3, "1 ms"), Tick(1, "1 s"), Tick(60, "1 min"), Tick(3_600, "1 h"),
      Tick(86_400, "1 d"), Tick(year / 12, "1 mo"), Tick(year, "1 y"), Tick(10 * year, "10 y"),
      Tick(100 * year, "100 y"),
    ]
    return Axis(label, scale: .logarithmic, range: range, ticks: ticks)
  }
}
