internal import Matrices
internal import Substrate

/// What word and bit lines are driven with in one parallel update: inputs and signals whose products are expected
/// numbers of pulses, split by sign, since a pulse has a direction.
struct PulseDrive: Sendable {
  /// |inputs|: [trains × inputs].
  let inputs: Matrix
  /// Parts of the signals that raise and that lower the weights: [trains × outputs], both ≥ 0.
  let raising: Matrix
  let lowering: Matrix

  /// - Parameters:
  ///   - terms: what is summed; every example of a term gives a train, or two if its inputs have both signs.
  ///   - pulses: pulses per unit of input × signal, over the number of examples.
  init(_ terms: [WeightChange.Term], pulses: Float) {
    let signed = terms.map { term in term.inputs.elements.contains { $0 < 0 } }
    let trains = zip(terms, signed).reduce(0) { $0 + $1.0.inputs.rows * ($1.1 ? 2 : 1) }
    var inputs = Matrix(rows: trains, columns: terms.first?.inputs.columns ?? 0)
    var raising = Matrix(rows: trains, columns: terms.first?.signals.columns ?? 0)
    var lowering = raising
    var row = 0
    for (term, isSigned) in zip(terms, signed) {
      let factor = pulses / Float(term.inputs.rows)
      let half = term.inputs.rows
      Self.part(term.inputs, 1, into: &inputs, row: row)
      Self.part(term.signals, factor, into: &raising, row: row)
      Self.part(term.signals, -factor, into: &lowering, row: row)
      row += half
      guard isSigned else { continue }
      // A negative input exchanges the directions: its part becomes further trains.
      Self.part(term.inputs, -1, into: &inputs, row: row)
      Self.part(term.signals, -factor, into: &raising, row: row)
      Self.part(term.signals, factor, into: &lowering, row: row)
      row += half
    }
    (self.inputs, self.raising, self.lowering) = (inputs, raising, lowering)
  }

  /// Number of trains.
  var trains: Int { inputs.rows }

  /// max(0, factor · values) into rows of a matrix. Numbers below 10⁻³⁰ become zero: they are no pulses, and products
  /// with subnormal numbers are slow.
  private static func part(_ values: Matrix, _ factor: Float, into target: inout Matrix, row: Int) {
    let start = row * target.columns
    values.elements.withUnsafeBufferPointer { values in
      target.elements.withUnsafeMutableBufferPointer { target in
        for index in values.indices {
          let value = factor * values[index]
          target[start &+ index] = value > 1e-30 ? value : 0
        }
      }
    }
  }

  /// Expected pulses of some of a tile's rows: [rows × columns] each.
  /// - Parameter rows: rows of the tile.
  func expectedPulses(
    _ place: TilePlace, rows: Range<Int>, up: UnsafeMutablePointer<Float>, down: UnsafeMutablePointer<Float>
  ) {
    inputs.elements.withUnsafeBufferPointer { x in
      for (signals, target) in [(raising, up), (lowering, down)] {
        signals.elements.withUnsafeBufferPointer { s in
          gemm(
            m: rows.count, n: place.outputs.count, k: trains,
            a: x.baseAddress! + place.inputs.lowerBound + rows.lowerBound, aTransposed: true, aStride: inputs.columns,
            b: s.baseAddress! + place.outputs.lowerBound, bStride: signals.columns,
            c: target, cStride: place.outputs.count)
        }
      }
    }
  }

  /// Sums of the inputs of some of a tile's rows, train by train.
  func inputSums(_ place: TilePlace, rows: Range<Int>) -> [Double] {
    Self.sums(inputs, place.inputs.lowerBound + rows.lowerBound, rows.count)
  }

  /// Sums of some columns, row by row: in single precision in runs of up to 512, their sums in double.
  static func sums(_ values: Matrix, _ first: Int, _ count: Int) -> [Double] {
    values.elements.withUnsafeBufferPointer { elements in
      (0..<values.rows).map { row in
        let line = UnsafeRawPointer(elements.baseAddress! + row * values.columns + first)
        var total = 0.0
        for start in stride(from: 0, to: count, by: 512) {
          let end = min(start + 512, count)
          var eights = SIMD8<Float>.zero
          var index = start
          while index + 8 <= end {
            eights += line.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
            index += 8
          }
          var rest = eights.sum()
          while index < end {
            rest += line.load(fromByteOffset: 4 * index, as: Float.self)
            index += 1
          }
          total += Double(rest)
        }
        return total
      }
    }
  }
}
