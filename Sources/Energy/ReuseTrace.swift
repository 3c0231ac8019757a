package import Matrices
package import Substrate
internal import Synchronization

/// How far data travel in time between being written and being read.
///
/// The clock counts numbers that were read or written. Reading a buffer has the distance clock − clock of its last write;
/// the average reuse distance weighs every read by the size of its buffer. Large distances mean data that have left the
/// near memory when they are needed again.
package final class ReuseTrace: Sendable {
  private struct State {
    var clock = 0.0
    var written: [String: Double] = [:]
    var weighed = 0.0
    var read = 0.0
    /// Buffers by what stands in them.
    var known: [Int: String] = [:]
    var made = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// A buffer is read.
  package func read(_ buffer: String, size: Int) {
    state.withLock { state in
      state.weighed += (state.clock - (state.written[buffer] ?? 0)) * Double(size)
      state.read += Double(size)
      state.clock += Double(size)
    }
  }

  /// A buffer is written.
  package func write(_ buffer: String, size: Int) {
    state.withLock { state in
      state.clock += Double(size)
      state.written[buffer] = state.clock
    }
  }

  /// A matrix is read: the buffer that last held just these numbers, or a new one that was written for this.
  func read(_ matrix: Matrix) {
    let (name, isNew) = buffer(of: matrix)
    if isNew { write(name, size: matrix.count) }
    read(name, size: matrix.count)
  }

  /// A matrix is written into a new buffer.
  func write(_ matrix: Matrix) { write(buffer(of: matrix).name, size: matrix.count) }

  private func buffer(of matrix: Matrix) -> (name: String, isNew: Bool) {
    var hasher = Hasher()
    hasher.combine(matrix.rows)
    for value in matrix.elements { hasher.combine(value.bitPattern) }
    let content = hasher.finalize()
    return state.withLock { state in
      if let name = state.known[content] { return (name, false) }
      state.made += 1
      state.known[content] = "buffer \(state.made)"
      return ("buffer \(state.made)", true)
    }
  }

  /// The average reuse distance so far, in numbers; 0 before anything was read.
  package var averageDistance: Double { state.withLock { $0.read > 0 ? $0.weighed / $0.read : 0 } }
  /// Numbers read so far.
  package var numbersRead: Double { state.withLock(\.read) }
}

/// A digital layer that writes down which buffers its learner makes it touch.
///
/// A pass reads the activities and the weights and writes the sums. A request reads the activities, the signals and the
/// weights and writes the weights. The derivative reads the weights. Matrices are told apart by their contents, so that
/// activities which are kept for the way back are found again; what a learner makes between two calls is written when it
/// first arrives. Copies share the trace.
package struct TracedLayer: ExactModel, WeightPort, TransposedReads, ShiftableWeights, PulsePort {
  private var layer: DigitalLayer
  private let name: String
  private let trace: ReuseTrace

  package init(_ weights: Matrix, name: String, trace: ReuseTrace) {
    layer = DigitalLayer(weights: weights)
    self.name = name
    self.trace = trace
  }

  package var inputs: Int { layer.inputs }
  package var outputs: Int { layer.outputs }
  package var tally: Tally { layer.tally }

  package mutating func measure(_ activities: Matrix) -> Matrix {
    trace.read(activities)
    trace.read(name, size: inputs * outputs)
    let sums = layer.measure(activities)
    trace.write(sums)
    return sums
  }

  package mutating func measureBack(_ errors: Matrix) -> Matrix {
    trace.read(errors)
    trace.read(name, size: inputs * outputs)
    let sums = layer.measureBack(errors)
    trace.write(sums)
    return sums
  }

  package mutating func request(_ change: WeightChange) {
    for term in change.terms {
      trace.read(term.inputs)
      trace.read(term.signals)
    }
    trace.read(name, size: inputs * outputs)
    trace.write(name, size: inputs * outputs)
    layer.request(change)
  }

  package mutating func pulse(_ directions: Matrix, worth: Float) {
    trace.read(directions)
    trace.read(name, size: inputs * outputs)
    trace.write(name, size: inputs * outputs)
    layer.pulse(directions, worth: worth)
  }

  package mutating func effectiveWeights() -> Matrix {
    trace.read(name, size: inputs * outputs)
    return layer.effectiveWeights()
  }

  package mutating func program(_ weights: Matrix) {
    trace.write(name, size: inputs * outputs)
    layer.program(weights)
  }

  package mutating func readBack() -> Matrix {
    trace.read(name, size: inputs * outputs)
    return layer.readBack()
  }
}
