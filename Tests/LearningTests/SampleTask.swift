import Learning
import Matrices
import Randomness
import Substrate

/// Small tasks and nets for the tests.
enum SampleTask {
  /// Images of ten classes: a random prototype of each (a third of its pixels lit), every pixel of a sample flipped
  /// with probability `flips`. 144 pixels, so that hybrid masks have a square.
  static func prototypes(_ count: Int, flips: Float = 0.1, seed: UInt64 = 1, part: Int = 0) throws -> Examples {
    let key = StreamKey(seed: seed)
    let pixels = 144
    let lit = key.child("prototypes").uniforms(10 * pixels).map { $0 < 1 / 3 }
    let flipped = key.child("flips", part).uniforms(count * pixels)
    var images = Matrix(rows: count, columns: pixels)
    let labels = (0..<count).map { $0 % 10 }
    for index in images.elements.indices {
      let on = lit[labels[index / pixels] * pixels + index % pixels] != (flipped[index] < flips)
      images.elements[index] = on ? 1 : 0
    }
    return try Examples(images: images, labels: labels)
  }

  /// Images without any rule: independent uniform pixels and arbitrary labels, to be learned by heart.
  static func arbitrary(_ count: Int) throws -> Examples {
    let key = StreamKey(seed: 2)
    let images = Matrix(rows: count, columns: 144, elements: key.child("pixels").uniforms(count * 144))
    return try Examples(images: images, labels: key.child("labels").uniforms(count).map { Int($0 * 10) })
  }

  /// Weights of a net of the given shape.
  static func weights(_ shape: [Int], gain: Float = 1, seed: UInt64 = 3) -> [Matrix] {
    InitialWeights.normal(shape: shape, gain: gain, key: StreamKey(seed: seed))
  }

  /// Digital layers of the given shape.
  static func layers(_ shape: [Int], gain: Float = 1, seed: UInt64 = 3) -> [DigitalLayer] {
    weights(shape, gain: gain, seed: seed).map { DigitalLayer(weights: $0) }
  }
}
