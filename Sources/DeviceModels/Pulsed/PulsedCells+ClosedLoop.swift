public import Randomness
internal import VectorMath

/// What programming with verification took.
public struct ClosedLoopTally: Sendable, Equatable {
  /// Pulses over all cells.
  public var pulses = 0.0
  /// Reads over all cells that have a target, one before each burst of pulses and one that finds the cell done.
  public var reads = 0.0
  /// Cells that were not within tolerance when their pulses were used up.
  public var failed = 0
}

extension PulsedCells {
  /// Write and verify: reads every cell, gives those outside the tolerance pulses towards their targets, and repeats.
  ///
  /// A burst has the number of pulses that the nominal cell would need for half of the distance, at least one: a
  /// controller knows the cell type, not the cell. A cell whose pulses are used up while its read is outside the
  /// tolerance has failed. Targets outside the cell's own bounds are thus never reached.
  /// - Parameters:
  ///   - targets: normalised conductances, [count]; a cell whose target is not a number is left alone.
  ///   - tolerance: largest accepted |read − target|, normalised, > 0.
  ///   - maxPulses: the most pulses a cell gets, > 0.
  ///   - readNoise: standard deviation of one verifying read, normalised.
  public mutating func programClosedLoop(
    targets: [Float], tolerance: Float, maxPulses: Int, readNoise: Float = 0, key: StreamKey, step: UInt32 = 0
  ) -> ClosedLoopTally {
    precondition(targets.count == count, "\(targets.count) targets for \(count) cells")
    precondition(tolerance > 0 && maxPulses > 0, "tolerance \(tolerance) and \(maxPulses) pulses")
    var tally = ClosedLoopTally()
    let steps = nominalSteps
    // Cells that are not done yet, and the pulses that each has left; fewer from round to round.
    var active = Flags.places(targets.map { $0.isNaN ? 0 : 1 })
    var left = [Int](repeating: maxPulses, count: active.count)
    var bursts = [Float](repeating: 0, count: active.count)
    for round in 0... {
      let roundKey = key.child("verify", Int(step), round)
      let noise = readNoise > 0 ? roundKey.child("read").normals(count, from: first) : []
      tally.reads += Double(active.count)
      var kept = 0
      for rank in active.indices {
        let index = Int(active[rank])
        let read = g[index] + (noise.isEmpty ? 0 : readNoise * noise[index])
        let error = targets[index] - read
        guard abs(error) > tolerance else { continue }
        guard left[rank] > 0 else {
          tally.failed += 1
          continue
        }
        // A nominal step of next to nothing asks for more pulses than there are.
        let wanted = 0.5 * abs(error) / steps.size(up: error > 0, at: read)
        let number = wanted < Float(left[rank]) ? max(1, Int(wanted)) : left[rank]
        tally.pulses += Double(number)
        (active[kept], left[kept]) = (active[rank], left[rank] - number)
        bursts[kept] = Float(error > 0 ? number : -number)
        kept += 1
      }
      guard kept > 0 else { break }
      active.removeLast(active.count - kept)
      bursts.removeLast(bursts.count - kept)
      pulse(active, counts: bursts, key: roundKey, step: step)
    }
    return tally
  }
}

/// The nominal cell's steps, tabulated over the conductance.
struct NominalSteps: Sendable {
  private let up: [Float], down: [Float]
  private static let points = 256

  init(_ model: PulseModel) {
    let cell = model.nominalCell
    let response = PulseResponse(model)
    let floor = Float(model.window.scale * max(model.step, 1e-4)) * 0.05
    func table(_ isUp: Bool) -> [Float] {
      (0...Self.points).map { max(response.step(up: isUp, cell: cell, at: Float($0) / Float(Self.points)), floor) }
    }
    up = table(true)
    down = table(false)
  }

  func size(up isUp: Bool, at g: Float) -> Float {
    (isUp ? up : down)[Int(min(max(g, 0), 1) * Float(Self.points))]
  }
}

extension PulsedCells {
  /// Brings one-sided cells that lie above their targets back to their low end by a RESET, from where pulses can go up
  /// again: partial-SET pulses cannot lower them. Cells that move both ways, and cells whose target is not a number, stay.
  ///
  /// The spread of a RESET is left out: it is below a pulse (0.01 in weight in IBM aihwkit's PCMPresetDevice).
  /// - Returns: the number of RESET pulses.
  public mutating func reset(above targets: [Float], tolerance: Float) -> Double {
    precondition(targets.count == count, "\(targets.count) targets for \(count) cells")
    guard model.oneSided else { return 0 }
    var resets = 0.0
    for index in 0..<count where g[index] > targets[index] + tolerance {
      g[index] = bounds(of: index).lowerBound
      if !hidden.isEmpty { hidden[index] = g[index] }
      resets += 1
    }
    return resets
  }
}
