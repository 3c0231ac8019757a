import Experiments
import Foundation
import Learning
import Matrices
import Randomness
import Reports
import Substrate
import TestSupport
import Testing

/// What is kept and drawn of a net's layers.
@Suite struct NetFiguresTests {
  private func learner(_ weights: [Matrix]) throws -> ClassGroups {
    try ClassGroups(
      layers: weights.map { DigitalLayer(weights: $0) }, classes: 2, training: TrainingSettings(epochs: 1, rate: 0.1),
      key: StreamKey(seed: 1))
  }

  @Test func fieldsAreTheWeights() throws {
    // Six pixels (2 × 3), then two inputs of a label; unit u has the weight 10 · u + pixel.
    let weights = Matrix(rows: 8, columns: 4, elements: (0..<32).map { Float(10 * ($0 % 4) + $0 / 4) })
    let net = try learner([weights])
    let fields = try #require(ReceptiveFields(net, image: ImageShape(height: 2, width: 3), count: 2))
    #expect(fields.units == [0, 2] && fields.height == 2 && fields.width == 3)
    #expect(fields.weights == [[0, 1, 2, 3, 4, 5], [20, 21, 22, 23, 24, 25]])
    #expect(ReceptiveFields(net, image: nil) == nil)
    let read = try #require(ReceptiveFields(fields.data))
    #expect(read.units == fields.units)
    for (row, kept) in zip(fields.weights, read.weights) {
      // Half a level of fourteen.
      for (value, level) in zip(row, kept) { #expect(abs(value - level) <= (row.last ?? 0) / 14 * 1.0001) }
    }
    #expect(ReceptiveFields(fields.data.dropLast()) == nil && ReceptiveFields(Data([1, 2, 3])) == nil)
  }

  @Test func coloursAreAveragedAndArraysTakenInTurn() throws {
    let one = Matrix(rows: 8, columns: 2, elements: (0..<16).map(Float.init))
    let net = try learner([one])
    // Two colours of 2 × 2 pixels.
    let coloured = try #require(ReceptiveFields(net, image: ImageShape(height: 2, width: 2, channels: 2)))
    #expect(coloured.weights[0] == [4, 6, 8, 10])
    // Fields of 2 × 2 pixels in an image of 4 × 4 with two colours.
    let local = try #require(ReceptiveFields(net, image: ImageShape(height: 4, width: 4, channels: 2)))
    #expect(local.height == 2 && local.weights == coloured.weights)
    #expect(ReceptiveFields(net, image: ImageShape(height: 7, width: 7)) == nil, "8 inputs are no square")
  }

  @Test func figuresAreDrawnEachToItsFile() throws {
    let sample = GoodnessSample(layer: 0, positive: [3, 4, 5, 6], negative: [1, 2, 2, 3])
    let figures = NetFigures(
      goodness: [sample.histogram(bins: 4)],
      byClass: [sample.histograms(bins: 4, labels: [0, 1, 0, 1], classes: 2)],
      fields: ReceptiveFields(
        try learner([Matrix(rows: 6, columns: 2, elements: (0..<12).map { Float($0) - 6 })]),
        image: ImageShape(height: 2, width: 3)))
    let scratch = try ScratchDirectory()
    let names = try figures.draw(to: scratch.url.path)
    #expect(names == ["goodness-layer1", "goodness-classes-layer1", "receptive-fields"])
    for name in names {
      for ending in ["svg", "png", "csv"] {
        let file = scratch.url.appendingPathComponent("\(name).\(ending)")
        #expect(try Data(contentsOf: file).count > 100, "\(file.path)")
      }
    }
    let numbers = try String(contentsOf: scratch.url.appendingPathComponent("receptive-fields.csv"), encoding: .utf8)
    #expect(numbers.split(separator: "\n").count == 5, "two units of two rows, and the heading")
  }

  @Test func sheetsMustFit() {
    #expect(throws: ReportError.self) {
      try ImageSheet(images: [[1, 2, 3]], height: 2, width: 2, names: ["a"]).drawing(named: "sheet")
    }
    #expect(throws: ReportError.nothingToDraw(figure: "sheet")) {
      try ImageSheet(images: [], height: 2, width: 2, names: []).drawing(named: "sheet")
    }
  }
}
