import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// Equilibrium propagation against the gradient of the settled net's squared error, by finite differences in Double; and
/// signal propagation against its own layers' losses.
struct SettlingGradientTests {
  private static let shape = [6, 5, 3]
  private static let labels = [0, 2, 1, 1]
  private static var images: Matrix { Matrix(rows: 4, columns: 6, elements: StreamKey(seed: 21).uniforms(24)) }
  /// Weights of the second layer are positive, so that no output is at a limit.
  private static func weights() -> [Matrix] {
    var weights = SampleTask.weights(shape, gain: 0.3, seed: 23)
    weights[1].elements = weights[1].elements.map { 0.5 * abs($0) }
    return weights
  }

  /// ½ Σ (target − s)² of the output units of the net that has settled, a mean over images.
  private static func loss(_ weights: [[Double]]) -> Double {
    var total = 0.0
    for (row, label) in labels.enumerated() {
      var x = images.row(row).map { Double($0) }
      let size = (x.reduce(0) { $0 + $1 * $1 } / 6).squareRoot()
      x = x.map { $0 / size }
      var (hidden, output) = ([Double](repeating: 0, count: 5), [Double](repeating: 0, count: 3))
      for _ in 0..<3_000 {
        var drives = [Double](repeating: 0, count: 5)
        var answers = [Double](repeating: 0, count: 3)
        for unit in 0..<5 {
          for input in 0..<6 { drives[unit] += x[input] * weights[0][input * 5 + unit] }
          for answer in 0..<3 {
            drives[unit] += output[answer] * weights[1][unit * 3 + answer]
            answers[answer] += hidden[unit] * weights[1][unit * 3 + answer]
          }
        }
        hidden = zip(hidden, drives).map { $0 + 0.5 * (min(1, max(0, $1)) - $0) }
        output = zip(output, answers).map { $0 + 0.5 * (min(1, max(0, $1)) - $0) }
      }
      for unit in 0..<3 {
        let target = unit == label ? 1.0 : 0
        total += 0.5 * (target - output[unit]) * (target - output[unit]) / Double(labels.count)
      }
    }
    return total
  }

  /// What one batch asks for, layer by layer, flat.
  private static func request(beta: Float, bothSides: Bool) throws -> [Double] {
    var settings = BackpropSettings(epochs: 1)
    (settings.batchSize, settings.rate, settings.momentum) = (4, 1, 0)
    var settling = SettlingNet.Settling()
    (settling.free, settling.taught) = (400, 400)
    var net = try SettlingNet(
      layers: weights().map { RecordingLayer($0) }, teaching: .nudged(beta: beta, bothSides: bothSides),
      settling: settling, settings: settings, key: StreamKey(seed: 24))
    _ = net.trainEpoch(try Examples(images: images, labels: labels, classes: 3), epoch: 1)
    return try net.layers.flatMap { layer -> [Double] in
      let change = try #require((layer as? RecordingLayer)?.changes.first)
      return change.sum.elements.map { Double($0) }
    }
  }

  private static func distance(_ first: [Double], _ second: [Double]) -> Double {
    (zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / second.reduce(0) { $0 + $1 * $1 })
      .squareRoot()
  }

  @Test func smallPullsGiveTheGradient() throws {
    let start = Self.weights().map { $0.elements.map { Double($0) } }
    let gradient = start.indices.flatMap { layer in
      start[layer].indices.map { place in
        func shifted(_ shift: Double) -> Double {
          var moved = start
          moved[layer][place] += shift
          return Self.loss(moved)
        }
        return -(shifted(1e-5) - shifted(-1e-5)) / 2e-5
      }
    }
    #expect(gradient.count { abs($0) > 0.01 } > 10, "the gradient must not be trivial")
    // One-sided: an error of first order in β. Both sides: of second order.
    let oneSided = try [0.1, 0.025].map { Self.distance(try Self.request(beta: $0, bothSides: false), gradient) }
    let bothSided = try [0.2, 0.05].map { Self.distance(try Self.request(beta: $0, bothSides: true), gradient) }
    #expect(oneSided[1] < 0.12 && bothSided[1] < 0.02, "\(oneSided) \(bothSided)")
    #expect(oneSided[0] / oneSided[1] > 2 && oneSided[0] / oneSided[1] < 6, "\(oneSided)")
    #expect(bothSided[0] / bothSided[1] > 7, "\(bothSided)")
    #expect(bothSided[1] < oneSided[0])
  }

  /// Signal propagation's requests are the gradients of its layers' cross-entropies, by finite differences in Double.
  @Test func signalPropagationDescendsEachLayersLoss() throws {
    let (shape, images, labels) = ([6, 14, 12], Self.images, Self.labels)
    let weights = SampleTask.weights(shape, gain: 2, seed: 29)
    let key = StreamKey(seed: 31)
    var training = TrainingSettings(epochs: 1, rate: 0.5)
    (training.batchSize, training.momentum) = (4, 0)
    var net = try SignalPropagation(
      layers: weights.map { RecordingLayer($0) }, classes: 3, training: training, key: key)
    _ = net.trainEpoch(try Examples(images: images, labels: labels, classes: 3), epoch: 1)

    func normalised(_ row: [Double]) -> [Double] {
      let size = (row.reduce(0) { $0 + $1 * $1 } / Double(row.count)).squareRoot()
      return size > 0 ? row.map { $0 / size } : row
    }
    func layer(_ row: [Double], _ weights: [Double]) -> [Double] {
      let units = weights.count / row.count
      return normalised(
        (0..<units).map { unit in max(0, row.indices.reduce(0) { $0 + row[$1] * weights[$1 * units + unit] }) })
    }
    let codes = Matrix(rows: 3, columns: 14, elements: key.child("labels").normals(42).map { max(0, $0) })
    let first = (0..<3).map { normalised(codes.row($0).map { Double($0) }) }
    let inputs = (0..<4).map { normalised(images.row($0).map { Double($0) }) }
    func loss(_ images: [[Double]], _ targets: [[Double]]) -> Double {
      var total = 0.0
      for (image, label) in zip(images, labels) {
        let logits = targets.map { target in
          zip(image, target).reduce(0) { $0 + $1.0 * $1.1 } / Double(image.count).squareRoot()
        }
        total += (logarithm(logits.reduce(0) { $0 + exponential($1) }) - logits[label]) / Double(images.count)
      }
      return total
    }
    let start = weights.map { $0.elements.map { Double($0) } }
    let hidden = inputs.map { layer($0, start[0]) }
    let losses: [([Double]) -> Double] = [
      { moved in loss(inputs.map { layer($0, moved) }, first) },
      { moved in loss(hidden.map { layer($0, moved) }, first.map { layer($0, moved) }) },
    ]
    for (index, box) in net.layers.enumerated() {
      let change = try #require((box as? RecordingLayer)?.changes.first)
      let gradient = start[index].indices.map { place in
        func shifted(_ shift: Double) -> Double {
          var moved = start[index]
          moved[place] += shift
          return losses[index](moved)
        }
        return -(shifted(1e-5) - shifted(-1e-5)) / 2e-5
      }
      expectClose(change.sum.elements.map { Double($0) }, gradient, absolute: 2e-5, relative: 1e-4, "layer \(index)")
      #expect(gradient.contains { abs($0) > 0.02 })
    }
  }
}
