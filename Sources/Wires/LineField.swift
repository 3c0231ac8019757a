/// What every cell sees along the lines of one direction when it is taken out itself.
///
/// Each line is a ladder of segments and taps. Numbers lie as [position along the line × line]; the sweeps run over all
/// lines at once and only add, multiply and divide positive numbers.
struct LineField {
  /// Conductance of the line as seen from a node without its own tap: 1 / the source resistance there.
  private(set) var sources: [Double]
  /// Voltage of that node for one volt at the line's terminal.
  private(set) var openVoltages: [Double]

  init(_ kind: LineSystem.Kind, taps: [Double], positions: Int, lines: Int) {
    switch kind {
    case .chain(let segment, let first, let last):
      sources = [Double](repeating: 0, count: taps.count)
      openVoltages = sources
      sweepForward(segment, first, taps, positions, lines)
      sweepBackward(segment, last, taps, positions, lines)
    case .merged(let end):
      var totals = [Double](repeating: end, count: lines)
      for index in taps.indices { totals[index % lines] += taps[index] }
      sources = taps.indices.map { max(totals[$0 % lines] - taps[$0], end) }
      openVoltages = sources.map { end / $0 }
    case .terminal:
      sources = [Double](repeating: .infinity, count: taps.count)
      openVoltages = [Double](repeating: 1, count: taps.count)
    }
  }

  /// Leaves at each node what reaches it from before: to the terminal in `openVoltages`, to taps in `sources`.
  private mutating func sweepForward(
    _ segment: Double, _ first: Double, _ taps: [Double], _ positions: Int, _ lines: Int
  ) {
    for line in 0..<lines { openVoltages[line] = first }
    sources.withUnsafeMutableBufferPointer { sources in
      openVoltages.withUnsafeMutableBufferPointer { terminals in
        taps.withUnsafeBufferPointer { taps in
          for start in stride(from: 0, to: (positions - 1) * lines, by: lines) {
            for here in start..<start + lines {
              let rest = sources[here] + taps[here]
              let passed = segment / (terminals[here] + rest + segment)
              terminals[here + lines] = terminals[here] * passed
              sources[here + lines] = rest * passed
            }
          }
        }
      }
    }
  }

  /// Adds what reaches each node from behind, and turns sums into sources and voltages.
  private mutating func sweepBackward(
    _ segment: Double, _ last: Double, _ taps: [Double], _ positions: Int, _ lines: Int
  ) {
    var terminal = [Double](repeating: last, count: lines)
    var behind = [Double](repeating: 0, count: lines)
    sources.withUnsafeMutableBufferPointer { sources in
      openVoltages.withUnsafeMutableBufferPointer { voltages in
        taps.withUnsafeBufferPointer { taps in
          terminal.withUnsafeMutableBufferPointer { terminal in
            behind.withUnsafeMutableBufferPointer { behind in
              for start in stride(from: (positions - 1) * lines, through: 0, by: -lines) {
                for line in 0..<lines {
                  let here = start + line
                  let ends = voltages[here] + terminal[line]
                  let total = ends + sources[here] + behind[line]
                  let rest = behind[line] + taps[here]
                  let passed = segment / (terminal[line] + rest + segment)
                  sources[here] = total
                  voltages[here] = ends / total
                  terminal[line] *= passed
                  behind[line] = rest * passed
                }
              }
            }
          }
        }
      }
    }
  }
}
