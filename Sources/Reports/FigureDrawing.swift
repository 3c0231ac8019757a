internal import Foundation

/// A figure in the form that gnuplot reads, together with its numbers.
public struct FigureDrawing: Sendable {
  /// Data blocks in the order in which the commands count them, each a text of lines.
  public var blocks: [String]
  /// gnuplot's commands for one panel, given the place of the first data block in the data file.
  public var commands: @Sendable (_ firstBlock: Int) -> String
  /// The numbers of the figure, for its CSV.
  public var numbers: Table
  public var size: FigureSize

  public init(
    blocks: [String], numbers: Table, size: FigureSize, commands: @escaping @Sendable (_ firstBlock: Int) -> String
  ) {
    self.blocks = blocks
    self.numbers = numbers
    self.size = size
    self.commands = commands
  }

  /// The text of the data file: gnuplot tells blocks apart by two empty lines.
  var dataFile: String { blocks.joined(separator: "\n\n\n") + "\n" }

  /// Gives the SVG its size on paper, which gnuplot leaves out of a scalable drawing, and sharp cells to its images.
  func setPrintedSize(of file: URL) throws {
    let text: String
    do {
      text = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw ReportError.unreadable(path: file.path, reason: error.localizedDescription)
    }
    let sized = text.replacing(
      "<svg \n", with: "<svg width=\"\(size.width)mm\" height=\"\(size.height)mm\"\n", maxReplacements: 1)
    try TextFile.write(sized.replacing("<image ", with: "<image style='image-rendering:pixelated' "), to: file)
  }

  /// The whole script: every format, then the commands.
  func script(name: String, formats: [FigureFormat]) -> String {
    let points = size.dots(perInch: 72)
    let pixels = size.dots(perInch: 300)
    let list = formats.map(\.rawValue).joined(separator: " ")
    return """
      # Drawn with gnuplot 5.4 or later: run `gnuplot \(name).gp` in this directory.
      data = '\(name).dat'
      set encoding utf8
      do for [format in '\(list)'] {
      if (format eq 'svg') { set terminal svg enhanced font 'Arial,8' linewidth 0.8 size \
      \(points.width),\(points.height) dynamic background rgb 'white' }
      if (format eq 'pdf') { set terminal pdfcairo enhanced color font 'Arial,8' fontscale 0.75 linewidth 1.5 \
      pointscale 0.85 size \(size.width / 10)cm,\
      \(size.height / 10)cm }
      if (format eq 'png') { set terminal pngcairo enhanced font 'Arial,8' fontscale 3.125 linewidth 3.125 \
      pointscale 3.125 size \(pixels.width),\(pixels.height) }
      set output '\(name).'.format
      reset
      \(commands(0))
      unset output
      }

      """
  }
}
