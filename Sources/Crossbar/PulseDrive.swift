internal import Matrices
internal import Substrate

/// What word and bit lines are driven with in one parallel update: inputs and signals whose products are expected
/// numbers of pulses, split by sign, since a pulse has a direction.
struct PulseDrive {
  /// |inputs|: [batch × inputs].
  var inputs: Matrix
  /// Parts of the signals that raise and that lower the weights: [batch × outputs], both ≥ 0.
  var raising: Matrix
  var lowering: Matrix

  /// - Parameter factor: pulses per unit of input × signal.
  init(_ term: WeightChange.Term, factor: Float) {
    let hasNegative = term.inputs.elements.contains { $0 < 0 }
    func part(_ values: Matrix, _ sign: Float, _ factor: Float = 1) -> Matrix {
      var part = values
      part.elements.withUnsafeMutableBufferPointer { buffer in
        for index in buffer.indices { buffer[index] = max(0, sign * buffer[index]) * factor }
      }
      return part
    }
    let raising = part(term.signals, 1, factor)
    let lowering = part(term.signals, -1, factor)
    guard hasNegative else {
      inputs = term.inputs
      self.raising = raising
      self.lowering = lowering
      return
    }
    // A negative input exchanges the directions: its part becomes further rows.
    inputs = part(term.inputs, 1).stacked(on: part(term.inputs, -1))
    self.raising = raising.stacked(on: lowering)
    self.lowering = lowering.stacked(on: raising)
  }

  /// Several drives as one, their rows one below the other.
  init(joining drives: [PulseDrive]) {
    inputs = drives[0].inputs
    raising = drives[0].raising
    lowering = drives[0].lowering
    for drive in drives.dropFirst() {
      inputs = inputs.stacked(on: drive.inputs)
      raising = raising.stacked(on: drive.raising)
      lowering = lowering.stacked(on: drive.lowering)
    }
  }

  /// Expected pulses of the cells at `place`: [rows × columns] each.
  func expectedPulses(_ place: TilePlace, up: inout [Float], down: inout [Float]) {
    inputs.elements.withUnsafeBufferPointer { x in
      for (signals, target) in [(raising, 0), (lowering, 1)] {
        signals.elements.withUnsafeBufferPointer { s in
          func run(_ result: inout [Float]) {
            result.withUnsafeMutableBufferPointer { c in
              gemm(
                m: place.inputs.count, n: place.outputs.count, k: inputs.rows,
                a: x.baseAddress! + place.inputs.lowerBound, aTransposed: true, aStride: inputs.columns,
                b: s.baseAddress! + place.outputs.lowerBound, bStride: signals.columns,
                c: c.baseAddress!, cStride: place.outputs.count)
            }
          }
          if target == 0 { run(&up) } else { run(&down) }
        }
      }
    }
  }
}
