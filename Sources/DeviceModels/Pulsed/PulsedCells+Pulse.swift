public import Randomness

extension PulsedCells {
  /// One stochastic parallel update: Poisson numbers of up and down pulses with the given means, in random order.
  ///
  /// Below 4 to 32 expected pulses (the more the smaller the cycle-to-cycle noise) a cell's pulses are drawn and
  /// applied one after the other, exactly. From there on all are applied at once. Away from the bounds, mean and variance are those of a Poisson process of
  /// jumps with the local law (exact for affine laws, to 1e-4 and 2e-3 where the simpler series is used) and so is the
  /// skewness to leading order: 20,000 cells do not tell it from the plain path. Near the bounds a reflection stands
  /// for the clipping after every pulse: distributions then agree to 7 % in probability after a shift of one step, means to
  /// a fifth of a standard deviation or half a step. Cells with zero expected pulses stay untouched to the last bit.
  /// Sums of many small coincidence probabilities are Poisson to the order of the probabilities (Le Cam 1960). Down
  /// pulses do nothing to one-sided cells.
  /// - Parameters:
  ///   - up, down: expected numbers of pulses ≥ 0, [count] each.
  ///   - key, step: the stream of the event; the draws of a cell depend on key, step and its index only.
  public mutating func pulse(up: UnsafePointer<Float>, down: UnsafePointer<Float>, key: StreamKey, step: UInt32) {
    let count = count
    guard count > 0 else { return }
    let streams = PulseStreams(key, step: step)
    withEvent { event, response in
      let noise = response.noise
      // The law is chosen here, once per event: each case compiles to loops of its own.
      switch response.law {
      case .affine(let law):
        event.parallel(PulseKernel(law: law, noise: noise, streams: streams), up: up, down: down)
      case .exponential(let law):
        event.parallel(PulseKernel(law: law, noise: noise, streams: streams), up: up, down: down)
      case .power(let law):
        event.parallel(PulseKernel(law: law, noise: noise, streams: streams), up: up, down: down)
      }
    }
    guard !pulseCounts.isEmpty else { return }
    pulseCounts.withUnsafeMutableBufferPointer { counts in
      for index in 0..<count { counts[index] += up[index] + down[index] }
    }
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
    let count = count
    guard count > 0 else { return }
    pulses.withUnsafeBufferPointer { pulses in
      let pulses = pulses.baseAddress!
      let streams = PulseStreams(key, step: step)
      withEvent { event, response in
        let noise = response.noise
        switch response.law {
        case .affine(let law): event.whole(PulseKernel(law: law, noise: noise, streams: streams), pulses)
        case .exponential(let law): event.whole(PulseKernel(law: law, noise: noise, streams: streams), pulses)
        case .power(let law): event.whole(PulseKernel(law: law, noise: noise, streams: streams), pulses)
        }
      }
      guard !pulseCounts.isEmpty else { return }
      pulseCounts.withUnsafeMutableBufferPointer { counts in
        for index in 0..<count { counts[index] += abs(pulses[index]) }
      }
    }
  }

  private mutating func withEvent(_ body: (PulseEvent, PulseResponse) -> Void) {
    let (constants, response, first, count) = (constants, response, first, count)
    g.withUnsafeMutableBufferPointer { shown in
      func event(_ state: UnsafeMutablePointer<Float>, _ apparent: UnsafeMutablePointer<Float>?) -> PulseEvent {
        PulseEvent(
          state: state, apparent: apparent, writeNoise: response.writeNoise, count: count, constants: constants,
          firstGroup: first / 16, manyPulses: response.manyPulses, isOneSided: response.isOneSided)
      }
      if hidden.isEmpty {
        body(event(shown.baseAddress!, nil), response)
      } else {
        hidden.withUnsafeMutableBufferPointer { hidden in
          body(event(hidden.baseAddress!, shown.baseAddress!), response)
        }
      }
    }
  }
}
