internal import Foundation

/// A matrix as colours: the copy matrix of donors and recipients, a chip's weights, its errors, its stuck cells.
public struct HeatMap: Figure, Equatable {
  public var title: String?
  /// Row by row, from the top; a value that is not finite stays blank.
  public var values: [[Double]]
  /// What the rows and columns are.
  public var rows: Axis
  public var columns: Axis
  /// One label for each row or column; empty numbers them from 0.
  public var rowLabels: [String]
  public var columnLabels: [String]
  /// What the colours mean; its range, when given, is that of the colour bar.
  public var colour: Axis
  /// nil takes viridis, or the diverging map when the values have both signs.
  public var map: ColourMap?
  /// Decimals of the number written into each cell; nil writes none.
  public var annotation: Int?
  public var size: FigureSize

  public init(
    title: String? = nil, values: [[Double]], rows: Axis, columns: Axis, rowLabels: [String] = [],
    columnLabels: [String] = [], colour: Axis, map: ColourMap? = nil, annotation: Int? = nil,
    size: FigureSize = FigureSize(height: 72)
  ) {
    self.title = title
    self.values = values
    self.rows = rows
    self.columns = columns
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.colour = colour
    self.map = map
    self.annotation = annotation
    self.size = size
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    guard let width = values.first?.count, width > 0 else { throw ReportError.nothingToDraw(figure: name) }
    guard values.allSatisfy({ $0.count == width }) else {
      throw ReportError.mismatch(figure: name, what: "the rows of the matrix differ in length")
    }
    guard rowLabels.isEmpty || rowLabels.count == values.count, columnLabels.isEmpty || columnLabels.count == width
    else {
      throw ReportError.mismatch(
        figure: name,
        what: "a \(values.count) × \(width) matrix has \(rowLabels.count) row labels and "
          + "\(columnLabels.count) column labels")
    }
    let finite = values.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { throw ReportError.nothingToDraw(figure: name) }
    try colour.check(finite, figure: name)
    let chosen = map ?? (low < 0 && high > 0 ? .diverging : .viridis)
    let range = colourRange(low: low, high: high, map: chosen)
    let cells =
      "# row by row from the top\n"
      + values.map { $0.map(GnuplotText.number).joined(separator: " ") }.joined(separator: "\n")
    let marks = annotation.map { annotations(decimals: $0, range: range, map: chosen) } ?? []
    var table = Table(columns: [rows.title, columns.title, colour.title])
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        table.append([
          .text(rowLabels.isEmpty ? "\(row)" : rowLabels[row]),
          .text(columnLabels.isEmpty ? "\(column)" : columnLabels[column]), .number(value),
        ])
      }
    }
    return FigureDrawing(blocks: [cells] + marks, numbers: table, size: size) { first in
      commands(firstBlock: first, columns: width, range: range, map: chosen, annotated: !marks.isEmpty)
    }
  }

  private func colourRange(low: Double, high: Double, map: ColourMap) -> ClosedRange<Double> {
    if let range = colour.range { return range }
    if map == .diverging {
      let reach = max(abs(low), abs(high), .leastNormalMagnitude)
      return -reach...reach
    }
    return low == high ? (low - max(abs(low) * 0.05, 0.5))...(high + max(abs(high) * 0.05, 0.5)) : low...high
  }

  /// Two blocks of (column, row, text): white on dark cells, then dark on light cells.
  private func annotations(decimals: Int, range: ClosedRange<Double>, map: ColourMap) -> [String] {
    var onDark = ["# column row text, on dark cells"]
    var onLight = ["# column row text, on light cells"]
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() where value.isFinite {
        let text = "\(column) \(row) \"\(String(format: "%.\(decimals)f", value))\""
        let share = Self.share(of: value, in: range, scale: colour.scale)
        if map.luminance(at: share) < 0.2 { onDark.append(text) } else { onLight.append(text) }
      }
    }
    return [onDark, onLight].map { ($0.count > 1 ? $0 : $0 + ["NaN NaN \"\""]).joined(separator: "\n") }
  }

  private static func share(of value: Double, in range: ClosedRange<Double>, scale: Axis.Scale) -> Double {
    scale == .logarithmic
      ? log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  private func commands(
    firstBlock: Int, columns width: Int, range: ClosedRange<Double>, map: ColourMap, annotated: Bool
  ) -> String {
    var lines = PanelStyle.commands(title: title, grid: "")
    lines.append("unset key")
    lines.append("set border 15 lw 0.6 lc rgb '\(Palette.text)'")
    lines += rows.commands("y", values: [])
    lines += columns.commands("x", values: [])
    lines.append("set xrange [-0.5:\(Double(width) - 0.5)]")
    lines.append("set yrange [\(Double(values.count) - 0.5):-0.5]")
    if !columnLabels.isEmpty { lines.append("set xtics (\(Self.ticks(columnLabels))) scale 0") }
    if !rowLabels.isEmpty { lines.append("set ytics (\(Self.ticks(rowLabels))) scale 0") }
    if columnLabels.contains(where: { $0.count > 4 }) { lines.append("set xtics rotate by -40") }
    lines.append(map.definition)
    lines += colour.commands("cb", values: values.joined().filter(\.isFinite))
    lines.append("set cbrange [\(range.lowerBound):\(range.upperBound)]")
    lines.append("set cblabel offset 0.3,0 textcolor rgb '\(Palette.text)'")
    lines.append("set cbtics scale 0.4")
    lines.append("set colorbox noborder")
    let small = values.count * width <= 400
    var plots = ["data index \(firstBlock) matrix with image\(small ? " pixels" : "")"]
    if annotated {
      for (offset, ink) in ["#FFFFFF", Palette.text].enumerated() {
        plots.append(
          "data index \(firstBlock + 1 + offset) using 1:2:3 with labels font ',\(width > 8 ? 5.5 : 6.5)' "
            + "textcolor rgb '\(ink)'")
      }
    }
    return lines.joined(separator: "\n") + "\nplot \(plots.joined(separator: ", \\\n  "))"
  }

  private static func ticks(_ labels: [String]) -> String {
    labels.enumerated().map { "\(GnuplotText.tickLabel($0.element)) \($0.offset)" }.joined(separator: ", ")
  }
}
