/// One axis of a figure.
public struct Axis: Sendable, Equatable {
  public enum Scale: Sendable, Equatable { case linear, logarithmic }

  /// A labelled position.
  public struct Tick: Sendable, Equatable {
    public var position: Double
    public var label: String

    public init(_ position: Double, _ label: String) {
      self.position = position
      self.label = label
    }
  }

  /// What is shown, without the unit.
  public var label: String
  /// Its unit, printed in brackets; nil for counts and ratios.
  public var unit: String?
  public var scale: Scale
  /// The shown range; nil lets the data decide.
  public var range: ClosedRange<Double>?
  /// Chosen positions; nil lets gnuplot choose round ones.
  public var ticks: [Tick]?

  public init(
    _ label: String, unit: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    ticks: [Tick]? = nil
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.range = range
    self.ticks = ticks
  }

  var title: String { unit.map { "\(label) (\($0))" } ?? label }

  /// Commands for gnuplot's axis `letter` ("x", "y" or "cb").
  func commands(_ letter: String, values: [Double]) -> [String] {
    var lines = ["set \(letter)label \(GnuplotText.literal(title))"]
    let finite = values.filter(\.isFinite)
    if scale == .logarithmic {
      lines.append("set logscale \(letter) 10")
      lines.append("set format \(letter) '\(Self.logarithmicFormat(finite))'")
    }
    if let range {
      lines.append("set \(letter)range [\(range.lowerBound):\(range.upperBound)]")
    } else if let low = finite.min(), let high = finite.max(), low == high {
      let margin = scale == .logarithmic ? 0 : max(abs(low) * 0.1, 1e-9)
      let span = scale == .logarithmic ? (low / 2, low * 2) : (low - margin, high + margin)
      lines.append("set \(letter)range [\(span.0):\(span.1)]")
    }
    if let ticks {
      let list = ticks.map { "\(GnuplotText.tickLabel($0.label)) \($0.position)" }
      lines.append("set \(letter)tics (\(list.joined(separator: ", ")))")
      lines.append("unset m\(letter)tics")
    }
    return lines
  }

  /// Powers of ten where the data span many decades, plain numbers where they do not.
  private static func logarithmicFormat(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max(), low >= 0.01, high <= 10_000 else { return "10^{%T}" }
    return "%g"
  }

  /// - Throws: `ReportError.notPositive` for a value that a logarithmic axis cannot show.
  func check(_ values: some Sequence<Double>, figure: String) throws {
    guard scale == .logarithmic else { return }
    for value in values where value.isFinite && value <= 0 {
      throw ReportError.notPositive(figure: figure, axis: label, value: value)
    }
    if let range, range.lowerBound <= 0 {
      throw ReportError.notPositive(figure: figure, axis: label, value: range.lowerBound)
    }
  }
}

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
