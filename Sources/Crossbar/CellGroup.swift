internal import DeviceModels
internal import Randomness
internal import Units

/// The cells of an array with n cells a weight side by side, whose currents add: n arrays that are read as one.
///
/// Conductances are in units of n · Gmax, so that a group looks like one cell whose errors have averaged: independent
/// noise falls with √n, and a pulse on one cell of n moves the group by an n-th of a step (multi-memristive synapses,
/// I. Boybat et al., Nat. Commun. 9, 2514 (2018)). With n = 1 it is its only array, bit for bit.
struct CellGroup: Sendable {
  /// One or more, all of the same count.
  private(set) var arrays: [CellArray]

  /// - Parameter make: the array with a number from 0.
  init(size: Int, _ make: (Int) -> CellArray) { arrays = (0..<size).map(make) }

  /// The first array, which stands for the group where a single cell is asked for.
  var first: CellArray { arrays[0] }
  /// Weights, not cells.
  var count: Int { arrays[0].count }
  var size: Int { arrays.count }
  var chip: Chip { arrays[0].chip }

  /// Noise-free conductances; see ``CellArray/conductances(age:temperature:)``.
  func conductances(age: Seconds, temperature: Kelvin) -> [Float] {
    mean { $0.conductances(age: age, temperature: temperature) }
  }

  /// The mean over the arrays of what `body` makes of each one's noise-free conductances.
  func mapped(age: Seconds, temperature: Kelvin, _ body: ([Float]) -> [Float]) -> [Float] {
    mean { body($0.conductances(age: age, temperature: temperature)) }
  }

  /// As a verifying read of the die sees them.
  var written: [Float] { mean(\.written) }

  /// Variance of one read; nil for a card without published read noise.
  /// - Parameter conductances: what ``conductances(age:temperature:)`` gives.
  func readVariance(_ conductances: [Float], age: Seconds, temperature: Kelvin) -> [Float]? {
    guard chip.card.readNoise != nil else { return nil }
    guard size > 1 else { return first.readVariance(conductances, age: age, temperature: temperature) }
    var sum = [Float](repeating: 0, count: count)
    for array in arrays {
      let own = array.conductances(age: age, temperature: temperature)
      guard let part = array.readVariance(own, age: age, temperature: temperature) else { return nil }
      Self.add(part, to: &sum)
    }
    Self.scale(&sum, by: 1 / Float(size * size))
    return sum
  }

  /// Standard deviations of one read, array by array, each as it acts on the mean of the group.
  /// - Parameter variance: what ``readVariance(_:age:temperature:)`` gives for the group.
  func deviations(_ variance: [Float], at age: Seconds, _ temperature: Kelvin) -> [[Float]] {
    guard size > 1 else { return [variance.map { $0.squareRoot() }] }
    return arrays.map { array in
      let own = array.conductances(age: age, temperature: temperature)
      let part = array.readVariance(own, age: age, temperature: temperature) ?? []
      return part.map { $0.squareRoot() / Float(size) }
    }
  }

  /// Programming, array after array: closed-loop, each makes up for what the ones before it missed.
  mutating func program(
    _ targets: [Float], step: UInt32, _ programming: Programming = .closedLoop
  ) -> ProgramOutcome {
    if programming == .openLoop {
      var outcome = ProgramOutcome(pulses: 0, failed: 0)
      for index in arrays.indices { outcome.pulses += arrays[index].programUnverified(targets, step: step).pulses }
      return outcome
    }
    var outcome = ProgramOutcome(pulses: 0, failed: 0)
    var missing = [Float](repeating: 0, count: size > 1 ? count : 0)
    for index in arrays.indices {
      var own = targets
      if index > 0 { Self.add(missing, to: &own) }
      let part = arrays[index].program(own, step: step)
      outcome.pulses += part.pulses
      outcome.failed += part.failed
      outcome.reads += part.reads
      guard size > 1 else { break }
      let reached = arrays[index].written
      for cell in missing.indices { missing[cell] += targets[cell] - reached[cell] }
    }
    return outcome
  }

  /// One array of a group in a programming event.
  struct Driven: Sendable {
    let event: PulseEvent
    /// Its number in the group, and the name of what is drawn for it alone.
    let number: Int
    let key: StreamKey
  }

  /// One programming event on all arrays; see ``CellArray/withEvent(_:step:_:)``.
  mutating func withEvents<Result>(_ purpose: String, step: UInt32, _ body: ([Driven]) -> Result) -> Result {
    arrays.withUnsafeMutableBufferPointer { Self.open($0, [], purpose, step, body) }
  }

  /// Opens one array after the other.
  private static func open<Result>(
    _ arrays: UnsafeMutableBufferPointer<CellArray>, _ driven: [Driven], _ purpose: String, _ step: UInt32,
    _ body: ([Driven]) -> Result
  ) -> Result {
    let number = driven.count
    guard number < arrays.count else { return body(driven) }
    let key = arrays[number].cycle.child(purpose)
    return arrays[number].withEvent(purpose, step: step) { event in
      open(arrays, driven + [Driven(event: event, number: number, key: key)], purpose, step, body)
    }
  }

  /// What one array of a group of `arrays` gets of whole signed pulses, which are dealt to its cells in turn; whose
  /// turn it is goes on with the step.
  /// - Parameter sign: −1 turns the pulses round.
  static func deal(
    _ pulses: UnsafePointer<Float>, count: Int, to number: Int, of arrays: Int, step: UInt32, sign: Float,
    into own: UnsafeMutablePointer<Float>
  ) {
    guard arrays > 1 else {
      for cell in 0..<count { own[cell] = sign * pulses[cell] }
      return
    }
    let size = Float(arrays)
    let turn = Float((number + Int(step)) % arrays)
    for cell in 0..<count {
      let wanted = abs(pulses[cell])
      let whole = (wanted / size).rounded(.down)
      let share = whole + (turn < wanted - whole * size ? 1 : 0)
      own[cell] = pulses[cell] < 0 ? -sign * share : sign * share
    }
  }

  /// Names the layer's age at the writes that come.
  mutating func beginWrites(at age: Seconds) {
    for index in arrays.indices { arrays[index].now = Float(age.value) }
  }

  /// Counts every cell as written when the layer's age began.
  mutating func beginAge() {
    for index in arrays.indices {
      for cell in arrays[index].writtenAt.indices { arrays[index].writtenAt[cell] = 0 }
    }
  }

  /// Times of the last writes, array by array; empty where they are not kept.
  var writeTimes: [[Float]] {
    get { arrays.map(\.writtenAt) }
    set { for index in arrays.indices { arrays[index].writtenAt = newValue[index] } }
  }

  /// Puts every cell of a group at its conductance, as if written there without error.
  mutating func set(_ conductances: [Float]) {
    for index in arrays.indices { arrays[index].set(conductances) }
  }

  /// Changes every array in place.
  mutating func change(_ body: (inout CellArray) throws -> Void) rethrows {
    for index in arrays.indices { try body(&arrays[index]) }
  }

  /// See ``LayerState``.
  var saved: [CellState] { arrays.map(\.saved) }

  /// Why states cannot be these cells'; nil when they can.
  func objection(to saved: [CellState]) -> String? {
    guard saved.count == size else { return "\(saved.count) cells a weight, where this layer has \(size)" }
    return zip(arrays, saved).lazy.compactMap { $0.objection(to: $1) }.first
  }

  mutating func restore(_ saved: [CellState]) {
    for index in arrays.indices { arrays[index].restore(saved[index]) }
  }

  // MARK: Means

  private func mean(_ values: (CellArray) -> [Float]) -> [Float] {
    var sum = values(arrays[0])
    guard size > 1 else { return sum }
    for array in arrays.dropFirst() { Self.add(values(array), to: &sum) }
    Self.scale(&sum, by: 1 / Float(size))
    return sum
  }

  private static func add(_ values: [Float], to sum: inout [Float]) {
    sum.withUnsafeMutableBufferPointer { sum in
      values.withUnsafeBufferPointer { values in
        for index in sum.indices { sum[index] += values[index] }
      }
    }
  }

  private static func scale(_ values: inout [Float], by factor: Float) {
    values.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] *= factor }
    }
  }
}
