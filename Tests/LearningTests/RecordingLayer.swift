import Matrices
import Substrate

/// A digital layer that keeps what it was asked to do: the learner's view of a black box, from the other side.
struct RecordingLayer: ExactModel, WeightPort, TransposedReads {
  var layer: DigitalLayer
  /// Every requested change, in order.
  var changes: [WeightChange] = []
  /// Everything that was sent through, in order.
  var measured: [Matrix] = []

  init(_ weights: Matrix) { layer = DigitalLayer(weights: weights) }

  var inputs: Int { layer.inputs }
  var outputs: Int { layer.outputs }
  var tally: Tally { layer.tally }

  mutating func measure(_ activities: Matrix) -> Matrix {
    measured.append(activities)
    return layer.measure(activities)
  }

  mutating func request(_ change: WeightChange) {
    changes.append(change)
    layer.request(change)
  }

  mutating func effectiveWeights() -> Matrix { layer.effectiveWeights() }
  mutating func measureBack(_ errors: Matrix) -> Matrix { layer.measureBack(errors) }
  mutating func program(_ weights: Matrix) { layer.program(weights) }
  mutating func readBack() -> Matrix { layer.readBack() }
}

extension WeightChange {
  /// The sum of its terms, each a mean over its examples: [inputs × outputs], without the rate.
  var sum: Matrix {
    var sum = Matrix(rows: terms.first?.inputs.columns ?? 0, columns: terms.first?.signals.columns ?? 0)
    for term in terms {
      multiply(
        term.inputs, term.signals, transposeLeft: true, alpha: 1 / Float(term.inputs.rows), beta: 1, into: &sum)
    }
    return sum
  }
}

/// A layer that can be used and changed and nothing else: what a learner without knowledge must be content with.
struct OpaqueLayer: BlackBox {
  private var layer: DigitalLayer

  init(_ weights: Matrix) { layer = DigitalLayer(weights: weights) }

  var inputs: Int { layer.inputs }
  var outputs: Int { layer.outputs }
  var tally: Tally { layer.tally }
  mutating func measure(_ activities: Matrix) -> Matrix { layer.measure(activities) }
  mutating func request(_ change: WeightChange) { layer.request(change) }
}
