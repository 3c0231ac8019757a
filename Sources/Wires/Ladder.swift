internal import Units

/// One line of nodes with a tap at each, between two terminals at its ends: the ladder network of textbooks.
///
/// Node k is joined to its tap by g_k, to node k + 1 by a segment, node 0 to the left terminal and the last node to the
/// right one (zero: open). Everything is found by sweeps that only add, multiply and divide positive numbers.
struct Ladder {
  /// Share of the current arriving at node k from its left that goes on to node k + 1 when all nodes before are gone.
  let passed: [Double]
  /// Total conductance of node k when all other nodes are eliminated.
  let totals: [Double]
  /// The same without its own tap: 1 / the resistance a cell at node k sees along its line.
  let sources: [Double]
  /// Voltage of node k for one volt at the terminals and none at the taps.
  let voltages: [Double]

  /// A chain with `segment` between every two nodes.
  init(taps: [Double], segment: Double, leftEnd: Double, rightEnd: Double) {
    let count = taps.count
    var passed = [Double](repeating: 0, count: count)
    var fromLeft = (terminal: leftEnd, taps: 0.0)
    var left: [(terminal: Double, taps: Double)] = []
    for node in 0..<count {
      left.append(fromLeft)
      passed[node] = segment / (fromLeft.terminal + fromLeft.taps + taps[node] + segment)
      fromLeft = (fromLeft.terminal * passed[node], (fromLeft.taps + taps[node]) * passed[node])
    }
    var totals = [Double](repeating: 0, count: count)
    var voltages = totals
    var sources = totals
    var fromRight = (terminal: rightEnd, taps: 0.0)
    for node in taps.indices.reversed() {
      let terminals = left[node].terminal + fromRight.terminal
      sources[node] = terminals + left[node].taps + fromRight.taps
      totals[node] = sources[node] + taps[node]
      voltages[node] = terminals / totals[node]
      let share = segment / (fromRight.terminal + fromRight.taps + taps[node] + segment)
      fromRight = (fromRight.terminal * share, (fromRight.taps + taps[node]) * share)
    }
    self.passed = passed
    self.totals = totals
    self.voltages = voltages
    self.sources = sources
  }

  /// All taps at one node, which `end` joins to the terminal.
  init(merged taps: [Double], end: Double) {
    let total = taps.reduce(end, +)
    passed = [Double](repeating: 1, count: taps.count)
    totals = [Double](repeating: total, count: taps.count)
    sources = taps.map { max(total - $0, end) }
    voltages = [Double](repeating: end / total, count: taps.count)
  }

  /// All taps at the terminal itself.
  init(grounded taps: [Double]) {
    passed = [Double](repeating: 0, count: taps.count)
    totals = [Double](repeating: .infinity, count: taps.count)
    sources = totals
    voltages = [Double](repeating: 1, count: taps.count)
  }

  /// A word line: taps from the driven end on.
  static func word(_ taps: [Double], _ wires: WireSpecification) -> Ladder {
    let resistance = wires.word.value + wires.driver.value
    if resistance == 0 { return Ladder(grounded: taps) }
    let ends = wires.inputsFromBothEnds ? 2.0 : 1.0
    if wires.word.value == 0 { return Ladder(merged: taps, end: ends / resistance) }
    return Ladder(
      taps: taps, segment: 1 / wires.word.value, leftEnd: 1 / resistance,
      rightEnd: wires.inputsFromBothEnds ? 1 / resistance : 0)
  }

  /// A bit line: taps down to the sensed end.
  static func bit(_ taps: [Double], _ wires: WireSpecification) -> Ladder {
    let resistance = wires.bit.value + wires.sense.value
    if resistance == 0 { return Ladder(grounded: taps) }
    if wires.bit.value == 0 { return Ladder(merged: taps, end: 1 / resistance) }
    return Ladder(taps: taps, segment: 1 / wires.bit.value, leftEnd: 0, rightEnd: 1 / resistance)
  }
}
