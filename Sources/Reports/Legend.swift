/// Where the names of the series stand: never over the data.
public enum Legend: Sendable, Equatable {
  /// Above the plot, in rows.
  case above
  /// To the right of the plot, one below the other.
  case right
  /// Nowhere (one series, or another panel names them).
  case none

  /// gnuplot's commands.
  ///
  /// gnuplot's SVG terminal takes every letter for 0.6 em wide, about a quarter too much: `width` corrects it.
  /// - Parameter names: the longest decides how many fit into a row of `width` millimetres.
  func command(names: [String], width: Double) -> String {
    let longest = names.map(\.count).max() ?? 1
    let common = "Left reverse samplen 1.6 font ',7' width (format eq 'svg' ? -\(0.22 * Double(longest)) : 0)"
    switch self {
    case .none: return "unset key"
    case .right: return "set key outside right top vertical spacing 1.1 \(common)"
    case .above:
      return "set key above left horizontal spacing 1.05 maxcols \(columns(longest, width)) \(common)"
    }
  }

  /// Millimetres that the rows above the plot take.
  func height(names: [String], width: Double) -> Double {
    guard self == .above, !names.isEmpty else { return 0 }
    let columns = columns(names.map(\.count).max() ?? 1, width)
    return Double((names.count + columns - 1) / columns) * 3.2
  }

  /// Millimetres that the labels of horizontal bars take beside the plot: gnuplot keeps 0.6 em of 8 points a letter free.
  static func margin(ofLabels labels: [String]) -> Double { Double(labels.map(\.count).max() ?? 0) * 1.7 }

  /// The width of a figure of horizontal bars that is `width` millimetres wide where labels take 30 of them: as much wider
  /// as they take more.
  static func width(_ width: Double, besideLabels labels: [String]) -> Double {
    width + max(0, margin(ofLabels: labels) - 30)
  }

  /// How many names of `longest` letters fit side by side: a letter takes 1.35 mm, the sample of the line 6 mm, and
  /// 16 mm stand beside the plot.
  private func columns(_ longest: Int, _ width: Double) -> Int {
    max(1, Int((width - 16) / (Double(longest) * 1.35 + 6)))
  }
}
