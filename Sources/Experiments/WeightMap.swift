package import Foundation
package import Matrices

/// A part of a layer's weights, as wanted and as found on a chip, small enough to be kept with every run.
///
/// Kept as 16-bit whole numbers in units of the largest magnitude / 32767: 4 bytes a weight for both maps.
package struct WeightMap: Sendable, Equatable {
  package static let artifact = "weightMap"
  package static let mediaType = "application/x-mortal-weight-map"
  /// Rows and columns at most.
  private static let side = 32

  /// Inputs and outputs of the layer that the part shows.
  package let inputs: Range<Int>
  package let outputs: Range<Int>
  /// [inputs × outputs] of the part.
  package let wanted: Matrix
  package let found: Matrix

  /// The part around the middle of the inputs (of an image, where there is ink) and from the first output on.
  package init(wanted: Matrix, found: Matrix) {
    precondition(wanted.rows == found.rows && wanted.columns == found.columns, "maps of layers that differ")
    let rows = min(Self.side, wanted.rows)
    let first = (wanted.rows - rows) / 2
    inputs = first..<first + rows
    outputs = 0..<min(Self.side, wanted.columns)
    self.wanted = Self.part(wanted, inputs, outputs)
    self.found = Self.part(found, inputs, outputs)
  }

  private static func part(_ matrix: Matrix, _ rows: Range<Int>, _ columns: Range<Int>) -> Matrix {
    Matrix(
      rows: rows.count, columns: columns.count,
      elements: rows.flatMap { row in columns.map { matrix.elements[row * matrix.columns + $0] } })
  }

  /// Reads what ``data`` wrote; nil for anything else.
  package init?(_ data: Data) {
    let numbers = stride(from: 0, to: data.count - data.count % 4, by: 4).map { offset in
      data.dropFirst(offset).prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard numbers.count >= 5, data.count % 4 == 0 else { return nil }
    let (firstRow, rows, columns) = (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
    let scales = [Float(bitPattern: numbers[3]), Float(bitPattern: numbers[4])]
    guard rows > 0, columns > 0, rows <= Self.side, columns <= Self.side, numbers.count == 5 + rows * columns,
      scales.allSatisfy({ $0.isFinite })
    else { return nil }
    inputs = firstRow..<firstRow + rows
    outputs = 0..<columns
    func matrix(_ shift: UInt32, _ scale: Float) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: numbers.dropFirst(5).map { Float(Int16(truncatingIfNeeded: Int($0 >> shift))) * scale })
    }
    wanted = matrix(0, scales[0])
    found = matrix(16, scales[1])
  }

  /// The first input, rows, columns and both scales, then a word a weight: wanted in the lower half, found in the upper.
  package var data: Data {
    let scales = [wanted, found].map { $0.largestMagnitude > 0 ? $0.largestMagnitude / 32767 : 1 }
    func half(_ value: Float, _ scale: Float) -> UInt32 { UInt32(UInt16(bitPattern: Int16((value / scale).rounded()))) }
    let words =
      [UInt32(inputs.lowerBound), UInt32(inputs.count), UInt32(outputs.count)] + scales.map(\.bitPattern)
      + zip(wanted.elements, found.elements).map { half($0, scales[0]) | half($1, scales[1]) << 16 }
    return Data(words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } })
  }
}
