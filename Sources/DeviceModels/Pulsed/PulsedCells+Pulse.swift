public import Randomness

extension PulsedCells {
  /// One stochastic parallel update: Poisson numbers of up and down pulses with the given means, in random order.
  ///
  /// Below 4 to 32 expected pulses (the more the smaller the cycle-to-cycle noise) a cell's pulses are drawn and
  /// applied one after the other, exactly. From there on all are applied at once. Away from the bounds, mean and
  /// variance are those of a Poisson process of jumps with the local law (exact for affine laws, to 1e-4 and 2e-3 where
  /// the simpler series is used) and so is the skewness to leading order: 20,000 cells do not tell it from the plain
  /// path. Near the bounds a reflection stands for the clipping after every pulse: distributions then agree to 7 % in
  /// probability after a shift of one step, means to a fifth of a standard deviation or half a step. Cells with zero
  /// expected pulses stay untouched to the last bit. Sums of many small coincidence probabilities are Poisson to the
  /// order of the probabilities (Le Cam 1960). Down pulses do nothing to one-sided cells.
  /// - Parameters:
  ///   - up, down: expected numbers of pulses ≥ 0, [count] each.
  ///   - key, step: the stream of the event; the draws of a cell depend on key, step and the pulses of its slice of
  ///     1,024 cells only.
  public mutating func pulse(up: UnsafePointer<Float>, down: UnsafePointer<Float>, key: StreamKey, step: UInt32) {
    let cells = 0..<count
    withEvent(key: key, step: step) { $0.apply(cells, up: up, down: down) }
  }

  /// As ``pulse(up:down:key:step:)`` with spans, whose counts must be the number of cells.
  public mutating func pulse(up: Span<Float>, down: Span<Float>, key: StreamKey, step: UInt32) {
    precondition(up.count == count && down.count == count, "\(up.count) and \(down.count) pulses for \(count) cells")
    guard count > 0 else { return }
    up.withUnsafeBufferPointer { up in
      down.withUnsafeBufferPointer { down in
        pulse(up: up.baseAddress!, down: down.baseAddress!, key: key, step: step)
      }
    }
  }

  /// Whole pulses: `pulses[i]` of them on cell i, up positive, down negative, zero leaves the cell untouched.
  /// Up to eight are applied one after the other, more in aggregate, as by ``pulse(up:down:key:step:)`` but for a fixed
  /// number.
  /// - Parameter pulses: whole numbers, [count].
  public mutating func pulse(counts pulses: Span<Float>, key: StreamKey, step: UInt32) {
    precondition(pulses.count == count, "\(pulses.count) pulse numbers for \(count) cells")
    guard count > 0 else { return }
    let cells = 0..<count
    pulses.withUnsafeBufferPointer { pulses in
      withEvent(key: key, step: step) { $0.apply(cells, pulses: pulses.baseAddress!) }
    }
  }

  /// The same for some cells, in ascending order, and none for the others.
  /// - Parameter pulses: whole numbers, one for each of the cells.
  package mutating func pulse(_ cells: [UInt32], counts pulses: [Float], key: StreamKey, step: UInt32) {
    precondition(pulses.count == cells.count, "\(pulses.count) pulse numbers for \(cells.count) cells")
    cells.withUnsafeBufferPointer { cells in
      pulses.withUnsafeBufferPointer { pulses in
        guard let first = cells.baseAddress, let numbers = pulses.baseAddress else { return }
        withEvent(key: key, step: step) { $0.apply(first, count: cells.count, pulses: numbers) }
      }
    }
  }

  /// One programming event, whose pulses may come range by range.
  /// - Parameters:
  ///   - key, step: the stream of the event.
  ///   - body: gives pulses to ranges of cells, on several threads if these do not overlap; may not let the event out.
  package mutating func withEvent<Result>(
    key: StreamKey, step: UInt32, _ body: (PulseEvent) -> Result
  ) -> Result {
    let (response, first, count, streams) = (response, first, count, PulseStreams(key, step: step))
    let constants = constants
    return g.withUnsafeMutableBufferPointer { shown in
      hidden.withUnsafeMutableBufferPointer { hidden in
        pulseCounts.withUnsafeMutableBufferPointer { counts in
          constants.planes.withUnsafeBufferPointer { planes in
            // An array without cells has no memory; its events touch none.
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { none in
              let state = (hidden.isEmpty ? shown : hidden).baseAddress ?? none.baseAddress!
              return body(
                PulseEvent(
                  state: state, apparent: hidden.isEmpty ? nil : shown.baseAddress,
                  taken: counts.isEmpty ? nil : counts.baseAddress,
                  planes: planes.baseAddress
                    ?? UnsafeRawPointer(none.baseAddress!).assumingMemoryBound(to: UInt32.self),
                  stride: constants.stride, count: count, firstGroup: first / 16, response: response, streams: streams))
            }
          }
        }
      }
    }
  }
}
