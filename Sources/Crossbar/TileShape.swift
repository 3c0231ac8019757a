/// The size of one crossbar array: word lines × bit lines.
public struct TileShape: Sendable, Hashable, CustomStringConvertible {
  /// Number of word lines, which carry the inputs.
  public var rows: Int
  /// Number of bit lines, which collect the outputs.
  public var columns: Int

  /// 128 × 128, the size of most published arrays, unless said otherwise.
  public init(rows: Int = 128, columns: Int = 128) {
    self.rows = rows
    self.columns = columns
  }

  /// Reads `128x64` (or `128×64`).
  /// - Throws: ``CrossbarError/badTileShape(text:)`` for anything else, and for sizes outside 1…16384.
  public init(parsing text: String) throws(CrossbarError) {
    let parts = text.split(whereSeparator: { $0 == "x" || $0 == "×" || $0 == "X" }).map { Int($0) }
    guard parts.count == 2, let rows = parts[0], let columns = parts[1], (1...16384).contains(rows),
      (1...16384).contains(columns)
    else { throw .badTileShape(text: text) }
    self.init(rows: rows, columns: columns)
  }

  public var description: String { "\(rows)x\(columns)" }
}

/// One array's place in a layer.
public struct TilePlace: Sendable, Hashable {
  /// Row and column of the tile in the grid of tiles.
  public let gridRow: Int
  public let gridColumn: Int
  /// The layer's inputs that lie on its word lines.
  public let inputs: Range<Int>
  /// The layer's outputs that lie on its bit lines.
  public let outputs: Range<Int>

  /// Where cell number `cell` of the tile, counted row by row, stands in a layer's matrix with `outputs` columns.
  func index(of cell: Int, outputs columns: Int) -> Int {
    (inputs.lowerBound + cell / outputs.count) * columns + outputs.lowerBound + cell % outputs.count
  }
}

/// How a layer of any size lies on tiles of one size: full tiles first, what is left on partial ones.
public struct TileGrid: Sendable {
  /// Tiles row by row.
  public let places: [TilePlace]
  /// Number of rows and columns of tiles.
  public let gridRows: Int
  public let gridColumns: Int

  public init(inputs: Int, outputs: Int, shape: TileShape) {
    func ranges(_ count: Int, by size: Int) -> [Range<Int>] {
      stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }
    let rows = ranges(inputs, by: shape.rows)
    let columns = ranges(outputs, by: shape.columns)
    gridRows = rows.count
    gridColumns = columns.count
    places = rows.enumerated().flatMap { row, inputs in
      columns.enumerated().map { column, outputs in
        TilePlace(gridRow: row, gridColumn: column, inputs: inputs, outputs: outputs)
      }
    }
  }
}
