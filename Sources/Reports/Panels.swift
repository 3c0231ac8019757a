/// Several figures in a grid, lettered a, b, c …
public struct Panels: Figure {
  public var figures: [any Figure]
  public var columns: Int
  /// Millimetres; nil is one column for one panel across, else both.
  public var width: Double?

  public init(_ figures: [any Figure], columns: Int = 2, width: Double? = nil) {
    precondition(columns > 0, "panels need at least one column")
    self.figures = figures
    self.columns = columns
    self.width = width
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    guard !figures.isEmpty else { throw ReportError.nothingToDraw(figure: name) }
    let drawings = try figures.enumerated().map { index, figure in
      try figure.drawing(named: "\(name) (panel \(Self.letter(index)))")
    }
    let across = min(columns, drawings.count)
    let down = (drawings.count + across - 1) / across
    let width = width ?? (across == 1 ? FigureSize.columnWidth : FigureSize.pageWidth)
    let heights = (0..<down).map { row in
      drawings[(row * across)..<min((row + 1) * across, drawings.count)].map { drawing in
        drawing.size.height * max(1, width / Double(across) / drawing.size.width)
      }.max() ?? 0
    }
    let height = heights.reduce(0, +)
    var numbers = Table(columns: ["panel"])
    for (index, drawing) in drawings.enumerated() {
      numbers.append(contentsOf: drawing.numbers, key: Self.letter(index))
    }
    return FigureDrawing(
      blocks: drawings.flatMap(\.blocks), numbers: numbers, size: FigureSize(width: width, height: height)
    ) { first in
      var lines = ["set multiplot"]
      var block = first
      var top = 1.0
      for (index, drawing) in drawings.enumerated() {
        let (row, column) = (index / across, index % across)
        if column == 0 && row > 0 { top -= heights[row - 1] / height }
        let share = heights[row] / height
        lines.append("reset")
        lines.append("set origin \(Double(column) / Double(across)),\(top - share)")
        lines.append("set size \(1 / Double(across)),\(share)")
        lines.append(
          "set label 900 '{/:Bold \(Self.letter(index))}' at screen "
            + "\((Double(column) + 0.012) / Double(across)),\(top - 2.4 / height) left font ',9'")
        lines.append(drawing.commands(block))
        block += drawing.blocks.count
      }
      lines.append("unset multiplot")
      return lines.joined(separator: "\n")
    }
  }

  private static func letter(_ index: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return index < letters.count ? String(letters[index]) : "\(index + 1)"
  }
}

/// The look that all panels share: thin dark frame on two sides, ticks outside, pale grid, 8-point labels.
enum PanelStyle {
  /// A straight bar with a short stroke across each end. (gnuplot's own error bars erase what lies beneath a point.)
  static let whisker = "with vectors heads size graph 0.011,90"

  static func commands(title: String?, grid: String) -> [String] {
    var lines = [
      "set xtics offset 0,0.25",
      "set border 3 lw 0.7 lc rgb '\(Palette.text)'",
      "set tics out nomirror scale 0.5,0.25 font ',7' textcolor rgb '\(Palette.text)'",
      "set xlabel offset 0,0.55 textcolor rgb '\(Palette.text)'",
      "set ylabel offset 0.8,0 textcolor rgb '\(Palette.text)'",
      grid.isEmpty ? "unset grid" : "set grid \(grid) back lw 0.5 lt 1 lc rgb '\(Palette.grid)'",
    ]
    if let title { lines.append("set title \(GnuplotText.literal(title)) font ',8' offset 0,-0.4") }
    return lines
  }
}
