/// Element-wise work on one row of activities, eight at a time. Sums run in a fixed order, so that the same numbers
/// give the same bits everywhere.
public enum RowKernel {
  /// row ← max(0, row + bias); returns Σ row².
  @inlinable @inline(__always)
  public static func rectify(_ row: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, count: Int) -> Float {
    let values = UnsafeMutableRawPointer(row)
    let biases = UnsafeRawPointer(bias)
    let zero = SIMD8<Float>.zero
    var sum = zero
    for offset in stride(from: 0, to: count / 8 * 32, by: 32) {
      let input = values.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
      let shifted = input + biases.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
      let output = zero.replacing(with: shifted, where: shifted .> zero)
      values.storeBytes(of: output, toByteOffset: offset, as: SIMD8<Float>.self)
      sum += output * output
    }
    var total = sum.sum()
    for index in count / 8 * 8..<count {
      let shifted = row[index] + bias[index]
      row[index] = shifted > 0 ? shifted : 0
      total += row[index] * row[index]
    }
    return total
  }

  /// row ← max(0, row − mean(row)); returns Σ row².
  @inlinable @inline(__always)
  public static func triangle(_ row: UnsafeMutablePointer<Float>, count: Int) -> Float {
    var total = SIMD8<Float>.zero
    let values = UnsafeMutableRawPointer(row)
    for offset in stride(from: 0, to: count / 8 * 32, by: 32) {
      total += values.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
    }
    var sum = total.sum()
    for index in count / 8 * 8..<count { sum += row[index] }
    let mean = sum / Float(max(1, count))
    for index in 0..<count { row[index] = max(0, row[index] - mean) }
    return sumOfSquares(row, count: count)
  }

  /// Σ row².
  @inlinable @inline(__always)
  public static func sumOfSquares(_ row: UnsafePointer<Float>, count: Int) -> Float { dot(row, row, count: count) }

  /// Σ left · right.
  @inlinable @inline(__always)
  public static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, count: Int) -> Float {
    let lefts = UnsafeRawPointer(left)
    let rights = UnsafeRawPointer(right)
    var sum = SIMD8<Float>.zero
    for offset in stride(from: 0, to: count / 8 * 32, by: 32) {
      sum +=
        lefts.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        * rights.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
    }
    var total = sum.sum()
    for index in count / 8 * 8..<count { total += left[index] * right[index] }
    return total
  }

  /// The largest magnitude of a row, 0 for an empty one; NaN are passed over.
  @inlinable @inline(__always)
  public static func largestMagnitude(_ row: UnsafePointer<Float>, count: Int) -> Float {
    let values = UnsafeRawPointer(row)
    var largest = SIMD8<Float>.zero
    for offset in stride(from: 0, to: count / 8 * 32, by: 32) {
      let value = values.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
      largest = maximum(maximum(value, -value), largest)
    }
    var result = largest.max()
    for index in count / 8 * 8..<count where abs(row[index]) > result { result = abs(row[index]) }
    return result
  }

  /// sums ← sums + row.
  @inlinable @inline(__always)
  public static func accumulate(_ row: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count { sums[index] += row[index] }
  }

  /// row ← factor · row.
  @inlinable @inline(__always)
  public static func scale(_ row: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    for index in 0..<count { row[index] *= factor }
  }

  /// The factor that brings a row to a root mean square of 1: 1 / √(Σ row² / count). A silent row stays silent.
  @inlinable @inline(__always)
  public static func normalisation(sumOfSquares: Float, count: Int) -> Float {
    1 / ((sumOfSquares / Float(count)).squareRoot() + 1e-18)
  }
}
