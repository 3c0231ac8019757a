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
