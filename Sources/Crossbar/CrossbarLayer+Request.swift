internal import DeviceModels
internal import Matrices
internal import Randomness
public import Substrate
internal import Units

extension CrossbarLayer {
  /// Turns a requested weight change into write pulses, as the chip's ``WritePolicy`` says; see
  /// ``BlackBox/request(_:)``.
  ///
  /// Weight decay is not applied: the chip does not know its weights.
  public mutating func request(_ change: WeightChange) {
    precondition(chip.nominalStep > 0, "card '\(chip.card.id)' has no write pulses")
    precondition(change.rate.isFinite, "a learning rate of \(change.rate)")
    tally.requests += 1
    beginWrites()
    writeStep &+= 1
    Workers.threads.withValue(max(chip.configuration.threads, Workers.threads.get())) {
      switch chip.configuration.writePolicy {
      case .parallelPulses: pulseInParallel(change, .both)
      case .upOnly: pulseInParallel(change, .up)
      case .downOnly: pulseInParallel(change, .down)
      case .mixedPrecision, .verifiedMixedPrecision, .writeVerify: accumulate(change)
      }
    }
  }

  /// The weight that one mean pulse is worth at the reference conductance.
  public var pulseWeight: Float { scale * chip.nominalStep * (mapping == .differentialPair ? 2 : 1) }

  /// - Parameter up: share of the pulses that raise a conductance.
  mutating func count(pulses: Double, _ direction: PulseDirection = .both, up: Double = 0.5) {
    tally.upPulses += pulses * (direction == .both ? up : direction == .up ? 1 : 0)
    let energy = direction == .both ? chip.pulseEnergy : chip.card.energyPerPulse(up: direction == .up) ?? Joules(0)
    tally.writePulses += pulses
    tally.writeEnergy += pulses * energy.value
  }

  /// Rewrites pairs of which one cell has come near the end of its window, with the difference they hold.
  mutating func refreshExhaustedPairs(_ direction: PulseDirection) {
    writeStep &+= 1
    for index in tiles.indices {
      let outcome = tiles[index].refreshExhaustedPairs(direction, step: writeStep)
      tally.programPulses += outcome.pulses
      tally.verifyReads += outcome.reads
      tally.writeEnergy += outcome.pulses * chip.pulseEnergy.value
    }
  }
}
