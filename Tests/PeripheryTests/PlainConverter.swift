import Matrices
import Periphery
import Randomness
import Testing

/// The transfer of one line, number by number in Double, written down a second time from the documentation.
struct PlainConverter {
  let specification: ConverterSpecification
  let errors: LineErrors

  /// LSB, outermost codes and the shift of the codes from whole numbers, from the documented formulas.
  private var codes: (lsb: Double, lowest: Double, highest: Double, shift: Double) {
    guard let bits = specification.bits, case .value(let fullScale) = specification.fullScale else {
      return (1, -.infinity, .infinity, 0)
    }
    var half = 1.0
    for _ in 1..<bits { half *= 2 }
    switch specification.range {
    case .signMagnitude:
      return bits == 1
        ? (2 * Double(fullScale), -0.5, 0.5, 0.5) : (Double(fullScale) / (half - 1), 1 - half, half - 1, 0)
    case .twosComplement: return (Double(fullScale) / half, -half, half - 1, 0)
    }
  }

  private func inl(_ u: Double, _ line: Int) -> Double {
    let cubic = 3 * 3.0.squareRoot() / 2
    return Double(errors.secondOrderBow[line]) * (1 - u * u)
      + Double(errors.thirdOrderBow[line]) * cubic * (u - u * u * u)
  }

  private func rounded(_ wanted: Double) -> (code: Double, saturated: Bool, margin: Double) {
    let (_, lowest, highest, shift) = codes
    let code = (wanted - shift).rounded(.toNearestOrEven) + shift
    let held = min(max(wanted, lowest), highest)
    let toTie = abs(abs(wanted - code) - 0.5)
    let toEdge = abs(abs(wanted - held) - 0.5)
    return (min(max(code, lowest), highest), abs(wanted - held) > 0.5, min(toTie, toEdge))
  }

  /// The result for `x`, whether it saturated, and how far (in LSB) the decision was from going the other way.
  func dac(_ x: Double, line: Int) -> (value: Double, saturated: Bool, margin: Double) {
    let (lsb, lowest, highest, _) = codes
    guard specification.bits != nil else { return (x * Double(errors.gain[line]), false, 1) }
    let (code, saturated, margin) = rounded(x / lsb)
    let u = code / max(highest, -lowest)
    let value = Double(errors.gain[line]) * (code + inl(u, line) + Double(errors.offset[line])) * lsb
    return (value, saturated, margin)
  }

  func adc(_ x: Double, line: Int) -> (value: Double, saturated: Bool, margin: Double) {
    let (lsb, lowest, highest, _) = codes
    guard specification.bits != nil else { return (x * Double(errors.gain[line]), false, 1) }
    let v = Double(errors.gain[line]) * x / lsb + Double(errors.offset[line])
    let u = min(1, max(-1, v / max(highest, -lowest)))
    let (code, saturated, margin) = rounded(v + inl(u, line))
    return (code * lsb, saturated, margin)
  }
}

extension DAC {
  /// Converts a matrix of one row a vector.
  func converted(_ matrix: Matrix) -> (Matrix, ConversionCount) {
    var result = matrix
    let count = result.elements.withUnsafeMutableBufferPointer {
      convert($0.baseAddress!, stride: matrix.columns, into: $0.baseAddress!, stride: matrix.columns, rows: matrix.rows)
    }
    return (result, count)
  }
}

extension ADC {
  /// Converts a matrix of one row a vector, without noise.
  func converted(_ matrix: Matrix) -> (Matrix, ConversionCount) {
    var result = matrix
    let count = result.elements.withUnsafeMutableBufferPointer {
      convert($0.baseAddress!, stride: matrix.columns, into: $0.baseAddress!, stride: matrix.columns, rows: matrix.rows)
    }
    return (result, count)
  }

  /// Converts a matrix of one row a vector, with noise.
  func converted(
    _ matrix: Matrix, variances: Matrix?, firstSample: Int = 0, key: StreamKey
  ) -> (Matrix, ConversionCount) {
    var result = matrix
    let count = result.elements.withUnsafeMutableBufferPointer { values in
      func run(_ variances: UnsafePointer<Float>?) -> ConversionCount {
        convert(
          values.baseAddress!, stride: matrix.columns, variances: variances, stride: matrix.columns,
          into: values.baseAddress!, stride: matrix.columns, rows: matrix.rows, firstSample: firstSample,
          draws: DrawGroup(key))
      }
      return variances?.elements.withUnsafeBufferPointer { run($0.baseAddress!) } ?? run(nil)
    }
    return (result, count)
  }
}

/// A matrix of normals times `scale`.
func normals(_ rows: Int, _ columns: Int, scale: Float, _ key: StreamKey) -> Matrix {
  Matrix(rows: rows, columns: columns, elements: key.normals(rows * columns).map { $0 * scale })
}
