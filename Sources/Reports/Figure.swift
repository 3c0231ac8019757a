public import Foundation
internal import OutputFiles

/// Something that can be drawn as a figure of a paper.
///
/// A figure is a plain value: its numbers, its labels, nothing of the program that draws it.
public protocol Figure: Sendable {
  /// What gnuplot needs to draw it, and the numbers behind it.
  /// - Parameter name: used in errors.
  /// - Throws: `ReportError` when there is nothing to draw or the parts do not fit each other.
  func drawing(named name: String) throws -> FigureDrawing
}

extension Figure {
  /// Draws the figure and keeps all that went into it beside it.
  ///
  /// Writes `name.csv` (the numbers), `name.dat` and `name.gp` (what gnuplot read: `gnuplot name.gp` in that directory
  /// draws it again) and one file per format.
  ///
  /// - Parameters:
  ///   - directory: made when it does not exist.
  ///   - name: the files' common name, without extension.
  /// - Returns: the file of each format.
  /// - Throws: `ReportError`.
  @discardableResult
  public func draw(
    to directory: URL, name: String, formats: [FigureFormat] = [.svg, .pdf, .png]
  ) throws -> [FigureFormat: URL] {
    guard let first = name.first, first.isASCII, first.isLetter || first.isNumber,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    else { throw ReportError.badName(name) }
    let drawing = try drawing(named: name)
    let gnuplot = try Gnuplot()
    try TextFile.prepare(directory)
    // Drawn in a folder of its own, so that others may draw the same figure at the same time, and looked at before any
    // file gets its name.
    let workshop = try Workshop()
    let script = drawing.script(name: name, formats: formats)
    try TextFile.write(drawing.dataFile, to: workshop.folder.appendingPathComponent(name + ".dat"))
    try TextFile.write(script, to: workshop.folder.appendingPathComponent(name + ".gp"))
    try gnuplot.run(script: name + ".gp", in: workshop.folder, figure: name)
    var contents: [(format: FigureFormat, content: Data)] = []
    for format in formats {
      let file = workshop.folder.appendingPathComponent(name + "." + format.rawValue)
      if format == .svg { try drawing.setPrintedSize(of: file) }
      guard let content = try? Data(contentsOf: file), format.isWhole(content) else {
        throw ReportError.gnuplotFailed(
          figure: name,
          message: "its \(file.lastPathComponent) is not complete; check the room in \(workshop.folder.path)")
      }
      contents.append((format, content))
    }
    try TextFile.write(drawing.numbers.csv(), to: directory.appendingPathComponent(name + ".csv"))
    try TextFile.write(drawing.dataFile, to: directory.appendingPathComponent(name + ".dat"))
    try TextFile.write(script, to: directory.appendingPathComponent(name + ".gp"))
    var files: [FigureFormat: URL] = [:]
    for (format, content) in contents {
      let file = directory.appendingPathComponent(name + "." + format.rawValue)
      try TextFile.write(content, to: file)
      files[format] = file
    }
    return files
  }
}

/// A folder that is there as long as somebody works in it.
private final class Workshop {
  let folder: URL

  init() throws {
    do throws(OutputError) {
      folder = URL(fileURLWithPath: try OutputFolder.temporary())
    } catch {
      throw ReportError.output(error)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

/// A file format that a figure can be drawn in.
public enum FigureFormat: String, Sendable, CaseIterable {
  case svg, pdf, png

  /// Whether a file of the format is all there: gnuplot tells nobody when a disk is full.
  func isWhole(_ content: Data) -> Bool {
    let end = String(decoding: content.suffix(16), as: UTF8.self)
    return switch self {
    case .svg: end.contains("</svg>")
    case .pdf: end.contains("%%EOF")
    case .png: end.contains("IEND")
    }
  }
}

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
