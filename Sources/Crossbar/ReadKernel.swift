internal import Matrices
internal import Periphery
internal import Randomness

/// One read of one tile for one block of samples: two matrix products, noise and conversion.
///
/// Samples are handled in blocks of a fixed number of rows, in which a sample's place depends on its number only.
/// OpenBLAS may round a row differently in matrices of different height or at different places; like this the bits do
/// not depend on how a batch is split or how many threads work.
struct ReadKernel {
  /// Samples in a block: a divisor of the usual batches, so that little is padded; OpenBLAS multiplies blocks of 50 within
  /// 6 % of the speed of blocks of 128.
  static let blockRows = 50

  /// Working memory of one thread.
  struct Scratch {
    var inputs: [Float]
    var squares: [Float]
    var currents: [Float]
    var variances: [Float]
    var common: [Float]
    /// What further functions make of the inputs; see ``ReadBasis``.
    var bent: [[Float]]
    /// Whole codes, where they are read bit by bit.
    var codes: [Float] = []

    init(tile: TileShape, functions: Int) {
      inputs = [Float](repeating: 0, count: blockRows * tile.rows)
      squares = inputs
      currents = [Float](repeating: 0, count: blockRows * tile.columns)
      variances = currents
      common = [Float](repeating: 0, count: 2 * blockRows)
      bent = [[Float]](repeating: inputs, count: functions - 1)
    }
  }

  /// Mean currents of a block, [blockRows × columns], into `scratch.currents`; their variances into
  /// `scratch.variances` where the view has any. `effective` is the view's, or with the deviations of now. `scratch.inputs` holds the converted inputs, [blockRows × rows].
  static func currents(
    _ view: TileView, _ effective: [Float], rows: Int, columns: Int, scratch: inout Scratch
  ) {
    effective.withUnsafeBufferPointer { weights in
      scratch.inputs.withUnsafeBufferPointer { inputs in
        scratch.currents.withUnsafeMutableBufferPointer { currents in
          gemm(
            m: blockRows, n: columns, k: rows, a: inputs.baseAddress!, aStride: rows, b: weights.baseAddress!,
            bStride: columns, c: currents.baseAddress!, cStride: columns)
        }
      }
    }
    for (number, curve) in view.curves.enumerated() {
      curve.withUnsafeBufferPointer { weights in
        scratch.bent[number].withUnsafeBufferPointer { inputs in
          scratch.currents.withUnsafeMutableBufferPointer { currents in
            gemm(
              m: blockRows, n: columns, k: rows, a: inputs.baseAddress!, aStride: rows, b: weights.baseAddress!,
              bStride: columns, beta: 1, c: currents.baseAddress!, cStride: columns)
          }
        }
      }
    }
    if let separable = view.separableVariance {
      separableVariances(separable, constant: view.constantVariance, rows: rows, columns: columns, scratch: &scratch)
    } else if let variance = view.variance {
      variances(variance, constant: view.constantVariance, rows: rows, columns: columns, scratch: &scratch)
    }
  }

  /// Variances of cells of their own: a second matrix product, of the squares of the inputs.
  private static func variances(
    _ variance: [Float], constant: [Float]?, rows: Int, columns: Int, scratch: inout Scratch
  ) {
    variance.withUnsafeBufferPointer { variance in
      scratch.squares.withUnsafeBufferPointer { squares in
        scratch.variances.withUnsafeMutableBufferPointer { variances in
          gemm(
            m: blockRows, n: columns, k: rows, a: squares.baseAddress!, aStride: rows, b: variance.baseAddress!,
            bStride: columns, c: variances.baseAddress!, cStride: columns)
        }
      }
    }
    guard let constant else { return }
    scratch.variances.withUnsafeMutableBufferPointer { variances in
      constant.withUnsafeBufferPointer { constant in
        for row in 0..<blockRows {
          let line = variances.baseAddress! + row * columns
          for column in 0..<columns { line[column] += constant[column] }
        }
      }
    }
  }

  /// Variances that are products of lines: one number a sample.
  private static func separableVariances(
    _ separable: SeparableVariance, constant: [Float]?, rows: Int, columns: Int, scratch: inout Scratch
  ) {
    let atRest = constant ?? [Float](repeating: 0, count: columns)
    scratch.variances.withUnsafeMutableBufferPointer { variances in
      scratch.inputs.withUnsafeBufferPointer { inputs in
        for row in 0..<blockRows {
          separable.fill(
            inputs: inputs.baseAddress! + row * rows, atRest: atRest, into: variances.baseAddress! + row * columns)
        }
      }
    }
  }

  /// The functions of ``ReadBasis``: the further ones beside the inputs, the first in their place.
  static func bend(_ reading: ReadBasis, count: Int, scratch: inout Scratch) {
    guard !reading.isLinear else { return }
    for number in 1..<max(1, reading.functions.count) {
      scratch.inputs.withUnsafeBufferPointer { inputs in
        scratch.bent[number - 1].withUnsafeMutableBufferPointer { bent in
          reading.fill(number, inputs.baseAddress!, into: bent.baseAddress!, count: count)
        }
      }
    }
    scratch.inputs.withUnsafeMutableBufferPointer { inputs in
      reading.fill(0, UnsafePointer(inputs.baseAddress!), into: inputs.baseAddress!, count: count)
    }
  }

  /// One bit of every code, as the read voltage of the code's sign, with the gain of each word line's driver.
  static func fillPlane(_ plane: Int, gains: [Float], fullScale: Float, rows: Int, scratch: inout Scratch) {
    scratch.codes.withUnsafeBufferPointer { codes in
      scratch.inputs.withUnsafeMutableBufferPointer { inputs in
        gains.withUnsafeBufferPointer { gains in
          for sample in 0..<blockRows {
            for row in 0..<rows {
              let code = Int32(codes[sample * rows + row])
              let bit = Float((abs(code) &>> Int32(plane)) & 1)
              inputs[sample * rows + row] = (code < 0 ? -bit : bit) * fullScale * gains[row]
            }
          }
        }
      }
    }
  }

  /// Squares of the converted inputs.
  static func square(count: Int, scratch: inout Scratch) {
    scratch.inputs.withUnsafeBufferPointer { inputs in
      scratch.squares.withUnsafeMutableBufferPointer { squares in
        for index in 0..<count { squares[index] = inputs[index] * inputs[index] }
      }
    }
  }

  /// Subtracts the reference column's noise, one normal a sample, from every current of the sample: draw `sample` of
  /// `key` at `step`.
  static func addCommonNoise(
    _ referenceVariance: [Float], columns: Int, firstSample: Int, rows: Range<Int>, draws: DrawGroup,
    scratch: inout Scratch
  ) {
    let lines = referenceVariance.count
    scratch.common.withUnsafeMutableBufferPointer { common in
      let normals = common.baseAddress! + blockRows
      draws.fillNormals(normals, count: rows.count, from: firstSample)
      for row in rows {
        var variance: Float = 0
        for line in 0..<lines { variance += scratch.squares[row * lines + line] * referenceVariance[line] }
        let noise = variance.squareRoot() * normals[row - rows.lowerBound]
        for column in 0..<columns { scratch.currents[row * columns + column] -= noise }
      }
    }
  }
}
