import Crossbar
import DeviceModels
import Matrices
import Periphery
import TestSupport
import Testing
import Units

/// Telegraph noise within a batch.
@Suite struct TelegraphBatchTests {
  private func layer(threads: Int = 1) throws -> CrossbarLayer {
    var layer = try chip(try card("rram-milo2021"), .perfect) {
      $0.telegraphNoise = true
      $0.mapping = .differentialPair
      $0.time.readPeriod = .every(Seconds(1e-4))
      $0.threads = threads
    }.layer(0, inputs: 30, outputs: 40, weightRange: 1, inSitu: false)
    layer.set(
      cells: Matrix(rows: 30, columns: 40, repeating: 0.4), reference: Matrix(rows: 30, columns: 40, repeating: 0.3))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  /// One batch of 2,000 reads in 0.2 s: outputs step where traps change, every 400 reads at most, and each stretch is what
  /// a chip reads whose clock shows that time.
  @Test func stepsWithinABatch() throws {
    var whole = try layer()
    let start = whole.age
    let inputs = Matrix(rows: 2000, columns: 30, repeating: 0.7)
    let outputs = whole.measure(inputs)
    var changed = 0
    for stretch in 0..<5 {
      for read in [0, 399] {
        var other = try layer()
        other.age = start + Seconds(0.04 * Double(stretch))
        // At its place among the 50 reads of a block: OpenBLAS's kernels may round other places differently.
        let expected = other.measurePart(inputs.rows(0..<1), firstSample: read % 50).row(0)
        #expect(outputs.row(stretch * 400 + read) == expected)
      }
      if stretch > 0, outputs.row(stretch * 400) != outputs.row(stretch * 400 - 1) { changed += 1 }
    }
    // 700 cells with a trap of 1 us to 10 s each: some change in every 0.04 s.
    #expect(changed == 4)
    var parallel = try layer(threads: 3)
    #expect(parallel.measure(inputs) == outputs)
    var parts = try layer()
    let split = [0..<501, 501..<2000].flatMap {
      parts.measurePart(inputs.rows($0), firstSample: $0.lowerBound).elements
    }
    #expect(split == outputs.elements)
  }
}
