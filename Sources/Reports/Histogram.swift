internal import Foundation

/// Overlaid distributions: goodness of positive and negative data, conductances of two chips.
public struct Histogram: Figure, Equatable {
  /// One sample.
  public struct Series: Sendable, Equatable {
    public var name: String
    public var values: [Double]

    public init(_ name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// The quantity along the axis.
  public var x: Axis
  public var title: String?
  public var series: [Series]
  /// Number of bins over the joint range; nil uses the rule of Freedman and Diaconis (1981), at most 80.
  public var bins: Int?
  /// A marked value, such as a threshold.
  public var marker: Axis.Tick?
  public var legend: Legend
  public var size: FigureSize

  public init(
    title: String? = nil, x: Axis, series: [Series], bins: Int? = nil, marker: Axis.Tick? = nil,
    legend: Legend = .above, size: FigureSize = FigureSize(height: 55)
  ) {
    precondition(bins.map { $0 > 0 } ?? true, "a histogram needs at least one bin")
    precondition(x.scale == .linear, "a histogram has a linear axis; take logarithms of the values instead")
    self.title = title
    self.x = x
    self.series = series
    self.bins = bins
    self.marker = marker
    self.legend = legend
    self.size = size
  }

  /// Edges of the bins and, for each series, the count in every bin. Values outside a given axis range and values that
  /// are not finite are not counted.
  public func binned() -> (edges: [Double], counts: [[Int]]) {
    let all = series.flatMap(\.values).filter(\.isFinite)
    var low = x.range?.lowerBound ?? all.min() ?? 0
    var high = x.range?.upperBound ?? all.max() ?? 1
    if low == high {
      let margin = max(abs(low) * 0.05, 0.5)
      (low, high) = (low - margin, high + margin)
    }
    let number = bins ?? Self.freedmanDiaconis(series.map(\.values), from: low, to: high)
    let width = (high - low) / Double(number)
    let edges = (0...number).map { $0 == number ? high : low + Double($0) * width }
    let counts = series.map { series in
      var counts = [Int](repeating: 0, count: number)
      for value in series.values where value.isFinite && value >= low && value <= high {
        counts[min(Int((value - low) / width), number - 1)] += 1
      }
      return counts
    }
    return (edges, counts)
  }

  /// Bin width 2 IQR n^(−1/3), the smallest over the series.
  private static func freedmanDiaconis(_ samples: [[Double]], from low: Double, to high: Double) -> Int {
    var width = Double.infinity
    for sample in samples {
      let sorted = sample.filter(\.isFinite).sorted()
      guard sorted.count > 3 else { continue }
      let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
      if spread > 0 { width = min(width, 2 * spread / cbrt(Double(sorted.count))) }
    }
    guard width.isFinite else { return 10 }
    return Int(min(max(((high - low) / width).rounded(.up), 5), 80))
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    let (edges, counts) = binned()
    guard counts.contains(where: { $0.contains { $0 > 0 } }) else { throw ReportError.nothingToDraw(figure: name) }
    var table = Table(columns: ["series", "from", "to", "count", "density"])
    var blocks: [String] = []
    for (series, counts) in zip(series, counts) {
      let total = Double(max(counts.reduce(0, +), 1))
      var outline = [GnuplotText.comment("\(series.name): \(x.title), probability density")]
      outline.append(GnuplotText.line(edges[0], 0))
      for (bin, count) in counts.enumerated() {
        let density = Double(count) / total / (edges[bin + 1] - edges[bin])
        outline.append(GnuplotText.line(edges[bin], density))
        outline.append(GnuplotText.line(edges[bin + 1], density))
        table.append([
          .text(series.name), .number(edges[bin]), .number(edges[bin + 1]), .count(count), .number(density),
        ])
      }
      outline.append(GnuplotText.line(edges[edges.count - 1], 0))
      blocks.append(outline.joined(separator: "\n"))
    }
    return FigureDrawing(blocks: blocks, numbers: table, size: size) { commands(firstBlock: $0, edges: edges) }
  }

  private func commands(firstBlock: Int, edges: [Double]) -> String {
    var lines = PanelStyle.commands(title: title, grid: "")
    lines.append(legend.command(names: series.map(\.name), width: size.width))
    lines += x.commands("x", values: edges)
    lines.append("set xrange [\(edges[0]):\(edges[edges.count - 1])]")
    lines.append("set yrange [0:*]")
    lines += Axis("Probability density", unit: x.unit.map { "1/\($0)" }).commands("y", values: [])
    if let marker {
      lines.append(
        "set arrow from first \(marker.position), graph 0 to first \(marker.position), graph 1 nohead dt 2 lw 0.9 "
          + "lc rgb '#555555'")
      lines.append(
        "set label \(GnuplotText.literal(marker.label)) at first \(marker.position), graph 0.96 left offset 0.4,0 "
          + "font ',7' textcolor rgb '#333333'")
    }
    var plots: [String] = []
    for (index, series) in series.enumerated() {
      plots.append(
        "data index \(firstBlock + index) using 1:2 with filledcurves y1=0 fc rgb '\(Palette.colour(index))' "
          + "fs transparent solid 0.28 noborder notitle")
      plots.append(
        "data index \(firstBlock + index) using 1:2 with lines lw 1.2 dt \(Palette.dash(index)) "
          + "lc rgb '\(Palette.colour(index))' title \(GnuplotText.literal(series.name))")
    }
    return lines.joined(separator: "\n") + "\nplot \(plots.joined(separator: ", \\\n  "))"
  }
}
