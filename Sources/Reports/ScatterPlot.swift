/// Points in a plane: error against what a learner had to know, measured against ideal output.
public struct ScatterPlot: Figure, Equatable {
  /// One cloud of points.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var x: [Double]
    public var y: [Double]

    public init(_ name: String, x: [Double], y: [Double]) {
      self.name = name
      self.x = x
      self.y = y
    }
  }

  public var title: String?
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  /// Draws the line y = x.
  public var showsIdentity: Bool
  public var legend: Legend
  public var size: FigureSize

  public init(
    title: String? = nil, x: Axis, y: Axis, series: [Series], showsIdentity: Bool = false, legend: Legend = .above,
    size: FigureSize = FigureSize(height: 70)
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.showsIdentity = showsIdentity
    self.legend = legend
    self.size = size
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    for series in series where series.x.count != series.y.count {
      throw ReportError.mismatch(
        figure: name,
        what: "series \"\(series.name)\" has \(series.x.count) x and \(series.y.count) y values; "
          + "the counts must be equal")
    }
    guard series.contains(where: { zip($0.x, $0.y).contains { $0.isFinite && $1.isFinite } }) else {
      throw ReportError.nothingToDraw(figure: name)
    }
    try x.check(series.flatMap(\.x), figure: name)
    try y.check(series.flatMap(\.y), figure: name)
    let blocks = series.map { series in
      GnuplotText.comment("\(series.name): x y") + "\n"
        + zip(series.x, series.y).map { GnuplotText.line($0, $1) }.joined(separator: "\n")
    }
    var table = Table(columns: ["series", x.title, y.title])
    for series in series {
      for (x, y) in zip(series.x, series.y) { table.append([.text(series.name), .number(x), .number(y)]) }
    }
    return FigureDrawing(blocks: blocks, numbers: table, size: size) { commands(firstBlock: $0) }
  }

  private func commands(firstBlock: Int) -> String {
    var lines = PanelStyle.commands(title: title, grid: "xtics ytics")
    lines.append(legend.command(names: series.map(\.name), width: size.width))
    lines += x.commands("x", values: series.flatMap(\.x))
    lines += y.commands("y", values: series.flatMap(\.y))
    var plots: [String] = []
    if showsIdentity { plots.append("x with lines dt 2 lw 0.8 lc rgb '#777777' notitle") }
    let many = series.map(\.x.count).reduce(0, +) > 500
    for (index, series) in series.enumerated() {
      plots.append(
        "data index \(firstBlock + index) using 1:2 with points pt \(Palette.mark(index)) ps \(many ? 0.2 : 0.5) "
          + "lc rgb '\(Palette.colour(index))' title \(GnuplotText.literal(series.name))")
    }
    return lines.joined(separator: "\n") + "\nplot \(plots.joined(separator: ", \\\n  "))"
  }
}
