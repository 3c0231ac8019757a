import DeviceModels
import Foundation
import Randomness
import Testing

/// Few pulses a cell: most get none, and each that gets one gets it exactly.
@Suite struct FewPulsesTests {
  /// Steps of 0.001 without noise or spread, so that pulses can be counted.
  static let counter = PulseModel(
    window: PulseWindow(weightMinimum: -1, weightMaximum: 1, lowest: 0), law: .constant, step: 0.002)
  static let step: Float = 0.001

  /// Numbers of pulses of cells that all expect the same.
  private func counts(up: Float, down: Float, cells count: Int, seed: UInt64 = 5) -> [Int] {
    var cells = PulsedCells(model: Self.counter, count: count, identity: StreamKey(seed: 1))
    cells.set([Float](repeating: 0.5, count: count))
    let ups = [Float](repeating: up, count: count)
    let downs = [Float](repeating: down, count: count)
    cells.pulse(up: ups.span, down: downs.span, key: StreamKey(seed: seed), step: 0)
    let step = cells.upStep(of: 0, at: 0.5)
    return cells.g.map { Int((($0 - 0.5) / step).rounded()) }
  }

  /// Poisson numbers of small and smallest means: mean, variance and the share of untouched cells, within five standard
  /// errors of 2,000,003 cells; from 20,000 pulses on a mean 5 % off is rejected.
  @Test(arguments: [Float(1e-5), 1e-4, 0.002, 0.01, 0.1, 0.3, 1, 3])
  func numbersArePoisson(mean: Float) {
    let n = 2_000_003
    let counts = counts(up: mean, down: 0, cells: n)
    let lambda = Double(mean)
    let total = Double(counts.reduce(0, +))
    #expect(abs(total - lambda * Double(n)) < 5 * (lambda * Double(n)).squareRoot(), "\(total) pulses")
    let none = Double(counts.count { $0 == 0 })
    let share = exp(-lambda)
    #expect(abs(none - share * Double(n)) < 5 * (share * (1 - share) * Double(n)).squareRoot() + 1e-5 * Double(n))
    let squares = counts.reduce(0.0) { $0 + (Double($1) - lambda) * (Double($1) - lambda) } / Double(n)
    // The variance of (k − λ)² is λ + 2λ².
    #expect(abs(squares - lambda) < 5 * ((lambda + 2 * lambda * lambda) / Double(n)).squareRoot())
    if lambda * Double(n) >= 20_000 {
      #expect(abs(total - 1.05 * lambda * Double(n)) > 5 * (1.05 * lambda * Double(n)).squareRoot())
    }
  }

  /// Means that differ from cell to cell, over eight decades.
  @Test func everyCellHasItsOwnMean() {
    let n = 1 << 20
    var cells = PulsedCells(model: Self.counter, count: n, identity: StreamKey(seed: 1))
    cells.set([Float](repeating: 0.5, count: n))
    let means = (0..<n).map { Float(pow(10, Double($0 % 9) - 7.5)) }
    let none = [Float](repeating: 0, count: n)
    cells.pulse(up: none.span, down: means.span, key: StreamKey(seed: 8), step: 1)
    let step = cells.downStep(of: 0, at: 0.5)
    for decade in 0..<9 {
      let own = stride(from: decade, to: n, by: 9)
      let total = own.reduce(0.0) { $0 + Double(((0.5 - cells.g[$1]) / step).rounded()) }
      let expected = own.reduce(0.0) { $0 + Double(means[$1]) }
      #expect(abs(total - expected) < 5 * expected.squareRoot() + 5, "decade \(decade): \(total) for \(expected)")
    }
  }

  /// The direction of a single pulse comes out of the same random number as its being there, and is independent of it.
  @Test(arguments: [(Float(0.02), Float(0.01)), (0.3, 0.1), (0.5, 1.5)])
  func directionsHaveTheirShares(up: Float, down: Float) {
    let n = 1_000_000
    let counts = counts(up: up, down: down, cells: n)
    let net = Double(counts.reduce(0, +)) / Double(n)
    let error = (Double(up + down) / Double(n)).squareRoot()
    #expect(abs(net - Double(up - down)) < 5 * error)
    let variance = counts.reduce(0.0) { $0 + (Double($1) - net) * (Double($1) - net) } / Double(n)
    #expect(abs(variance / Double(up + down) - 1) < 5 * (1 / Double(up + down) + 2).squareRoot() / 1000)
    // Difference of two Poisson numbers, by its probability of +1: e^{−(a+b)} √(a/b) I₁(2√(ab)).
    let (a, b) = (Double(up), Double(down))
    let bessel = (0..<30).reduce(0.0) { sum, k in
      sum + pow(a, Double(k) + 1) * pow(b, Double(k)) / (tgamma(Double(k) + 1) * tgamma(Double(k) + 2))
    }
    let one = exp(-a - b) * bessel
    let seen = Double(counts.count { $0 == 1 }) / Double(n)
    #expect(abs(seen - one) < 5 * (one * (1 - one) / Double(n)).squareRoot(), "\(seen) for \(one)")
  }

  /// Known numbers of pulses in both directions against pulses one after the other: 20,000 cells, p = 1e-6.
  @Test(arguments: [("ecram", 2, 1), ("gong2018", 3, 3), ("om2022", 1, 0), ("power", 0, 4), ("jo2010", 5, 2)])
  func touchedCellsFollowThePlainPath(name: String, up: Int, down: Int) throws {
    let model = try #require(PulseFixtures.all.first { $0.name == name }?.model)
    let count = AggregationTests.count
    let start = [Float](repeating: 0.5, count: 2 * count)
    var cells = PulsedCells(model: model, count: 2 * count, identity: StreamKey(seed: 1))
    var plain = PulsedCells(model: model, count: count, identity: StreamKey(seed: 1))
    cells.set(start)
    plain.set(Array(start.prefix(count)))
    // Every second cell.
    let places = (0..<count).map { UInt32(2 * $0) }
    let ups = [Float](repeating: Float(up), count: count)
    let downs = [Float](repeating: Float(down), count: count)
    cells.withEvent(key: StreamKey(seed: 5), step: 0) { event in
      places.withUnsafeBufferPointer { places in
        ups.withUnsafeBufferPointer { ups in
          downs.withUnsafeBufferPointer { downs in
            event.apply(
              0..<2 * count, touched: places.baseAddress!, number: count, up: ups.baseAddress!,
              down: downs.baseAddress!)
          }
        }
      }
    }
    plain.pulseOneByOne(
      up: [Int](repeating: up, count: count), down: [Int](repeating: down, count: count), key: StreamKey(seed: 6))
    for cell in stride(from: 1, to: 2 * count, by: 2) where cells.g[cell] != start[cell] {
      Issue.record("cell \(cell) was not to be touched")
      return
    }
    let touched = stride(from: 0, to: 2 * count, by: 2).map { cells.g[$0] }
    let distance = PulseSample(fast: touched, plain: plain.g).distance()
    #expect(distance < AggregationTests.critical, "KS \(distance)")
  }

  /// Ranges of an array may be handled in any order.
  @Test(arguments: [PulseFixtures.om2022Array, PulseFixtures.gong2018])
  func rangesDoNotDependOnTheirOrder(model: PulseModel) {
    let count = 5_000
    let up = StreamKey(seed: 8).uniforms(count).map { 20 * $0 * $0 * $0 * $0 }
    let down = StreamKey(seed: 9).uniforms(count).map { 20 * $0 * $0 * $0 * $0 }
    func ends(_ ranges: [Range<Int>]) -> [Float] {
      var cells = PulsedCells(model: model, count: count, identity: StreamKey(seed: 7))
      cells.withEvent(key: StreamKey(seed: 5), step: 3) { event in
        up.withUnsafeBufferPointer { up in
          down.withUnsafeBufferPointer { down in
            for range in ranges {
              event.apply(range, up: up.baseAddress! + range.lowerBound, down: down.baseAddress! + range.lowerBound)
            }
          }
        }
      }
      return cells.g
    }
    let whole = ends([0..<count])
    #expect(whole == ends([4_096..<5_000, 0..<1_024, 2_048..<4_096, 1_024..<2_048]))
    #expect(ends([0..<1_600, 1_600..<5_000]) == ends([1_600..<5_000, 0..<1_600]))
  }
}
