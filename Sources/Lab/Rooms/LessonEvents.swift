internal import Crossbar
internal import Foundation
internal import Learning
internal import Matrices
internal import Substrate
internal import Units

/// What a page is told of a training.
enum LessonEvents {
  struct Start: Encodable {
    let room: String
    let card: String
    let serial: Int
    let mate: Int?
    let epochs: Int
    let labels: [String]
    let yaml: String
    let images: Int
  }

  struct Metric: Encodable {
    let arm: Int
    let name: String
    let step: Int
    let value: Double
  }

  /// A net after an epoch.
  struct Epoch: Encodable {
    struct Layer: Encodable {
      let threshold: Float?
      let units: Int
      /// Goodness of images with their own labels, and of negative data.
      let positive: [Float]
      let negative: [Float]
      let separation: Double
    }

    let arm: Int
    let epoch: Int
    let layers: [Layer]
    /// First-layer weights of some units less those before training, as signed bytes, base 64, [units × pixels]; what 127
    /// stands for.
    let fields: String
    let fieldUnits: Int
    let fieldScale: Float
  }

  /// What it took so far.
  struct Cost: Encodable {
    let arm: Int
    let stage: String
    let step: Int
    let vectorsRead: Int
    let conversions: Int
    let writePulses: Double
    let programPulses: Double
    let joules: Double
    let chipSeconds: Double
    let weights: Int

    init(arm: Int, stage: String, step: Int, _ learner: any Learner) {
      let tally = learner.tally
      let layers = learner.layers
      self.arm = arm
      self.stage = stage
      self.step = step
      vectorsRead = tally.vectorsRead
      conversions = tally.conversions
      writePulses = tally.writePulses
      programPulses = tally.programPulses
      joules = tally.writeEnergy
      chipSeconds = layers.compactMap { ($0 as? CrossbarLayer)?.clock.value }.max() ?? 0
      weights = layers.reduce(0) { $0 + $1.inputs * $1.outputs }
    }
  }

  struct Done: Encodable {
    let seconds: Double
  }

  struct Failed: Encodable {
    let error: String
  }

  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Units whose weights are shown.
  static let shownUnits = 12

  /// Weights of a net's first layer on its chip; nil where it is on none. Works on a copy.
  static func firstWeights(_ net: ForwardForward) -> Matrix? {
    guard var first = net.layers.first as? CrossbarLayer else { return nil }
    return first.effectiveWeights()
  }

  /// The net's goodness on some images, and what its first layer has learned. Works on a copy.
  /// - Parameter start: the first layer's weights before training.
  static func epoch(arm: Int, _ epoch: Int, _ net: ForwardForward, _ images: Examples, start: Matrix?) -> Epoch {
    var net = net
    let count = min(200, images.count)
    let some = try? Examples(
      images: images.images.rows(0..<count), labels: Array(images.labels[..<count]), classes: images.classes)
    let samples = some.map { net.goodnessSamples($0) } ?? []
    let layers = zip(samples, net.layers).map { sample, layer in
      Epoch.Layer(
        threshold: sample.threshold, units: layer.outputs, positive: sample.positive.map(short),
        negative: sample.negative.map(short), separation: sample.separation)
    }
    var bytes: [UInt8] = []
    var largest: Float = 0
    if var weights = firstWeights(net), let start {
      for index in weights.elements.indices { weights.elements[index] -= start.elements[index] }
      let units = min(shownUnits, weights.columns)
      for unit in 0..<units {
        for row in 0..<weights.rows { largest = max(largest, abs(weights.elements[row * weights.columns + unit])) }
      }
      let scale = largest > 0 ? 127 / largest : 0
      for unit in 0..<units {
        for row in 0..<weights.rows {
          bytes.append(UInt8(bitPattern: Int8(weights.elements[row * weights.columns + unit] * scale)))
        }
      }
    }
    return Epoch(
      arm: arm, epoch: epoch, layers: layers, fields: Data(bytes).base64EncodedString(),
      fieldUnits: min(shownUnits, net.layers.first?.outputs ?? 0), fieldScale: largest)
  }

  /// Four figures are enough for a picture.
  private static func short(_ value: Float) -> Float {
    guard value != 0, value.isFinite else { return value }
    let size = Float(pow(10, 3 - floor(log10(Double(abs(value))))))
    return (value * size).rounded() / size
  }
}
