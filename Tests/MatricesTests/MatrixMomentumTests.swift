import Matrices
import Testing

@Suite struct MatrixMomentumTests {
  /// 300 elements: a whole block and a rest.
  @Test func addsTheMeanAndKeepsIt() {
    var values = Matrix(rows: 3, columns: 100, elements: (0..<300).map { Float($0) })
    var mean = Matrix(rows: 3, columns: 100, elements: (0..<300).map { Float($0 % 7) - 3 })
    let before = mean
    values.add(runningMean: &mean, scaledBy: 0.5, keeping: 0.25)
    let expected: [Float] = (0..<300).map { index in
      let mean = Float(index % 7) - 3
      return 0.25 * Float(index) + 0.5 * mean
    }
    #expect(values.elements == expected)
    #expect(mean == before)
  }

  @Test(arguments: [0, 1, 255, 256, 299]) func setsTinyElementsToZeroAndNoOthers(_ place: Int) {
    for tiny in [Float(1e-31), -1e-31, Float.leastNormalMagnitude / 8, -Float.leastNonzeroMagnitude] {
      var values = Matrix(rows: 1, columns: 300)
      var mean = Matrix(rows: 1, columns: 300, elements: (0..<300).map { $0 % 3 == 0 ? 0 : -1.5e-30 })
      mean.elements[place] = tiny
      var expected = mean
      expected.elements[place] = 0
      values.add(runningMean: &mean, scaledBy: 1, keeping: 1)
      #expect(mean == expected, "\(tiny)")
    }
  }

  @Test func leavesInfinityAndNotANumber() {
    var values = Matrix(rows: 1, columns: 3)
    var mean = Matrix(rows: 1, columns: 3, elements: [.infinity, -.infinity, .nan])
    values.add(runningMean: &mean, scaledBy: 1, keeping: 1)
    #expect(mean.elements[0] == .infinity && mean.elements[1] == -.infinity && mean.elements[2].isNaN)
    #expect(values.elements[0] == .infinity && values.elements[2].isNaN)
  }
}
