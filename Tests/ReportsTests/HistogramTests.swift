import Reports
import Testing

struct HistogramTests {
  @Test func countsAndEdges() {
    let histogram = Histogram(
      x: Axis("g"), series: [.init("a", values: [0, 0.5, 1, 1.5, 2, .nan]), .init("b", values: [1, 4])], bins: 4)
    let (edges, counts) = histogram.binned()
    #expect(edges == [0, 1, 2, 3, 4])
    // As numpy.histogram: each bin is half open, the last one closed.
    #expect(counts == [[2, 2, 1, 0], [0, 1, 0, 1]])
  }

  @Test func densityIntegratesToOne() throws {
    let values = (0..<1_000).map { Double($0 * 7919 % 1_000) / 37 }
    let numbers = try Histogram(x: Axis("g"), series: [.init("a", values: values)]).drawing(named: "h").numbers
    let area = numbers.rows.reduce(0.0) { sum, row in
      guard case .number(let from, _) = row[1], case .number(let to, _) = row[2], case .number(let density, _) = row[4]
      else { return .nan }
      return sum + (to - from) * density
    }
    #expect(abs(area - 1) < 1e-12)
  }

  @Test func rangeOfTheAxisLimitsTheBins() {
    let histogram = Histogram(x: Axis("g", range: 0...2), series: [.init("a", values: [-1, 0, 1, 2, 3])], bins: 2)
    #expect(histogram.binned().counts == [[1, 2]])
  }

  @Test func oneValueHasABin() {
    let (edges, counts) = Histogram(x: Axis("g"), series: [.init("a", values: [3, 3])]).binned()
    #expect(edges.first == 2.5 && edges.last == 3.5)
    #expect(counts[0].reduce(0, +) == 2)
  }
}
