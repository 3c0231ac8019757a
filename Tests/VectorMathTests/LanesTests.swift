import Randomness
import Testing
import VectorMath

/// Work on eight lanes against the same work on one number at a time.
@Suite struct LanesTests {
  @Test func extremes() {
    let a = SIMD8<Float>(1, -1, .nan, 0, 5, -5, .infinity, -.infinity)
    let b = SIMD8<Float>(2, -2, 3, 0, 4, -4, 1, 1)
    #expect(minimum(a, b) == SIMD8(1, -2, 3, 0, 4, -5, 1, -.infinity))
    #expect(maximum(a, b) == SIMD8(2, -1, 3, 0, 5, -4, .infinity, 1))
  }

  @Test func roundingGoesToEvenAtTies() {
    let x = SIMD8<Float>(0.5, 1.5, 2.5, -0.5, -1.5, 0.49, -2.51, 4_000_000.5)
    for lane in 0..<8 { #expect(roundedToEven(x)[lane] == x[lane].rounded(.toNearestOrEven)) }
  }

  @Test func holdingKeepsNaN() {
    let x = SIMD8<Float>(-3, -1, 0, 1, 3, .infinity, -.infinity, .nan)
    let y = held(x, lanes(-1), lanes(Float(2)))
    for lane in 0..<7 { #expect(y[lane] == min(max(x[lane], -1), 2)) }
    #expect(y[7].isNaN)
  }

  /// Saturated means further than half a step beyond what was held.
  @Test func excessIsCountedBeyondHalfAStep() {
    var count = SIMD8<UInt32>.zero
    let wanted = SIMD8<Float>(7, 7.4, 7.6, 8, -8, -8.6, -9, 0)
    for _ in 0..<3 { countExcess(&count, wanted, held(wanted, lanes(-8), lanes(Float(7)))) }
    #expect(count == SIMD8(0, 0, 3, 3, 0, 3, 3, 0) && total(count) == 12)
  }

  /// Every length has every element once, the padding of the last eight leaves no trace.
  @Test(arguments: [0, 1, 7, 8, 9, 16, 23, 1_001])
  func mapsHaveTheArraysLength(count: Int) {
    let (a, b, c) = (
      StreamKey(seed: 1).uniforms(count), StreamKey(seed: 2).uniforms(count), StreamKey(seed: 3).uniforms(count)
    )
    #expect(mapEight(a) { $0 + lanes(Float(1)) } == a.map { $0 + 1 })
    #expect(mapEight(a, b) { $0 * $1 } == zip(a, b).map { $0 * $1 })
    #expect(mapEight(a, b, c) { $0 * $1 - $2 } == (0..<count).map { a[$0] * b[$0] - c[$0] })
  }

  @Test(arguments: [1, 7, 8, 9, 500])
  func rowKernelsAgreeWithPlainLoops(count: Int) {
    let left = StreamKey(seed: 4).normals(count)
    let right = StreamKey(seed: 5).normals(count)
    let exact = zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(Double(RowKernel.dot(left, right, count: count)) - exact) < 1e-4)
    let sum = left.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(Double(RowKernel.sumOfSquares(left, count: count)) - sum) < 1e-4 * sum)
    var row = left
    let squares = RowKernel.rectify(&row, bias: right, count: count)
    #expect(row == zip(left, right).map { max(0, $0 + $1) })
    #expect(abs(squares - row.reduce(0) { $0 + $1 * $1 }) <= 1e-4 * max(squares, 1))
    RowKernel.scale(&row, by: RowKernel.normalisation(sumOfSquares: squares, count: count), count: count)
    let size = (row.reduce(0) { $0 + $1 * $1 } / Float(count)).squareRoot()
    #expect(squares == 0 ? size == 0 : abs(size - 1) < 1e-5)
    var sums = left
    RowKernel.accumulate(right, into: &sums, count: count)
    #expect(sums == zip(left, right).map { $0 + $1 })
  }
}
