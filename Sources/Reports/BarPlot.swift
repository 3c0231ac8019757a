/// Bars with intervals, and the single measurements behind each, side by side by category.
public struct BarPlot: Figure, Equatable {
  public enum Orientation: Sendable, Equatable { case horizontal, vertical }

  /// One bar. A value that is not finite leaves its place empty.
  public struct Bar: Sendable, Equatable {
    public var value: Double
    /// The ends of its interval; nil draws none.
    public var interval: ClosedRange<Double>?
    /// Single measurements (one per chip), drawn as small rings.
    public var points: [Double]

    public init(_ value: Double, interval: ClosedRange<Double>? = nil, points: [Double] = []) {
      self.value = value
      self.interval = interval
      self.points = points
    }
  }

  /// One colour: a bar for each category.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var bars: [Bar]

    public init(_ name: String, bars: [Bar]) {
      self.name = name
      self.bars = bars
    }
  }

  public var title: String?
  public var categories: [String]
  /// What the categories are; nil leaves their axis unlabelled.
  public var categoryLabel: String?
  public var value: Axis
  public var series: [Series]
  public var orientation: Orientation
  public var legend: Legend
  public var size: FigureSize

  /// - Parameter size: nil makes a horizontal plot as tall as its bars need, and wider where their labels are long.
  public init(
    title: String? = nil, categories: [String], categoryLabel: String? = nil, value: Axis, series: [Series],
    orientation: Orientation = .horizontal, legend: Legend? = nil, size: FigureSize? = nil
  ) {
    self.title = title
    self.categories = categories
    self.categoryLabel = categoryLabel
    self.value = value
    self.series = series
    self.orientation = orientation
    let chosen = legend ?? (series.count > 1 ? .above : .none)
    self.legend = chosen
    let rows = Double(categories.count) * max(4.2, 2.6 * Double(series.count) + 1.2)
    let width = Legend.width(FigureSize.columnWidth, besideLabels: categories)
    let key = chosen.height(names: series.map(\.name), width: width - Legend.margin(ofLabels: categories))
    self.size =
      size
      ?? (orientation == .horizontal
        ? FigureSize(width: width, height: rows + 15 + key + (title == nil ? 0 : 5)) : FigureSize())
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    for series in series where series.bars.count != categories.count {
      throw ReportError.mismatch(
        figure: name,
        what: "series \"\(series.name)\" has \(series.bars.count) bars for \(categories.count) categories")
    }
    guard series.contains(where: { $0.bars.contains { $0.value.isFinite } }) else {
      throw ReportError.nothingToDraw(figure: name)
    }
    try value.check(allValues, figure: name)
    return FigureDrawing(blocks: blocks, numbers: numbers, size: size) { commands(firstBlock: $0) }
  }

  private var allValues: [Double] {
    series.flatMap { series in
      series.bars.flatMap { bar in
        [bar.value] + bar.points + (bar.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
      }
    }
  }

  /// Where bars begin: 0, or the lower end of a logarithmic axis.
  private var base: Double {
    guard value.scale == .logarithmic else { return 0 }
    let low = allValues.filter(\.isFinite).min() ?? 1
    return value.range?.lowerBound ?? low / 2
  }

  private var barWidth: Double { 0.78 / Double(max(series.count, 1)) }

  private func centre(category: Int, series index: Int) -> Double {
    Double(category) + 1 + (Double(index) - Double(series.count - 1) / 2) * barWidth
  }

  /// Per series two blocks: bars (place, value, lower, upper, base) and single measurements (place, value).
  private var blocks: [String] {
    series.enumerated().flatMap { index, series in
      var bars = [GnuplotText.comment("\(series.name): place value lower upper base")]
      var points = [GnuplotText.comment("\(series.name): place value of each measurement")]
      for (category, bar) in series.bars.enumerated() {
        let place = centre(category: category, series: index)
        let interval = bar.interval
        bars.append(
          GnuplotText.line(place, bar.value, interval?.lowerBound ?? .nan, interval?.upperBound ?? .nan, base))
        for (number, point) in bar.points.enumerated() {
          let spread = (Double(number) + 0.5) / Double(bar.points.count) - 0.5
          points.append(GnuplotText.line(place + spread * barWidth * 0.6, point))
        }
      }
      if points.count == 1 { points.append("NaN NaN") }
      return [bars.joined(separator: "\n"), points.joined(separator: "\n")]
    }
  }

  private var numbers: Table {
    var table = Table(columns: [categoryLabel ?? "category", "series", value.title, "lower", "upper", "n"])
    for (category, label) in categories.enumerated() {
      for series in series {
        let bar = series.bars[category]
        table.append([
          .text(label), .text(series.name), .number(bar.value),
          bar.interval.map { .number($0.lowerBound) } ?? .missing,
          bar.interval.map { .number($0.upperBound) } ?? .missing,
          bar.points.isEmpty ? .missing : .count(bar.points.count),
        ])
      }
    }
    return table
  }

  private func commands(firstBlock: Int) -> String {
    let flat = orientation == .horizontal
    let (along, across) = flat ? ("y", "x") : ("x", "y")
    var lines = PanelStyle.commands(title: title, grid: "\(across)tics")
    let margin = flat ? Legend.margin(ofLabels: categories) : 0
    lines.append(legend.command(names: series.map(\.name), width: size.width - margin))
    lines += value.commands(across, values: allValues + [base])
    if value.range == nil, value.scale == .linear, allValues.filter(\.isFinite).allSatisfy({ $0 >= 0 }) {
      lines.append("set \(across)range [0:*]")
    }
    let names = categories.enumerated().map { "\(GnuplotText.tickLabel($0.element)) \($0.offset + 1)" }
    lines.append("set \(along)tics (\(names.joined(separator: ", "))) scale 0")
    let ends = ["0.4", "\(Double(categories.count) + 0.6)"]
    lines.append("set \(along)range [\((flat ? ends.reversed() : ends).joined(separator: ":"))]")
    if let categoryLabel { lines.append("set \(along)label \(GnuplotText.literal(categoryLabel))") }
    let half = barWidth * 0.46
    var plots: [String] = []
    for (index, series) in series.enumerated() {
      let colour = Palette.colour(index)
      let bars = "data index \(firstBlock + 2 * index)"
      let box =
        flat
        ? "using 2:1:5:2:($1-\(half)):($1+\(half))" : "using 1:2:($1-\(half)):($1+\(half)):5:2"
      plots.append(
        "\(bars) \(box) with boxxyerror lw 0 lc rgb '\(colour)' fs solid 0.75 noborder "
          + "title \(GnuplotText.literal(series.name))")
      let whisker = flat ? "using 3:1:($4-$3):(0)" : "using 1:3:(0):($4-$3)"
      plots.append("\(bars) \(whisker) \(PanelStyle.whisker) lw 1 lc rgb '\(Palette.text)' notitle")
      let order = flat ? "2:1" : "1:2"
      plots.append(
        "data index \(firstBlock + 2 * index + 1) using \(order) with points pt 6 ps 0.22 lw 0.5 "
          + "lc rgb '#555555' notitle")
    }
    return lines.joined(separator: "\n") + "\nplot \(plots.joined(separator: ", \\\n  "))"
  }
}
