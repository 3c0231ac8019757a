import Randomness
import Testing

/// A draw is a pure function of key, step and index; keys of different purposes differ.
@Suite struct StreamKeyTests {
  private let key = StreamKey(seed: 5)

  /// Any split of a range, at any offset, gives the numbers of the whole, bit for bit.
  @Test func drawsDoNotDependOnTheSplit() {
    let normals = key.normals(2000, step: 9)
    let uniforms = key.uniforms(2000, step: 9)
    for (first, count) in [(0, 1), (1, 1), (3, 13), (15, 2), (16, 16), (17, 300), (255, 258), (511, 1000), (1999, 1)] {
      #expect(key.normals(count, from: first, step: 9) == Array(normals[first..<first + count]))
      #expect(key.uniforms(count, from: first, step: 9) == Array(uniforms[first..<first + count]))
    }
    for index in [0, 7, 8, 100, 1999] {
      #expect(key.normal(at: index, step: 9) == normals[index] && key.uniform(at: index, step: 9) == uniforms[index])
    }
    #expect(key.normals(0).isEmpty)
  }

  /// The kernel of fused loops and the bulk fill draw the same numbers.
  @Test func groupsAreSlicesOfTheStream() {
    let normals = key.normals(160, step: 3)
    let uniforms = key.uniforms(160, step: 3)
    let group = DrawGroup(key, step: 3)
    for index in 0..<10 {
      let (low, high) = group.normals(index)
      let (first, second) = group.uniforms(index)
      for lane in 0..<8 {
        #expect(low[lane] == normals[16 * index + lane] && high[lane] == normals[16 * index + 8 + lane])
        #expect(first[lane] == uniforms[16 * index + lane] && second[lane] == uniforms[16 * index + 8 + lane])
      }
    }
  }

  @Test func stepsAndKeysGiveOtherNumbers() {
    let base = key.normals(64)
    #expect(key.normals(64, step: 1) != base)
    #expect(StreamKey(seed: 6).normals(64) != base)
    #expect(key.child("a").normals(64) != base)
    #expect(StreamKey(bits: key.bits).normals(64) == base)
  }

  /// Fifty thousand children of different names, indices and depths, all different; also names that only differ by
  /// where they are cut, and indices that only differ by their place or sign.
  @Test func childrenDiffer() {
    var seen = Set<StreamKey>()
    var count = 0
    func add(_ key: StreamKey) {
      seen.insert(key)
      count += 1
    }
    for name in ["", "a", "b", "ab", "ba", "tile", "cells", "readNoise", "readnoise", "é"] {
      for first in -10..<40 { for second in -10..<40 { add(key.child(name, first, second)) } }
    }
    for seed in UInt64(0)..<20_000 { add(StreamKey(seed: seed)) }
    add(key.child("a").child("b"))
    add(key.child("b").child("a"))
    add(key.child("a").child("a"))
    add(key)
    #expect(seen.count == count - 1, "the seed's own key was added twice, on purpose")
  }

  /// A child does not depend on what else was drawn or named before.
  @Test func childrenArePure() {
    let expected = key.child("chip", 7).child("tile", 2, 3)
    _ = key.child("other").normals(100)
    #expect(key.child("chip", 7).child("tile", 2, 3) == expected)
    #expect(expected.description.count == 32)
  }

  @Test func permutationsArePermutations() {
    for count in [0, 1, 2, 3, 10, 1000] {
      let order = key.permutation(count)
      #expect(order.sorted() == Array(0..<count))
      #expect(key.permutation(count) == order)
    }
    #expect(key.permutation(1000) != key.permutation(1000, step: 1))
    #expect(key.permutation(1000) != Array(0..<1000))
  }

  /// 120,000 permutations of four: each of the 24 orders 5000 times, chi-square within 4.9 deviations of its mean; a
  /// shuffle that swaps with any place (the usual mistake) is rejected.
  @Test func permutationsAreUniform() {
    func chiSquare(_ permutation: (UInt32) -> [Int]) -> Double {
      var counts: [[Int]: Double] = [:]
      for step in UInt32(0)..<120_000 { counts[permutation(step), default: 0] += 1 }
      let missing = Double(24 - counts.count) * 5000
      return missing + counts.values.reduce(0) { $0 + ($1 - 5000) * ($1 - 5000) / 5000 }
    }
    #expect(abs(chiSquare { key.permutation(4, step: $0) } - 23) < 4.9 * 46.0.squareRoot())
    let biased = chiSquare { step in
      var order = [0, 1, 2, 3]
      var words = WordSequence(key, step: step)
      for place in 0..<4 { order.swapAt(place, words.next(below: 4)) }
      return order
    }
    #expect(biased > 1000)
  }

  /// Bounded integers are even for bounds that are no powers of two: 300,000 of each, 4.9 deviations.
  @Test(arguments: [2, 3, 7, 10]) func boundedIntegersAreEven(bound: Int) {
    var words = WordSequence(key.child("bounded", bound))
    var counts = [Double](repeating: 0, count: bound)
    for _ in 0..<300_000 { counts[words.next(below: bound)] += 1 }
    let expected = 300_000 / Double(bound)
    for count in counts {
      #expect(abs(count - expected) < 4.9 * (expected * (1 - 1 / Double(bound))).squareRoot())
    }
  }

  /// A sequence is the words of the stream in order, two words for 64 bits, the lower first.
  @Test func sequencesFollowTheStream() {
    var one = WordSequence(key)
    var two = WordSequence(key)
    for _ in 0..<100 {
      let low = UInt64(one.nextWord())
      #expect(two.next() == low | UInt64(one.nextWord()) << 32)
    }
    var three = WordSequence(key)
    for _ in 0..<1000 {
      let value = three.nextUniform()
      #expect(value > 0 && value < 1)
    }
  }
}
