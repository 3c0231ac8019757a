/// All lines of one direction as linear systems: what their wires and the cells at them do to given node currents.
///
/// Numbers lie as [position along the line × line], so that every step of a sweep runs over all lines at once. A
/// terminal stands before the first node, after the last, or both, through the end conductances.
struct LineSystem {
  /// How the nodes of a line hang together.
  enum Kind: Equatable {
    /// Segments of one conductance between neighbours; zero at an open end.
    case chain(segment: Double, first: Double, last: Double)
    /// All nodes are one, which `end` joins to the terminal.
    case merged(end: Double)
    /// All nodes are the terminal.
    case terminal
  }

  let kind: Kind
  let positions: Int
  let lines: Int
  /// Conductance from each node to the other direction's lines [positions × lines].
  private let taps: [Double]
  /// 1 / pivot of the elimination [positions × lines]; for merged lines [lines].
  private let inverses: [Double]

  init(kind: Kind, taps: [Double], positions: Int, lines: Int) {
    precondition(taps.count == positions * lines, "\(taps.count) taps for \(positions) x \(lines)")
    self.kind = kind
    self.positions = positions
    self.lines = lines
    self.taps = taps
    switch kind {
    case .chain(let segment, let first, let last):
      var inverses = taps
      var arriving = [Double](repeating: first, count: lines)
      for position in 0..<positions {
        let onward = position == positions - 1 ? last : segment
        for line in 0..<lines {
          let rest = taps[position * lines + line] + arriving[line]
          inverses[position * lines + line] = 1 / (rest + onward)
          arriving[line] = rest * (onward / (rest + onward))
        }
      }
      self.inverses = inverses
    case .merged(let end):
      var sums = [Double](repeating: end, count: lines)
      for index in taps.indices { sums[index % lines] += taps[index] }
      inverses = sums.map { 1 / $0 }
    case .terminal: inverses = []
    }
  }

  /// Adds to `currents` what the terminals, at `voltages` [lines], push into the nodes.
  func addTerminals(_ voltages: [Double], to currents: inout [Double]) {
    switch kind {
    case .chain(_, let first, let last):
      let end = (positions - 1) * lines
      for line in 0..<lines {
        currents[line] += first * voltages[line]
        currents[end + line] += last * voltages[line]
      }
    case .merged(let end):
      for line in 0..<lines { currents[line] += end * voltages[line] }
    case .terminal: break
    }
  }

  /// Turns node currents into node voltages, the far ends of all taps and the terminals being at 0 V.
  func solve(_ values: inout [Double]) {
    values.withUnsafeMutableBufferPointer { values in
      inverses.withUnsafeBufferPointer { inverses in
        switch kind {
        case .chain(let segment, _, _): sweep(values, inverses, segment)
        case .merged:
          for line in 0..<lines {
            var sum = 0.0
            for position in 0..<positions { sum += values[position * lines + line] }
            let voltage = sum * inverses[line]
            for position in 0..<positions { values[position * lines + line] = voltage }
          }
        case .terminal: values.update(repeating: 0)
        }
      }
    }
  }

  private func sweep(
    _ values: UnsafeMutableBufferPointer<Double>, _ inverses: UnsafeBufferPointer<Double>, _ segment: Double
  ) {
    guard let values = values.baseAddress, let inverses = inverses.baseAddress else { return }
    let lines = lines
    for position in 1..<max(positions, 1) {
      let here = values + position * lines
      let before = here - lines
      let pivots = inverses + (position - 1) * lines
      for line in 0..<lines { here[line] += before[line] * (segment * pivots[line]) }
    }
    let last = values + (positions - 1) * lines
    for line in 0..<lines { last[line] *= inverses[(positions - 1) * lines + line] }
    for position in stride(from: positions - 2, through: 0, by: -1) {
      let here = values + position * lines
      let after = here + lines
      let pivots = inverses + position * lines
      for line in 0..<lines { here[line] = (here[line] + segment * after[line]) * pivots[line] }
    }
  }

  /// The node currents that given node voltages need: the inverse of ``solve(_:)``.
  func currents(for voltages: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: voltages.count)
    for index in voltages.indices { result[index] = taps[index] * voltages[index] }
    switch kind {
    case .chain(let segment, let first, let last):
      let end = (positions - 1) * lines
      for line in 0..<lines {
        result[line] += first * voltages[line]
        result[end + line] += last * voltages[end + line]
      }
      for index in 0..<end {
        let through = segment * (voltages[index] - voltages[index + lines])
        result[index] += through
        result[index + lines] -= through
      }
    case .merged(let end):
      for line in 0..<lines { result[line] += end * voltages[line] }
    case .terminal: break
    }
    return result
  }
}
