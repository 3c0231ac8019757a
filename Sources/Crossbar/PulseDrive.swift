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
  /// Sums of |inputs|, train by train.
  let lineSums: [Double]

  /// - Parameters:
  ///   - terms: what is summed; every example of a term gives a train, or two if its inputs have both signs.
  ///   - pulses: pulses per unit of input × signal, over the number of examples.
  init(_ terms: [WeightChange.Term], pulses: Float) {
    // A negative input exchanges the directions: its part becomes further trains.
    var parts: [(term: WeightChange.Term, sign: Float)] = []
    for term in terms {
      parts.append((term, 1))
      if Self.hasNegative(term.inputs) { parts.append((term, -1)) }
    }
    let trains = parts.reduce(0) { $0 + $1.term.inputs.rows }
    let (lines, outputs) = (terms.first?.inputs.columns ?? 0, terms.first?.signals.columns ?? 0)
    var (inputs, raising, lowering): ([Float], [Float], [Float]) = ([], [], [])
    Self.fill(&inputs, trains * lines) { inputs in
      Self.fill(&raising, trains * outputs) { raising in
        Self.fill(&lowering, trains * outputs) { lowering in
          var first = 0
          for (term, sign) in parts {
            let factor = sign * (pulses / Float(term.examples))
            let (count, start) = (term.inputs.rows, first)
            let stretch = 16
            Workers.run((count + stretch - 1) / stretch) { part in
              let rows = part * stretch..<min((part + 1) * stretch, count)
              Self.part(term.inputs, rows, sign, into: inputs + start * lines)
              Self.part(term.signals, rows, factor, into: raising + start * outputs)
              Self.part(term.signals, rows, -factor, into: lowering + start * outputs)
            }
            first += count
          }
        }
      }
    }
    self.inputs = Matrix(rows: trains, columns: lines, elements: inputs)
    lineSums = Self.sums(self.inputs, 0, lines)
    self.raising = Matrix(rows: trains, columns: outputs, elements: raising)
    self.lowering = Matrix(rows: trains, columns: outputs, elements: lowering)
  }

  /// An array of numbers that `body` writes, without a first pass of zeros.
  private static func fill(_ array: inout [Float], _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    array = [Float](unsafeUninitializedCapacity: max(count, 1)) { buffer, initialized in
      body(buffer.baseAddress!)
      initialized = count
    }
  }

  /// Whether any number lies below 0; by stretches, each a loop that becomes vectors.
  private static func hasNegative(_ values: Matrix) -> Bool {
    values.elements.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: 4_096) {
        var any: UInt32 = 0
        for index in start..<min(start + 4_096, values.count) { any |= values[index] < 0 ? 1 : 0 }
        if any != 0 { return true }
      }
      return false
    }
  }

  /// Number of trains.
  var trains: Int { inputs.rows }

  /// max(0, factor · values) of some rows to the same rows of a target. Numbers below 10⁻³⁰ become zero: they are no
  /// pulses, and products with subnormal numbers are slow.
  private static func part(
    _ values: Matrix, _ rows: Range<Int>, _ factor: Float, into target: UnsafeMutablePointer<Float>
  ) {
    values.elements.withUnsafeBufferPointer { elements in
      for index in rows.lowerBound * values.columns..<rows.upperBound * values.columns {
        let value = factor * elements[index]
        target[index] = value > 1e-30 ? value : 0
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

  /// Sums of some columns, row by row: in single precision in runs of up to 512, their sums in double.
  static func sums(_ values: Matrix, _ first: Int, _ count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: values.rows)
    let (rows, columns) = (values.rows, values.columns)
    sums.withUnsafeMutableBufferPointer { sums in
      values.elements.withUnsafeBufferPointer { elements in
        guard let base = elements.baseAddress.map({ $0 + first }) else { return }
        // Four rows side by side, which do not wait for one another.
        for row in stride(from: 0, to: rows & ~3, by: 4) {
          let lines = base + row * columns
          let four = sumOfFour(lines, lines + columns, lines + 2 * columns, lines + 3 * columns, count)
          (sums[row], sums[row + 1], sums[row + 2], sums[row + 3]) = four
        }
        for row in rows & ~3..<rows {
          let line = base + row * columns
          sums[row] = sumOfFour(line, line, line, line, count).0
        }
      }
    }
    return sums
  }

  private static func sumOfFour(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>, _ d: UnsafePointer<Float>,
    _ count: Int
  ) -> (Double, Double, Double, Double) {
    func eight(_ line: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
      UnsafeRawPointer(line + index).loadUnaligned(as: SIMD8<Float>.self)
    }
    var total = (0.0, 0.0, 0.0, 0.0)
    for start in stride(from: 0, to: count, by: 512) {
      let end = min(start + 512, count)
      var (sumA, sumB, sumC, sumD) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
      var index = start
      while index + 8 <= end {
        sumA += eight(a, index)
        sumB += eight(b, index)
        sumC += eight(c, index)
        sumD += eight(d, index)
        index += 8
      }
      var rest = (sumA.sum(), sumB.sum(), sumC.sum(), sumD.sum())
      while index < end {
        rest = (rest.0 + a[index], rest.1 + b[index], rest.2 + c[index], rest.3 + d[index])
        index += 1
      }
      total = (
        total.0 + Double(rest.0), total.1 + Double(rest.1), total.2 + Double(rest.2), total.3 + Double(rest.3)
      )
    }
    return total
  }
}
