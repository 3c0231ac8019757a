/// Variances of a tile's cells as the product of a factor a word line and one a bit line: v_ij ≈ r_i c_j with
/// r_i = Σ_j v_ij / Σ v and c_j = Σ_i v_ij, which keeps the sums over every line.
///
/// The variance of an output, Σ_i x_i² v_ij, then costs one number a sample instead of a matrix product. It is exact for
/// equal squared inputs; else cells whose conductance departs from what their lines let expect are weighed wrongly, and
/// the departures average over the word lines: on a 128 × 128 tile of `ecram-tang2018` with trained weights and images for
/// inputs the standard deviation is off by 2 % (root mean square; `SeparableVarianceTests` measures it). It stands for
/// the input-dependent part of thermal and shot noise, which ``JohnsonShotNoise`` approximates more coarsely already, and
/// for the fast part of noise with a memory where that changes the variance of outputs by ``largestError`` at most; all
/// other published read noise keeps its matrix product.
struct SeparableVariance: Sendable, Equatable {
  /// The largest ``error(_:)`` that is let pass, relative to the whole variance of an output: 2 % of its standard deviation.
  static let largestError: Float = 0.04

  /// r_i: [rows].
  let rows: [Float]
  /// c_j: [columns].
  let columns: [Float]

  /// The product form of variances, [rows × columns].
  init(_ variances: [Float], columns: Int) { self.init(variances, nil, factor: 1, columns: columns) }

  /// The product form of variances proportional to `first` + `second`, both [rows × columns].
  init(_ first: [Float], _ second: [Float]?, factor: Float, columns width: Int) {
    let height = width > 0 ? first.count / width : 0
    var rowSums = [Float](repeating: 0, count: height)
    var columnSums = [Float](repeating: 0, count: width)
    columnSums.withUnsafeMutableBufferPointer { columns in
      for values in [first, second].compactMap({ $0 }) {
        values.withUnsafeBufferPointer { values in
          for row in 0..<height {
            let line = values.baseAddress! + row * width
            for column in 0..<width { columns[column] += line[column] }
            rowSums[row] += Self.sum(line, width)
          }
        }
      }
    }
    let total = rowSums.reduce(0, +)
    rows = total > 0 ? rowSums.map { $0 / total } : rowSums
    columns = columnSums.map { factor * $0 }
  }

  /// Eight sums side by side, added up in a fixed order: a loop over one could not be vectorised.
  private static func sum(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
    var sums = SIMD8<Float>.zero
    let whole = count & ~7
    for index in Swift.stride(from: 0, to: whole, by: 8) {
      sums += UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Float>.self)
    }
    for index in whole..<count { sums[0] += values[index] }
    return sums.sum()
  }

  /// What the product form does to the variance of an output: the root mean square over outputs of its relative error for
  /// independent inputs whose squares scatter as much as their mean, √Σ_i (v_ij − r_i c_j)² / c_j.
  func error(_ variances: [Float]) -> Float {
    let width = columns.count
    var sums = [Float](repeating: 0, count: width)
    sums.withUnsafeMutableBufferPointer { sums in
      variances.withUnsafeBufferPointer { variances in
        columns.withUnsafeBufferPointer { columns in
          for row in rows.indices {
            let share = rows[row]
            let line = variances.baseAddress! + row * width
            for column in 0..<width {
              let departure = line[column] - share * columns[column]
              sums[column] += departure * departure
            }
          }
        }
      }
    }
    let errors = zip(sums, columns).map { $1 > 0 ? $0 / ($1 * $1) : 0 }
    return width > 0 ? (errors.reduce(0, +) / Float(width)).squareRoot() : 0
  }

  /// The variances of the outputs of one sample with these inputs, [rows], beside those at rest: [columns].
  func fill(inputs: UnsafePointer<Float>, atRest: [Float], into variances: UnsafeMutablePointer<Float>) {
    var sums = SIMD8<Float>.zero  // as in sum(_:_:)
    rows.withUnsafeBufferPointer { rows in
      let whole = rows.count & ~7
      for row in Swift.stride(from: 0, to: whole, by: 8) {
        let x = UnsafeRawPointer(inputs + row).loadUnaligned(as: SIMD8<Float>.self)
        let weight = UnsafeRawPointer(rows.baseAddress! + row).loadUnaligned(as: SIMD8<Float>.self)
        sums += x * x * weight
      }
      for row in whole..<rows.count { sums[0] += inputs[row] * inputs[row] * rows[row] }
    }
    let square = sums.sum()
    columns.withUnsafeBufferPointer { columns in
      atRest.withUnsafeBufferPointer { atRest in
        for column in columns.indices { variances[column] = atRest[column] + square * columns[column] }
      }
    }
  }
}
