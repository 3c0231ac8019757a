public import DeviceModels
public import Periphery
public import Randomness
public import Units

/// One chip: a device card and a serial number.
///
/// The same card and serial number are the same chip for ever, on every machine: device-to-device spread, stuck cells,
/// drift exponents, converter gains and offsets and the die-wide factors are pure functions of them. The seed of a run
/// only names what happens on the chip: the noise of its reads and writes.
public final class Chip: Sendable {
  /// The card, read at the configured voltage.
  public let card: DeviceCard
  public let serial: Int
  public let configuration: ChipConfiguration
  /// The key of everything that is fixed about the chip.
  public let identity: StreamKey
  /// The key of the noise of this run.
  public let cycle: StreamKey
  /// What all cells of the die have in common.
  public let die: DieVariation
  /// What all reads of the die have in common.
  public let periphery: DiePeriphery
  /// What writing costs on this die and how often it fails, for cards that measured it.
  public let writing: VerifiedWriting.Die?
  /// The card's pulse model, with the assumed spread from cell to cell where the configuration asks for one.
  public let pulse: PulseModel?
  /// The die's stuck cells: the card's, as configured, at the odds of this die.
  public let defects: Defects
  /// The cells' current–voltage characteristic; nil for cells that are taken as resistors.
  let basis: CurrentBasis?
  /// Mean of the nominal up and down step at the conductance of weight 0; 0 without a pulse model.
  public let nominalStep: Float

  /// - Parameters:
  ///   - serial: any whole number.
  ///   - run: the key of this run's noise, from the run's seed.
  public init(card: DeviceCard, serial: Int, configuration: ChipConfiguration, run: StreamKey) {
    var card = card
    if let voltage = configuration.readVoltage { card.read.voltage = voltage }
    self.card = card
    self.serial = serial
    self.configuration = configuration
    identity = StreamKey(seed: 0).child("chip").child(card.identityName, serial)
    cycle = run.child("cycle").child(card.identityName, serial)
    let variation = configuration.variation
    let die = DieVariation(
      card.dieToDie, name: card.identityName, serial: serial, identity: identity, step: variation.dieStep,
      driftExponent: variation.dieDrift)
    self.die = die
    periphery = DiePeriphery(configuration.diePeriphery, die: identity, isIdeal: card.technology == .ideal)
    writing = card.verifiedWriting?.die(serial, identity: identity)
    var pulse = card.pulse
    if pulse?.hasCellSpread == false {
      pulse?.spread.step = variation.assumedStep
      pulse?.spread.maximum = variation.assumedBounds
      pulse?.spread.minimum = variation.assumedBounds
    }
    self.pulse = pulse
    let stuck = (card.defects ?? .none).with(
      stuckLow: variation.stuckLow, stuckHigh: variation.stuckHigh, others: variation.otherDefects)
    // Shares that were asked for are the shares of this die.
    let asked = [variation.stuckLow, variation.stuckHigh, variation.otherDefects].contains { $0 != nil }
    defects = asked ? stuck : stuck.shifted(logOdds: die.failures)
    basis =
      configuration.currentVoltage == .card
      ? card.currentVoltage.map { CurrentBasis($0, gMax: card.window.gMax, voltage: card.read.voltage) } : nil
    let varied = pulse?.varied(by: Self.pulseVariation(variation, die))
    let middle = Self.pulseMiddle(card)
    nominalStep = varied.map { 0.5 * ($0.upStep(at: middle) + $0.downStep(at: middle)) } ?? 0
  }

  /// How weights become conductances on this chip: as configured, or as the card says.
  public var mapping: WeightMapping {
    configuration.mapping ?? (card.mapping == .differentialPair ? .differentialPair : .referenceColumn)
  }

  /// The earliest time since programming for which the chip's card was published.
  public var earliestAge: Seconds { card.referenceTime }

  /// Whether anything that reads see depends on the time since programming.
  var followsAge: Bool {
    card.drift != nil || card.relaxation != nil || card.leak != nil || card.readNoise?.growth == .flicker
      || card.readNoise?.spectrum != nil
  }

  /// Whether cells show telegraph noise.
  var hasTelegraphNoise: Bool { configuration.telegraphNoise && card.randomTelegraphNoise != nil }

  /// Share of a full pulse's mean step that cells make which a write selects in part.
  var writeDisturb: Float {
    let settings = configuration.disturb
    switch settings.scheme {
    case .none: return 0
    case .half: return Float(settings.step ?? card.disturb?.half ?? 0)
    case .third: return Float(settings.step ?? card.disturb?.third ?? 0)
    }
  }

  /// The same of a read at full scale.
  var readDisturb: Float {
    configuration.disturb.scheme == .none ? 0 : Float(configuration.disturb.read ?? card.disturb?.read ?? 0)
  }

  /// The key of one layer's fixed properties.
  func layerIdentity(_ layer: Int) -> StreamKey { identity.child("layer", layer) }

  /// The conductance of weight 0 of pulsed cells: where the published weight is 0, or mid-window for models whose weight
  /// begins at the low end.
  var pulseMiddle: Float { Self.pulseMiddle(card) }

  private static func pulseMiddle(_ card: DeviceCard) -> Float {
    Float(card.pulse?.window.middle ?? Double(1 + card.window.low) / 2)
  }

  /// The conductance between the weights 0 and 1 of pulsed cells: the published unit, or half the window.
  var pulseUnit: Float {
    guard let window = card.pulse?.window else { return (1 - card.window.low) / 2 }
    return Float(window.weightMinimum < 0 ? window.scale : (1 - window.lowest) / 2)
  }

  /// Mean energy of a write pulse; 0 where the card does not say.
  public var pulseEnergy: Joules { card.energyPerPulse ?? Joules(0) }

  var pulseVariation: PulseVariation {
    Self.pulseVariation(configuration.variation, die)
  }

  private static func pulseVariation(_ variation: ChipVariation, _ die: DieVariation) -> PulseVariation {
    var pulse = PulseVariation(
      deviceToDevice: variation.deviceToDevice, cycleToCycle: variation.cycleToCycle,
      nonlinearity: variation.nonlinearity, asymmetry: variation.asymmetry, dieStepGain: die.step)
    (pulse.rowSlope, pulse.columnSlope) = (die.rowSlope, die.columnSlope)
    return pulse
  }
}
