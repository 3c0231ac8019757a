/// Colours and marks that stay apart for colour-blind readers and in grey print.
///
/// Okabe and Ito, "Color Universal Design" (2008); its yellow, too light on white paper, is replaced by a grey.
enum Palette {
  static let colours = ["#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000", "#7F7F7F"]
  /// gnuplot's filled circle, square, triangle, diamond and inverted triangle.
  static let marks = [7, 5, 9, 13, 11]
  static let text = "#1A1A1A"
  static let grid = "#E2E2E2"

  static func colour(_ index: Int) -> String { colours[index % colours.count] }
  static func mark(_ index: Int) -> Int { marks[index % marks.count] }
  /// Solid lines first; dashed once the colours begin again.
  static func dash(_ index: Int) -> Int { 1 + (index / colours.count) % 4 }
}
