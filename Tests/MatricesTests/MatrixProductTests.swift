import Matrices
import Testing

@Suite struct MatrixProductTests {
  let left = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
  let right = Matrix(rows: 3, columns: 2, elements: [7, 8, 9, 10, 11, 12])

  @Test func multipliesAsByHand() {
    #expect(product(left, right).elements == [58, 64, 139, 154])
  }

  @Test func transposesEitherFactor() {
    #expect(product(left.transposed, right, transposeLeft: true) == product(left, right))
    #expect(product(left, right.transposed, transposeRight: true) == product(left, right))
  }

  @Test func addsToWhatIsThere() {
    var result = Matrix(rows: 2, columns: 2, elements: [1, 1, 1, 1])
    multiply(left, right, alpha: 2, beta: 3, into: &result)
    #expect(result.elements == [119, 131, 281, 311])
  }

  @Test func gathersAndStacksRows() {
    #expect(right.rows(at: [2, 0]).elements == [11, 12, 7, 8])
    #expect(right.rows(1..<3).stacked(on: right.rows(0..<1)).elements == [9, 10, 11, 12, 7, 8])
    #expect(left.transposed.elements == [1, 4, 2, 5, 3, 6])
  }
}
