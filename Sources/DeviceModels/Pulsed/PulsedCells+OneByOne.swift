public import Randomness

extension PulsedCells {
  /// The plain path, and the oracle of the fast ones: `up` and `down` whole pulses on every cell one after the other,
  /// in random order, each with its own noise and clipping.
  /// - Parameters:
  ///   - up, down: whole numbers of pulses of each cell.
  ///   - key, step: the stream of the event.
  public mutating func pulseOneByOne(up: [Int], down: [Int], key: StreamKey, step: UInt32 = 0) {
    precondition(up.count == count && down.count == count, "\(up.count) and \(down.count) pulses for \(count) cells")
    for index in 0..<count where up[index] + (model.oneSided ? 0 : down[index]) > 0 {
      let own = key.child("oneByOne", first + index)
      let most = up[index] + (model.oneSided ? 0 : down[index])
      let normals = own.child("cycle").normals(most + 1, step: step)
      let toss = own.child("order").uniforms(most, step: step)
      let cell = cell(index)
      var state = hidden.isEmpty ? g[index] : hidden[index]
      var ups = up[index]
      for pulse in 0..<most {
        let isUp = Double(toss[pulse]) * Double(most - pulse) < Double(ups)
        if isUp { ups -= 1 }
        let size = response.step(up: isUp, cell: cell, at: state)
        let mean = isUp ? size : -size
        let noise = response.noise.deviation(mean, isUp ? cell.stepUp : cell.stepDown, state)
        state = min(max(state + mean + noise * normals[pulse], cell.low), cell.high)
      }
      if hidden.isEmpty {
        g[index] = state
      } else {
        hidden[index] = state
        g[index] = max(0, state + response.writeNoise * normals[most])
      }
      if !pulseCounts.isEmpty { pulseCounts[index] += Float(most) }
    }
  }
}
