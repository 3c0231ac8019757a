/// One line of nodes with a tap at each, between two terminals at its ends: the ladder network of textbooks.
///
/// Node k is joined to its tap by g_k, to node k + 1 by a segment, node 0 to the left terminal and the last node to the
/// right one (zero: open). Everything is found by sweeps that only add, multiply and divide positive numbers.
struct Ladder {
  /// Share of the current arriving at node k from its left that goes on to node k + 1 when all nodes before are gone.
  let passed: [Double]
  /// Total conductance of node k when all other nodes are eliminated.
  let totals: [Double]
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
    var fromRight = (terminal: rightEnd, taps: 0.0)
    for node in taps.indices.reversed() {
      let terminals = left[node].terminal + fromRight.terminal
      totals[node] = terminals + left[node].taps + fromRight.taps + taps[node]
      voltages[node] = terminals / totals[node]
      let share = segment / (fromRight.terminal + fromRight.taps + taps[node] + segment)
      fromRight = (fromRight.terminal * share, (fromRight.taps + taps[node]) * share)
    }
    self.passed = passed
    self.totals = totals
    self.voltages = voltages
  }

  /// All taps at one node, which `end` joins to the terminal.
  init(merged taps: [Double], end: Double) {
    let total = taps.reduce(end, +)
    passed = [Double](repeating: 1, count: taps.count)
    totals = [Double](repeating: total, count: taps.count)
    voltages = [Double](repeating: end / total, count: taps.count)
  }

  /// All taps at the terminal itself.
  init(grounded taps: [Double]) {
    passed = [Double](repeating: 0, count: taps.count)
    totals = passed
    voltages = [Double](repeating: 1, count: taps.count)
  }
}
