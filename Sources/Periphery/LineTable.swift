/// The coefficients of every line as the kernels read them: for each eight lines six vectors one after the other, so
/// that a pass over a row reads them in order.
///
/// Lines are padded to a multiple of 16 with coefficients of zero.
struct LineTable: Sendable {
  /// Vectors for each eight lines: gain, offset, two of the bow, and two of what the digital side does.
  static let fields = 6
  private(set) var vectors: [SIMD8<Float>]
  let lines: Int

  init(lines: Int) {
    self.lines = lines
    vectors = [SIMD8<Float>](repeating: .zero, count: (lines + 15) / 16 * 2 * Self.fields)
  }

  /// Sets one coefficient of every line.
  mutating func set(_ field: Int, _ value: (_ line: Int) -> Double) {
    for line in 0..<lines { vectors[line / 8 * Self.fields + field][line % 8] = Float(value(line)) }
  }
}
