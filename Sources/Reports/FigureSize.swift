/// The printed size of a figure in millimetres.
public struct FigureSize: Sendable, Equatable {
  /// One column of a two-column paper.
  public static let columnWidth = 85.0
  /// Both columns of a two-column paper.
  public static let pageWidth = 176.0

  public var width: Double
  public var height: Double

  public init(width: Double = FigureSize.columnWidth, height: Double = 62) {
    precondition(width > 0 && height > 0, "a figure needs a positive size")
    self.width = width
    self.height = height
  }

  /// Millimetres as dots, `perInch` of them to the inch.
  func dots(perInch: Double) -> (width: Int, height: Int) {
    (Int((width / 25.4 * perInch).rounded()), Int((height / 25.4 * perInch).rounded()))
  }
}
