internal import Matrices
internal import Substrate
internal import Synchronization

/// A product that a layer made: [rows × inner] · [inner × columns].
struct LayerProduct: Hashable, Sendable {
  /// Which layer: each has weights of its own, and has to fetch them.
  var layer: Int
  /// Rows of what went in, inputs and outputs of the layer.
  var rows: Int
  var inputs: Int
  var outputs: Int
  /// `forward`: activities · W; `change`: activitiesᵀ · signals; `backward`: errors · Wᵀ.
  var kind: Kind

  enum Kind: Hashable, Sendable, CaseIterable { case forward, change, backward }
}

/// Products in their order.
final class ProductLog: Sendable {
  private let products = Mutex<[LayerProduct]>([])
  func append(_ product: LayerProduct) { products.withLock { $0.append(product) } }
  var all: [LayerProduct] { products.withLock { $0 } }
}

/// A layer that writes down the products it makes, and can do whatever the layer can that it stands for.
struct RecordingLayer<Base: BlackBox>: BlackBox {
  private var base: Base
  private let layer: Int
  private let log: ProductLog
  /// Of the last measurement.
  private var rows = 0

  init(_ base: Base, layer: Int, log: ProductLog) {
    self.base = base
    self.layer = layer
    self.log = log
  }

  var inputs: Int { base.inputs }
  var outputs: Int { base.outputs }
  var tally: Tally { base.tally }

  private func append(_ rows: Int, _ kind: LayerProduct.Kind) {
    log.append(LayerProduct(layer: layer, rows: rows, inputs: inputs, outputs: outputs, kind: kind))
  }

  mutating func measure(_ activities: Matrix) -> Matrix {
    rows = activities.rows
    append(rows, .forward)
    return base.measure(activities)
  }

  mutating func measure(_ activities: Matrix, each rows: [Int]) -> Matrix {
    self.rows = activities.rows
    append(activities.rows, .forward)
    return base.measure(activities, each: rows)
  }

  mutating func request(_ change: WeightChange) {
    for sum in change.sums { append(sum.inputs.rows, .change) }
    base.request(change)
  }
}

/// Who asks for the derivative sends errors back through it.
extension RecordingLayer: ExactModel where Base: ExactModel {
  mutating func effectiveWeights() -> Matrix {
    append(rows, .backward)
    return base.effectiveWeights()
  }
}

extension RecordingLayer: TransposedReads where Base: TransposedReads {
  mutating func measureBack(_ errors: Matrix) -> Matrix {
    append(errors.rows, .backward)
    return base.measureBack(errors)
  }
}

extension RecordingLayer: ShiftableWeights where Base: ShiftableWeights {
  mutating func measure(_ activities: Matrix, shiftedBy shift: WeightShift) -> Matrix {
    rows = activities.rows
    append(rows, .forward)
    return base.measure(activities, shiftedBy: shift)
  }
}

extension RecordingLayer: PulsePort where Base: PulsePort {
  mutating func pulse(_ directions: Matrix, worth: Float) { base.pulse(directions, worth: worth) }
}

extension RecordingLayer: WeightPort where Base: WeightPort {
  mutating func program(_ weights: Matrix) { base.program(weights) }
  mutating func readBack() -> Matrix { base.readBack() }
}
