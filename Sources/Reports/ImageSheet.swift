internal import Foundation

/// Many small signed images on one page, each in its own scale: what units of a layer look for.
public struct ImageSheet: Figure, Equatable {
  public var title: String?
  /// One image each, row by row from the top left.
  public var images: [[Double]]
  /// Sides of an image.
  public var imageHeight: Int
  public var imageWidth: Int
  /// What the images are called in the file of numbers.
  public var names: [String]
  /// Images in a row.
  public var columns: Int
  /// Millimetres.
  public var width: Double

  public init(
    title: String? = nil, images: [[Double]], height: Int, width: Int, names: [String], columns: Int = 6,
    printedWidth: Double = FigureSize.columnWidth
  ) {
    precondition(columns > 0, "a sheet needs columns")
    self.title = title
    self.images = images
    imageHeight = height
    imageWidth = width
    self.names = names
    self.columns = columns
    self.width = printedWidth
  }

  public func drawing(named name: String) throws -> FigureDrawing {
    guard !images.isEmpty, imageHeight > 0, imageWidth > 0 else { throw ReportError.nothingToDraw(figure: name) }
    guard images.allSatisfy({ $0.count == imageHeight * imageWidth }), names.count == images.count else {
      throw ReportError.mismatch(
        figure: name, what: "\(images.count) images of \(imageHeight) × \(imageWidth) and \(names.count) names")
    }
    let across = min(columns, images.count)
    let down = (images.count + across - 1) / across
    let gap = 1
    let (cellHeight, cellWidth) = (imageHeight + gap, imageWidth + gap)
    var page = [[Double]](
      repeating: [Double](repeating: .nan, count: across * cellWidth - gap), count: down * cellHeight - gap)
    for (index, image) in images.enumerated() {
      // Each in its own scale: −1 to 1.
      let largest = image.filter(\.isFinite).reduce(0) { max($0, abs($1)) }
      for y in 0..<imageHeight {
        for x in 0..<imageWidth {
          page[index / across * cellHeight + y][index % across * cellWidth + x] =
            largest > 0 ? image[y * imageWidth + x] / largest : 0
        }
      }
    }
    let cells =
      "# row by row from the top, each image divided by its largest magnitude\n"
      + page.map { $0.map(GnuplotText.number).joined(separator: " ") }.joined(separator: "\n")
    var table = Table(columns: ["image", "row"] + (0..<imageWidth).map { "\($0)" })
    for (index, image) in images.enumerated() {
      for y in 0..<imageHeight {
        table.append(
          [.text(names[index]), .count(y)] + image[y * imageWidth..<(y + 1) * imageWidth].map { .number($0) })
      }
    }
    let height = width * Double(page.count) / Double(page[0].count) + (title == nil ? 0 : 5)
    let (rows, places) = (page.count, page[0].count)
    return FigureDrawing(blocks: [cells], numbers: table, size: FigureSize(width: width, height: height)) {
      commands(firstBlock: $0, rows: rows, columns: places)
    }
  }

  private func commands(firstBlock: Int, rows: Int, columns: Int) -> String {
    var lines = PanelStyle.commands(title: title, grid: "")
    lines += [
      "unset key", "unset border", "unset xtics", "unset ytics", "unset colorbox", "unset xlabel", "unset ylabel",
      "set lmargin 0.5", "set rmargin 0.5", "set bmargin 0.3", "set tmargin \(title == nil ? 0.3 : 1.6)",
      "set xrange [-0.5:\(Double(columns) - 0.5)]", "set yrange [\(Double(rows) - 0.5):-0.5]",
      ColourMap.diverging.definition, "set cbrange [-1:1]",
    ]
    return lines.joined(separator: "\n") + "\nplot data index \(firstBlock) matrix with image"
  }
}
