/// Variances of a tile's cells as the product of a factor a word line and one a bit line: v_ij ≈ r_i c_j with
/// r_i = Σ_j v_ij / Σ v and c_j = Σ_i v_ij, which keeps the sums over every line.
///
/// The variance of an output, Σ_i x_i² v_ij, then costs one number a sample instead of a matrix product. It is exact for
/// equal squared inputs; else cells whose conductance departs from what their lines let expect are weighed wrongly, and
/// the departures average over the word lines: on a 128 × 128 tile of `ecram-tang2018` with trained weights and images for
/// inputs the standard deviation is off by 2 % (root mean square; `SeparableVarianceTests` measures it). It stands for
/// the input-dependent part of thermal and shot noise only, which ``JohnsonShotNoise`` approximates more coarsely
/// already; published read noise keeps its matrix product.
struct SeparableVariance: Sendable, Equatable {
  /// r_i: [rows].
  let rows: [Float]
  /// c_j: [columns].
  let columns: [Float]

  /// The product form of variances proportional to `first` + `second`, both [rows × columns].
  init(_ first: [Float], _ second: [Float], factor: Float, columns width: Int) {
    let height = width > 0 ? first.count / width : 0
    var rowSums = [Float](repeating: 0, count: height)
    var columnSums = [Float](repeating: 0, count: width)
    columnSums.withUnsafeMutableBufferPointer { columns in
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          for row in 0..<height {
            let start = row * width
            var sum: Float = 0
            for column in 0..<width {
              let value = factor * (first[start + column] + second[start + column])
              columns[column] += value
              sum += value
            }
            rowSums[row] = sum
          }
        }
      }
    }
    let total = rowSums.reduce(0, +)
    rows = total > 0 ? rowSums.map { $0 / total } : rowSums
    columns = columnSums
  }

  /// The variances of the outputs of one sample with these inputs, [rows], beside those at rest: [columns].
  func fill(inputs: UnsafePointer<Float>, atRest: [Float], into variances: UnsafeMutablePointer<Float>) {
    // Eight sums side by side, added up in a fixed order: a loop over one could not be vectorised.
    var sums = SIMD8<Float>.zero
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
