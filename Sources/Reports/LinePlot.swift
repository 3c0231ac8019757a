/// Curves with their intervals: learning curves, error against bits, error against time.
public struct LinePlot: Figure, Equatable {
  /// How an interval is drawn.
  public enum IntervalStyle: Sendable, Equatable { case band, bars }

  /// One curve. `lower` and `upper` are empty, or as long as `x` and `y`; a value that is not finite leaves a gap.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    public var lower: [Double]
    public var upper: [Double]

    public init(_ name: String, x: [Double], y: [Double], lower: [Double] = [], upper: [Double] = []) {
      self.name = name
      self.x = x
      self.y = y
      self.lower = lower
      self.upper = upper
    }
  }

  /// A thin dashed line across the plot, such as chance level.
  public struct Reference: Sendable, Equatable {
    public var y: Double
    public var label: String

    public init(y: Double, label: String) {
      self.y = y
      self.label = label
    }
  }

  public var title: String?
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  public var references: [Reference]
  public var intervals: IntervalStyle
  public var marks: Bool
  public var legend: Legend
  public var size: FigureSize

  public init(
    title: String? = nil, x: Axis, y: Axis, series: [Series], references: [Reference] = [],
    intervals: IntervalStyle = .band, marks: Bool = true, legend: Legend = .above, size: FigureSize = FigureSize()
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.references = references
    self.intervals = intervals
    self.marks = marks
    self.legend = legend
    self.size = size
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    try check(name)
    let blocks = series.map { series in
      GnuplotText.comment("\(series.name): x y lower upper") + "\n"
        + series.x.indices.map { index in
          GnuplotText.line(
            series.x[index], series.y[index], series.lower.isEmpty ? .nan : series.lower[index],
            series.upper.isEmpty ? .nan : series.upper[index])
        }.joined(separator: "\n")
    }
    return FigureDrawing(blocks: blocks, numbers: numbers, size: size) { commands(firstBlock: $0) }
  }

  private func check(_ name: String) throws {
    for series in series {
      let count = series.x.count
      guard series.y.count == count, series.lower.isEmpty || series.lower.count == count,
        series.upper.count == series.lower.count
      else {
        throw ReportError.mismatch(
          figure: name,
          what: "series \"\(series.name)\" has \(count) x, \(series.y.count) y, "
            + "\(series.lower.count) lower and \(series.upper.count) upper values; the counts must be equal")
      }
    }
    guard series.contains(where: { zip($0.x, $0.y).contains { $0.isFinite && $1.isFinite } }) else {
      throw ReportError.nothingToDraw(figure: name)
    }
    try x.check(series.flatMap(\.x), figure: name)
    try y.check(series.flatMap { $0.y + $0.lower + $0.upper } + references.map(\.y), figure: name)
  }

  private var numbers: Table {
    var table = Table(columns: ["series", x.title, y.title, "lower", "upper"])
    for series in series {
      for index in series.x.indices {
        table.append([
          .text(series.name), .number(series.x[index]), .number(series.y[index]),
          series.lower.isEmpty ? .missing : .number(series.lower[index]),
          series.upper.isEmpty ? .missing : .number(series.upper[index]),
        ])
      }
    }
    return table
  }

  private func commands(firstBlock: Int) -> String {
    var lines = PanelStyle.commands(title: title, grid: "ytics")
    lines.append(legend.command(names: series.map(\.name), width: size.width))
    lines += x.commands("x", values: series.flatMap(\.x))
    lines += y.commands("y", values: series.flatMap { $0.y + $0.lower + $0.upper } + references.map(\.y))
    var plots: [String] = []
    let top = series.flatMap { $0.y + $0.upper }.filter(\.isFinite).max() ?? 0
    for reference in references {
      plots.append("\(reference.y) with lines dt 2 lw 0.8 lc rgb '#777777' notitle")
      lines.append(
        "set label \(GnuplotText.literal(reference.label)) at graph 1, first \(reference.y) right "
          + "offset 0,\(reference.y > top ? -0.5 : 0.45) font ',6.5' textcolor rgb '#555555'")
    }
    for (index, series) in series.enumerated() where !series.lower.isEmpty && intervals == .band {
      plots.append(
        "data index \(firstBlock + index) using 1:3:4 with filledcurves fc rgb '\(Palette.colour(index))' "
          + "fs transparent solid 0.18 noborder notitle")
    }
    for (index, series) in series.enumerated() {
      let colour = "lc rgb '\(Palette.colour(index))'"
      if !series.lower.isEmpty && intervals == .bars {
        plots.append(
          "data index \(firstBlock + index) using 1:3:(0):($4-$3) \(PanelStyle.whisker) lw 0.9 \(colour) notitle")
      }
      let style = marks ? "linespoints pt \(Palette.mark(index)) ps 0.45" : "lines"
      plots.append(
        "data index \(firstBlock + index) using 1:2 with \(style) lw 1.4 dt \(Palette.dash(index)) \(colour) "
          + "title \(GnuplotText.literal(series.name))")
    }
    return lines.joined(separator: "\n") + "\nplot \(plots.joined(separator: ", \\\n  "))"
  }
}
