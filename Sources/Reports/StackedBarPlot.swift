/// Bars made of parts, one behind the other: what a sum consists of, category by category.
public struct StackedBarPlot: Figure, Equatable {
  /// One colour: a part of each bar. A value that is not finite or below 0 is an error.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var values: [Double]

    public init(_ name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  public var title: String?
  public var categories: [String]
  public var value: Axis
  public var series: [Series]
  /// Where each sum may lie; empty draws no whiskers.
  public var ranges: [ClosedRange<Double>]
  public var size: FigureSize

  /// - Parameter width: millimetres, more where the labels are long; the plot is as tall as its bars need.
  public init(
    title: String? = nil, categories: [String], value: Axis, series: [Series], ranges: [ClosedRange<Double>] = [],
    width: Double = FigureSize.columnWidth
  ) {
    self.title = title
    self.categories = categories
    self.value = value
    self.series = series
    self.ranges = ranges
    let width = Legend.width(width, besideLabels: categories)
    let key = Legend.above.height(names: series.map(\.name), width: width - Legend.margin(ofLabels: categories))
    size = FigureSize(
      width: width, height: Double(categories.count) * 5.4 + 17 + key + (title == nil ? 0 : 5))
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    for series in series {
      guard series.values.count == categories.count else {
        throw ReportError.mismatch(
          figure: name,
          what: "series \"\(series.name)\" has \(series.values.count) values for \(categories.count) categories")
      }
      guard series.values.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw ReportError.mismatch(figure: name, what: "series \"\(series.name)\" has parts below 0 or not finite")
      }
    }
    guard ranges.isEmpty || ranges.count == categories.count else {
      throw ReportError.mismatch(figure: name, what: "\(ranges.count) ranges for \(categories.count) categories")
    }
    guard sums.contains(where: { $0 > 0 }) else { throw ReportError.nothingToDraw(figure: name) }
    try value.check(sums, figure: name)
    return FigureDrawing(blocks: blocks, numbers: numbers, size: size) { commands(firstBlock: $0) }
  }

  private var sums: [Double] { categories.indices.map { place in series.reduce(0) { $0 + $1.values[place] } } }

  /// A block a series (place, begin, end), then one of whiskers (place, low, high).
  private var blocks: [String] {
    var begin = [Double](repeating: 0, count: categories.count)
    var blocks = series.map { series in
      var lines = [GnuplotText.comment("\(series.name): place begin end")]
      for place in categories.indices {
        let end = begin[place] + series.values[place]
        lines.append(GnuplotText.line(Double(place + 1), begin[place], end))
        begin[place] = end
      }
      return lines.joined(separator: "\n")
    }
    var whiskers = [GnuplotText.comment("sum: place low high")]
    for (place, range) in ranges.enumerated() {
      whiskers.append(GnuplotText.line(Double(place + 1), range.lowerBound, range.upperBound))
    }
    if ranges.isEmpty { whiskers.append("NaN NaN NaN") }
    blocks.append(whiskers.joined(separator: "\n"))
    return blocks
  }

  private var numbers: Table {
    var table = Table(columns: ["category", "part", value.title])
    for (place, label) in categories.enumerated() {
      for series in series { table.append([.text(label), .text(series.name), .number(series.values[place])]) }
    }
    return table
  }

  private func commands(firstBlock: Int) -> String {
    var lines = PanelStyle.commands(title: title, grid: "xtics")
    lines.append(
      Legend.above.command(names: series.map(\.name), width: size.width - Legend.margin(ofLabels: categories)))
    lines += value.commands("x", values: sums + [0])
    if value.range == nil { lines.append("set xrange [0:*]") }
    let names = categories.enumerated().map { "\(GnuplotText.tickLabel($0.element)) \($0.offset + 1)" }
    lines.append("set ytics (\(names.joined(separator: ", "))) scale 0")
    lines.append("set yrange [\(Double(categories.count) + 0.6):0.4]")
    var plots = series.enumerated().map { index, series in
      "data index \(firstBlock + index) using 3:1:2:3:($1-0.36):($1+0.36) with boxxyerror lw 0 "
        + "lc rgb '\(Palette.colour(index))' fs solid 0.75 noborder title \(GnuplotText.literal(series.name))"
    }
    plots.append(
      "data index \(firstBlock + series.count) using 2:1:($3-$2):(0) \(PanelStyle.whisker) lw 1 "
        + "lc rgb '\(Palette.text)' notitle")
    return lines.joined(separator: "\n") + "\nplot \(plots.joined(separator: ", \\\n  "))"
  }
}
