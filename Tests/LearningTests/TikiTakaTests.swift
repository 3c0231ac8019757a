import Foundation
import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// Tiki-Taka against its published rules in NumPy (`Reference/tiki_taka.py`), on perfect arrays.
struct TikiTakaTests {
  private static func weights(kind: TikiTaka.Kind, period: Int) throws -> [Float] {
    let pixels = (0..<24).map { (place: Int) -> Float in
      let code: Int = (place / 4 * 7 + place % 4 * 3) % 5
      return Float(code) / 4 + 0.1
    }
    let images = Matrix(rows: 6, columns: 4, elements: pixels)
    let data = try Examples(images: images, labels: (0..<6).map { $0 % 3 }, classes: 3)
    let first = (0..<12).map { (place: Int) -> Float in
      let code: Int = (place / 3 * 2 + place % 3 * 5) % 7
      return (Float(code) - 3) / 10
    }
    let start = Matrix(rows: 4, columns: 3, elements: first)
    var rule = TikiTaka.Rule(kind)
    (rule.period, rule.chopping) = (period, 1)
    var settings = BackpropSettings(epochs: 40)
    (settings.batchSize, settings.rate) = (6, 0.05)
    var learner = try TikiTaka(
      layers: [DigitalLayer(weights: start), DigitalLayer(weights: Matrix(rows: 4, columns: 3))], rule: rule,
      settings: settings, key: StreamKey(seed: 1))
    for epoch in 1...40 { _ = learner.trainEpoch(data, epoch: epoch) }
    return (learner.layers[0] as? DigitalLayer)?.weights.elements ?? []
  }

  @Test(arguments: [TikiTaka.Kind.first, .chopped, .dynamic], [1, 3])
  func publishedRule(kind: TikiTaka.Kind, period: Int) throws {
    let url = try #require(
      Bundle.module.url(forResource: "tiki-taka", withExtension: "csv", subdirectory: "Reference"))
    let line = try #require(
      try String(contentsOf: url, encoding: .utf8).split(separator: "\n").first {
        $0.hasPrefix("\(kind.rawValue),\(period),")
      })
    let expected = line.split(separator: ",").dropFirst(2).compactMap { Double($0) }
    #expect(expected.count == 12)
    let found = try Self.weights(kind: kind, period: period).map { Double($0) }
    // Single precision may put one sum on the other side of a pulse's worth, 0.002, for a while.
    expectClose(found, expected, absolute: kind == .first ? 2e-6 : 0.0021)
    if kind != .first { #expect(zip(found, expected).count { abs($0 - $1) < 1e-5 } >= 10) }
  }

  @Test func layersThatCannotDoItAreRefused() throws {
    let layers = [Matrix(rows: 4, columns: 3), Matrix(rows: 4, columns: 3)].map { OpaqueLayer($0) }
    let settings = BackpropSettings(epochs: 1)
    #expect(throws: LearningError.self) {
      _ = try TikiTaka(layers: layers, rule: TikiTaka.Rule(.first), settings: settings, key: StreamKey(seed: 1))
    }
    #expect(throws: LearningError.self) {
      _ = try LossPerturbation(
        layers: [layers[0]], probe: .init(.signs, size: 0.1), settings: settings, key: StreamKey(seed: 1))
    }
    #expect(throws: LearningError.self) {
      _ = try SettlingNet(layers: [layers[0]], teaching: .clamped, settings: settings, key: StreamKey(seed: 1))
    }
    #expect(throws: LearningError.self) {
      _ = try Backprop(layers: [layers[0]], model: .transposed, settings: settings, key: StreamKey(seed: 1))
    }
  }
}
