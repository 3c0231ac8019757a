import Matrices
import Randomness
import Testing

@testable import Datasets

/// The generated digits: the same for ever, fair in their labels, and inside their frame.
@Suite struct DigitsTests {
  @Test func isTheSameOnEveryMachine() {
    // The bytes that the documentation and stored results refer to. A change here changes the data set.
    let train = "7f7455c7620fe927c588db6b7bc511605d670b023fd32536ecc4c7d98b1a604c"
    let test = "210ad5e2af748955855076eb29c93cb7f624a388c71283c1d0b61b1d6b8cb95a"
    #expect(Digits(seed: 1).samples(.train, count: 1000).checksum == train)
    #expect(Digits(seed: 1).samples(.test, count: 1000).checksum == test)
  }

  @Test func dependsOnSeedPartAndIndexAlone() {
    let whole = Digits(seed: 7).samples(.train, count: 50)
    let tail = Digits(seed: 7).samples(.train, count: 20, from: 30)
    #expect(whole.images.rows(30..<50) == tail.images)
    #expect(Array(whole.labels[30...]) == tail.labels)
    #expect(Digits(seed: 8).samples(.train, count: 50).images != whole.images)
    #expect(Digits(seed: 7).samples(.validation, count: 50).images != whole.images)
    #expect(Digits(seed: 7).samples(.test, count: 50).images != Digits(seed: 7).samples(.validation, count: 50).images)
    #expect(Digits(seed: 7).samples(.train, count: 0).count == 0)
  }

  @Test func hasNoImageTwice() {
    var seen = Set<[Float]>()
    for part in Digits.Part.allCases {
      let set = Digits(seed: 3).samples(part, count: 1000)
      for row in 0..<set.count { seen.insert(set.images.row(row)) }
    }
    #expect(seen.count == 3000)
  }

  /// n = 400,000, one fixed key: χ² of ten equal shares has 9 degrees of freedom; 33.7 is exceeded with p = 1e-4.
  @Test func labelsAreEquallyProbable() {
    let key = Digits(seed: 1).key(.train)
    var counts = [Double](repeating: 0, count: 10)
    for index in 0..<400_000 { counts[Digits.label(key.child("sample", index))] += 1 }
    func chiSquared(_ counts: [Double]) -> Double {
      let expected = counts.reduce(0, +) / 10
      return counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    }
    #expect(chiSquared(counts) < 33.7)
    // The same limit rejects labels of which one is 5 % too frequent.
    for digit in 0..<10 {
      var biased = counts
      biased[digit] *= 1.05
      #expect(chiSquared(biased) > 33.7)
    }
    #expect(Digits(seed: 1).samples(.train, count: 9).labels == (0..<9).map { Digits.label(key.child("sample", $0)) })
  }

  @Test func keepsInkOffTheBorder() {
    let set = Digits(seed: 2).samples(.train, count: 5000)
    for row in 0..<set.count {
      let image = set.images.row(row)
      #expect(image.allSatisfy { $0 >= 0 && $0 <= 1 })
      for index in 0..<28 {
        let border = [image[index], image[27 * 28 + index], image[28 * index], image[28 * index + 27]]
        #expect(border == [0, 0, 0, 0], "image \(row)")
      }
      #expect(image.reduce(0, +) > 10, "image \(row) is empty")
    }
  }

  @Test func everyStyleIsComplete() {
    #expect(DigitGlyph.styles.count == 10)
    for (digit, styles) in DigitGlyph.styles.enumerated() {
      #expect(styles.count >= 2)
      for style in styles {
        #expect(style.digit == digit && style.weight > 0)
        let points = style.strokes.flatMap { $0.flatMap { $0 } }
        #expect(points.count <= 32)
        #expect(points.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
      }
    }
  }

  /// One straight stroke without any variation, whose ink is known: full on its line, half on its edge.
  @Test func drawsAnExactLine() {
    var exact = DigitVariation()
    exact.jitter = 0
    exact.slantMean = 0
    exact.slant = 0
    exact.rotation = 0
    exact.aspectMean = 1
    exact.aspect = 0
    exact.elastic = 0
    exact.size = 0
    exact.sizeMean = 18
    exact.pen = 0
    exact.penMean = 1.5
    exact.pressure = 0
    exact.position = 0
    exact.edge = 2
    let line = DigitGlyph(1, 1, [[[(0.5, 0), (0.5, 1)]]])
    let path = PenPath(line, exact, key: StreamKey(seed: 1), side: 28)
    var depth = [Float](repeating: -99, count: 784)
    depth.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { path.draw(into: base, side: 28, edge: exact.edge) }
    }
    // The line runs at x = 14 from y = 5 to y = 23; pixel (row, column) has its middle at (row + ½, column + ½).
    for (column, expected) in [(13, 1.0), (14, 1.0), (12, 0.0), (15, 0.0), (11, -1.0), (16, -1.0)] {
      #expect(abs(Double(depth[10 * 28 + column]) - expected) < 1e-4)
    }
    #expect(abs(depth[3 * 28 + 13] - (1.5 - (0.25 + 2.25 as Float).squareRoot())) < 1e-4)
    #expect(depth[2 * 28 + 13] < -0.9)
    #expect(depth[28 * 1 + 13] == -99)
  }
}
