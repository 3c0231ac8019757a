internal import Matrices
internal import Randomness

/// The built-in data set: grey images of handwritten-like digits, drawn from strokes, without any download.
///
/// Every sample takes a digit, one of several ways to write it, and its own slant, rotation, width, size, pen,
/// position, shift of every control point, smooth elastic distortion and grain of the ink. Sample `index` of a part is
/// a pure function of seed, part and index: more samples, other batches or threads change nothing. Only additions,
/// multiplications, divisions and square roots are used, so that the bytes are the same on every machine.
///
/// The outermost ring of pixels holds no ink. Digits are equally probable, not equally many.
public struct Digits: Sendable, Equatable {
  /// Rows and columns of pixels.
  public static let side = 28
  /// Number of classes.
  public static let classes = 10

  /// The part of the set: each is drawn from a stream of its own, so that no image is in two of them.
  public enum Part: String, Sendable, CaseIterable {
    case train, validation, test
  }

  /// The seed that names the set; seed 1 is the one of the documentation.
  public let seed: UInt64

  /// The set of a seed.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// `count` samples of a part, from number `first` on.
  public func samples(_ part: Part, count: Int, from first: Int = 0) -> LabelledImages {
    precondition(count >= 0 && first >= 0, "samples \(first)..<\(first) + \(count)")
    let key = key(part)
    var labels = [Int](repeating: 0, count: count)
    let images = Matrix(rows: count, columns: Self.side * Self.side) { elements in
      elements.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for row in 0..<count {
          labels[row] = Self.draw(
            key.child("sample", first + row), .handwriting, into: base + row * Self.side * Self.side)
        }
      }
    }
    return LabelledImages(
      name: "digits seed \(seed) \(part.rawValue)", images: images, labels: labels, height: Self.side,
      width: Self.side, classes: Self.classes)
  }

  /// Training, validation and test samples of this set.
  public func split(train: Int, validation: Int, test: Int) -> DataSplit {
    DataSplit(
      train: samples(.train, count: train), validation: samples(.validation, count: validation),
      test: samples(.test, count: test))
  }

  /// The digit that the sample of `key` shows.
  static func label(_ key: StreamKey) -> Int { Int(key.uniform(at: 0) * Float(classes)) }

  /// The stream of a part; sample i is drawn from its child `sample`, i.
  func key(_ part: Part) -> StreamKey { StreamKey(seed: seed).child("digits").child(part.rawValue) }

  /// Draws the sample of `key` into 784 pixels; returns its label.
  static func draw(_ key: StreamKey, _ variation: DigitVariation, into pixels: UnsafeMutablePointer<Float>) -> Int {
    let label = label(key)
    let path = PenPath(style(label, key.uniform(at: 1)), variation, key: key, side: Float(side))
    let count = side * side
    pixels.update(repeating: -outside, count: count)
    path.draw(into: pixels, side: side, edge: variation.edge)
    let grain = key.normals(count, step: 4)
    for index in 0..<count {
      let ink = min(1, max(0, 0.5 + pixels[index] / variation.edge)) * (1 + variation.grain * grain[index])
      pixels[index] = Float(Int(min(1, ink) * 255 + 0.5)) / 255
    }
    return label
  }

  /// Deeper outside than any pixel can lie.
  private static let outside: Float = 2 * Float(side)

  /// The style into whose share of the weights `choice` (0…1) falls.
  private static func style(_ digit: Int, _ choice: Float) -> DigitGlyph {
    let styles = DigitGlyph.styles[digit]
    var rest = choice * styles.reduce(0) { $0 + $1.weight }
    for style in styles.dropLast() {
      if rest < style.weight { return style }
      rest -= style.weight
    }
    return styles[styles.count - 1]
  }
}
