import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// The changes that one-pass rules, the pair loss and the recurrent net ask for, against finite differences in Double
/// of what they are said to climb.
@Suite struct LocalGradientTests {
  static let shape = [16, 6, 9]
  static let key = StreamKey(seed: 5)

  static func data() throws -> Examples {
    try Examples(
      images: Matrix(rows: 6, columns: 16, elements: StreamKey(seed: 4).uniforms(96)), labels: [0, 1, 2, 0, 1, 2],
      classes: 3)
  }

  static func training() -> TrainingSettings {
    var training = TrainingSettings(epochs: 1, rate: 0.1)
    training.batchSize = 6
    return training
  }

  static func recording() -> [RecordingLayer] { SampleTask.weights(shape).map { RecordingLayer($0) } }

  /// The sum of a change's terms, each divided by its rows.
  static func requested(_ change: WeightChange) -> [Double] { change.sum.elements.map { Double($0) } }

  /// Central differences of a function of weights.
  static func gradient(_ weights: Matrix, _ value: ([Double]) -> Double) -> [Double] {
    let start = weights.elements.map { Double($0) }
    return start.indices.map { place in
      var (up, down) = (start, start)
      up[place] += 1e-5
      down[place] -= 1e-5
      return (value(up) - value(down)) / 2e-5
    }
  }

  /// max(0, x·W) of one row.
  static func activities(_ row: [Float], _ weights: [Double], units: Int) -> [Double] {
    (0..<units).map { unit in
      max(0, row.indices.reduce(0.0) { $0 + Double(row[$1]) * weights[$1 * units + unit] })
    }
  }

  static func logSoftmax(_ logits: [Double], at label: Int) -> Double {
    logits[label] - logarithm(logits.reduce(0.0) { $0 + exponential($1) })
  }

  static func logSigmoid(_ x: Double) -> Double { -logarithm(1 + exponential(-x)) }

  static func expectSame(_ found: [Double], _ gradient: [Double], _ what: String) throws {
    expectClose(found, gradient, absolute: 4e-6, relative: 2e-5, what)
    #expect(try #require(gradient.map { abs($0) }.max()) > 0.003, "the gradient must not be trivial")
  }

  @Test func classGroups() throws {
    var net = try ClassGroups(layers: Self.recording(), classes: 3, training: Self.training(), key: Self.key)
    _ = net.trainEpoch(try Self.data(), epoch: 1)
    for (index, layer) in net.layers.enumerated() {
      let layer = try #require(layer as? RecordingLayer)
      let change = try #require(layer.changes.first)
      let term = change.terms[0]
      let units = layer.outputs
      let labels = try Self.labels(Self.data(), inOrderOf: Self.key)
      let gradient = Self.gradient(SampleTask.weights(Self.shape)[index]) { weights in
        (0..<6).reduce(0.0) { total, row in
          let y = Self.activities(term.inputs.row(row), weights, units: units)
          let logits = (0..<3).map { group in
            (0..<units).filter { $0 * 3 / units == group }.reduce(0.0) { $0 + y[$1] * y[$1] } / Double(units / 3)
          }
          return total + Self.logSoftmax(logits, at: labels[row]) / 6
        }
      }
      // The factor 2/(units of a class) is left to the rate.
      try Self.expectSame(
        Self.requested(change), gradient.map { $0 * Double(units / 3) / 2 }, "layer \(index)")
    }
  }

  /// The labels of the first batch, which holds all examples, in the order in which they were shown.
  static func labels(_ data: Examples, inOrderOf key: StreamKey) throws -> [Int] {
    key.child("order", 1).permutation(data.count).map { data.labels[$0] }
  }

  @Test(arguments: [true, false]) func localClassifiers(_ normalised: Bool) throws {
    var net = try LocalLoss(
      layers: Self.recording(), classes: 3,
      settings: LocalLoss.Settings(training: Self.training(), readsNormalised: normalised), key: Self.key)
    let classifiers = net.classifiers
    let labels = try Self.labels(Self.data(), inOrderOf: Self.key)
    _ = net.trainEpoch(try Self.data(), epoch: 1)
    for (index, layer) in net.layers.enumerated() {
      let layer = try #require(layer as? RecordingLayer)
      let change = try #require(layer.changes.first)
      let units = layer.outputs
      let gradient = Self.gradient(SampleTask.weights(Self.shape)[index]) { weights in
        (0..<6).reduce(0.0) { total, row in
          var y = Self.activities(change.terms[0].inputs.row(row), weights, units: units)
          if normalised {
            let length = (y.reduce(0.0) { $0 + $1 * $1 } / Double(units)).squareRoot()
            y = y.map { $0 / length }
          }
          let logits = (0..<3).map { column in
            (0..<units).reduce(0.0) { $0 + y[$1] * Double(classifiers[index].weights[$1, column]) }
          }
          return total + Self.logSoftmax(logits, at: labels[row]) / 6
        }
      }
      try Self.expectSame(Self.requested(change), gradient, "layer \(index)")
    }
  }

  @Test func pairLoss() throws {
    var settings = ForwardForwardSettings(epochs: 1)
    settings.loss = .pair
    settings.goodness = .meanOfSquares
    settings.steepness = 3
    settings.negatives = .randomLabel
    settings.peerNormalisation = 0
    settings.batchSize = 6
    var net = try ForwardForward(layers: Self.recording(), classes: 3, settings: settings, key: Self.key)
    _ = net.trainEpoch(try Self.data(), epoch: 1)
    for (index, layer) in net.layers.enumerated() {
      let layer = try #require(layer as? RecordingLayer)
      let change = try #require(layer.changes.first)
      let units = layer.outputs
      let gradient = Self.gradient(SampleTask.weights(Self.shape)[index]) { weights in
        (0..<6).reduce(0.0) { total, row in
          let goodness = change.terms.map { term in
            Self.activities(term.inputs.row(row), weights, units: units).reduce(0.0) { $0 + $1 * $1 } / Double(units)
          }
          return total + Self.logSigmoid(3 * (goodness[0] - goodness[1])) / 6
        }
      }
      try Self.expectSame(
        Self.requested(change), gradient.map { $0 * Double(units) / 6 }, "layer \(index)")
    }
  }

  /// The mean log likelihood over all steps, as a function of one layer's weights in the step at hand: the states of
  /// the step before stand still, as the rule is local in time.
  @Test(arguments: RecurrentForwardForward.Frames.allCases)
  func recurrentNet(_ frames: RecurrentForwardForward.Frames) throws {
    let shapes = [(16, 6), (6, 9), (9, 6), (3, 9)]
    let weights = shapes.enumerated().map { index, shape in
      SampleTask.weights([shape.0, shape.1], seed: 30 + UInt64(index))[0]
    }
    var settings = RecurrentForwardForward.Settings(training: Self.training())
    settings.peerNormalisation = 0
    settings.threshold = 0.4
    settings.steepness = 0.3
    settings.frames = frames
    var net = try RecurrentForwardForward(
      layers: weights.map { RecordingLayer($0) }, classes: 3, settings: settings, key: Self.key)
    let data = try Self.data()
    _ = net.trainEpoch(data, epoch: 1)
    let layers = try net.layers.map { try #require($0 as? RecordingLayer) }
    let changes = try layers.map { try #require($0.changes.first) }
    // What was sent in: the image into W₀, the labels (right and wrong) into the last U.
    let images = [changes[0].terms[0].inputs, changes[0].terms[1].inputs]
    let labels = [changes[3].terms[0].inputs, changes[3].terms[1].inputs]
    #expect(images[0] == images[1] && labels[0] != labels[1])
    let units = [6, 9]
    /// The image of a row at a step: the same at all steps, or frame after frame.
    func image(_ sign: Int, _ row: Int, _ step: Int) -> [Double] {
      images[sign].row(frames == .moving ? 6 * step + row : row).map { Double($0) }
    }
    #expect(images[0].rows == (frames == .moving ? 30 : 6))
    if frames == .moving { #expect(image(0, 0, 0) != image(0, 0, 1)) }

    func normalised(_ y: [Double]) -> [Double] {
      let length = (y.reduce(0.0) { $0 + $1 * $1 } / Double(y.count)).squareRoot()
      return length > 0 ? y.map { $0 / length } : y
    }
    func product(_ x: [Double], _ w: [Double], _ units: Int) -> [Double] {
      (0..<units).map { unit in x.indices.reduce(0.0) { $0 + x[$1] * w[$1 * units + unit] } }
    }
    let plain = weights.map { $0.elements.map { Double($0) } }
    /// y of both layers after one step.
    func step(_ y: [[Double]], image: [Double], label: [Double], _ w: [[Double]]) -> [[Double]] {
      let hat = y.map(normalised)
      let lower = zip(product(image, w[0], 6), product(hat[1], w[2], 6)).map { $0 + $1 }
      let upper = zip(product(hat[0], w[1], 9), product(label, w[3], 9)).map { $0 + $1 }
      return zip(y, [lower, upper]).map { old, drive in zip(old, drive).map { 0.3 * $0 + 0.7 * max(0, $1) } }
    }
    func likelihood(_ changed: [[Double]], layer: Int) -> Double {
      var total = 0.0
      for sign in 0..<2 {
        for row in 0..<6 {
          let label = labels[sign].row(row).map { Double($0) }
          var y = units.map { [Double](repeating: 0, count: $0) }
          for number in 0..<5 {
            let image = image(sign, row, number)
            let goodness = step(y, image: image, label: label, changed)[layer].reduce(0.0) { $0 + $1 * $1 }
            let distance = 0.3 * (goodness - 0.4 * Double(units[layer]))
            total += Self.logSigmoid(sign == 0 ? distance : -distance) / 6 / 5
            y = step(y, image: image, label: label, plain)
          }
        }
      }
      return total
    }
    for index in layers.indices {
      let gradient = Self.gradient(weights[index]) { moved in
        var changed = plain
        changed[index] = moved
        return likelihood(changed, layer: index % 2)
      }
      // d log P = s(1 − P)·2y·(1 − damping): the constant is left to the rate.
      try Self.expectSame(
        Self.requested(changes[index]), gradient.map { $0 / (0.3 * 2 * 0.7) }, "array \(index)")
    }
  }
}
