/// Cards that lead the decoder along every way that it has, for the reference of fields (``CardReference``).
///
/// They are no devices: numbers are such that the decoder takes them. A test holds them to completeness: no key is asked
/// for that none of them has, and no word of a choice is left out.
enum CardSpecimens {
  static let texts: [String] =
    [whole]
    + [
      "exact: true",
      curve("logarithmic: [1, 1]"), curve("decadic: [1, 1]"), curve("power: [1, 1]"), curve("saturating: [1, 1]"),
      curve("table: {at: [0], values: [1]}"), curve("pieces: [{polynomial: [1], below: 0.5}, {polynomial: [1]}]"),
      curve("polynomial: [1], referenceGMax: 1 uS, atLeast: 0, atMost: 1"),
    ].map { plain(programming: $0) }
    + laws.map { plain(parts: "pulse: {\($0)}") }
    + noises.map { plain(parts: "pulse: {law: constant, weightRange: [-1, 1], step: 0.1, cycleToCycle: {\($0)}}") }
    + [
      """
      relaxation: {startsAt: 1 s, interpolation: logTime, points: [{time: 2 s, spread: \(line), shift: \(line)}]}
      programming: {spread: \(line)}
      """,
      """
      relaxation: {startsAt: 1 s, interpolation: time, points: [{time: 2 s, spread: \(line)}]}
      programming: {spread: \(line)}
      """,
      """
      relaxation: {changes: [{time: 2 s, deviation: \(line), mean: \(line)}]}
      programming: {exact: true}
      """,
    ].map { frame + $0 + "\n" + sources(["relaxation"]) }
    + [
      "currentVoltage: {model: mixture, high: [2e-6], low: [1e-6], readVoltage: 0.2 V, limit: 1 V}",
      """
      currentVoltage: {model: polynomial, quadratic: [0], cubic: [0], validFrom: 1 uS, linearFrom: 2 uS, limit: 1 V}
      """,
      "readNoise: {growth: none, argument: present, amplitude: \(line), multipliesConductance: false}",
    ].map { plain(parts: $0) }

  private static let line = "{argument: relative, unit: 1 uS, polynomial: [0.1]}"

  private static func curve(_ formula: String) -> String { "spread: {argument: 1 uS, unit: relative, \(formula)}" }

  private static let laws: [String] = [
    "law: linear, weightRange: [-1, 1], step: 0.1, slopeUp: 1, slopeDown: 1, meanBounds: false",
    "law: softBounds, weightRange: [-1, 1], step: 0.1, deviceToDevice: {stepDistribution: normal}",
    """
    law: exponential, weightRange: [-1, 1], step: 0.1, a: 1, b: 0, gammaUp: 1, gammaDown: 1, amplitudeUp: 0.1,
    amplitudeDown: 0.1
    """,
    "law: power, weightRange: [-1, 1], step: 0.1, exponentUp: 1, exponentDown: 1",
    "law: measured, weightRange: [-1, 1], step: 0.1, stepsUp: [1, 0], stepsDown: [0, 1]",
    """
    law: neuroSim, pulsesUp: 10, pulsesDown: 10, nonlinearityUp: 1, nonlinearityDown: -1,
    windowUp: {gMin: 2 uS, gMax: 10 uS}, windowDown: {gMin: 1 uS, gMax: 9 uS}
    """,
  ]

  private static let noises: [String] = [
    "kind: proportional, sigma: 0.1", "kind: additive, sigma: 0.1", "kind: window, sigma: 0.1",
    "kind: stateDependent, sigma: 0.1, constant: 0.1, perWeight: 0.1",
  ]

  private static let frame = """
    id: specimen
    title: Specimen
    technology: ideal
    confidence: none
    mapping: referenceColumn
    window: {gMin: 1 uS, gMax: 10 uS}
    read: {voltage: 0.2 V, integrationTime: 100 ns}

    """

  private static func plain(programming: String = "exact: true", parts: String = "") -> String {
    let part = parts.prefix { $0 != ":" }
    return frame + "programming: {\(programming)}\n\(parts)\n" + sources(part.isEmpty ? [] : [String(part)])
  }

  private static func sources(_ parts: [String]) -> String {
    let all = (["window", "read", "programming"] + parts).joined(separator: ", ")
    return "sources: [{parts: [\(all)], paper: none, where: nowhere, evidence: assumed}]\n"
  }

  /// One of everything that does not exclude something else.
  private static let whole = """
    id: whole
    formerly: former
    title: Specimen of every part
    technology: rram
    confidence: none
    mapping: differentialPair
    window: {gMin: 1 uS, gMax: 10 uS}
    read: {voltage: 0.2 V, integrationTime: 100 ns}
    programming: {acceptanceBand: 0.01}
    drift: {referenceTime: 1 s, exponentMean: \(line), exponentDeviation: \(line)}
    relaxation: {unitTime: 1 s, meanSlope: 0 uS, deviationOffset: 1 uS, deviationSlope: 0 uS}
    leak: {lifetime: 1 s, deviation: 0.1}
    readNoise:
      growth: flicker
      argument: programmed
      amplitude: \(line)
      multipliesConductance: true
      includedInSpread: false
      integrationTime: 1 us
      spectrum: {exponent: 1, white: 0, shortest: 1 us, longest: 1 s}
    pulse:
      law: constant
      weightRange: [-1, 1]
      step: 0.1
      asymmetry: 0
      consistent: true
      deviceToDevice:
        {step: 0, stepDistribution: logNormal, asymmetry: 0, maximum: 0, minimum: 0, slopeUp: 0, slopeDown: 0}
      cycleToCycle: {kind: additive, sigma: 0.1}
      writeNoise: 0
      oneSided: false
      corrupt: {fraction: 0, range: 0.01}
      referenceSpread: 0.1
    switching:
      components:
        - weight: 1
          mean: [5, 1, 5000, 1, 0.1, 0.1, 0.1, 0.1]
          factor: [\(Array(repeating: zeros(8), count: 8).joined(separator: ", "))]
      memory: [\(Array(repeating: zeros(4), count: 4).joined(separator: ", "))]
      innovation: [\(identity.joined(separator: ", "))]
      shape: [\(Array(repeating: "[0, 0, 0, 1, 0]", count: 4).joined(separator: ", "))]
    currentVoltage: {model: hyperbolicSine, scale: 1 V}
    defects: {stuckLow: 0, stuckHigh: 0, stuckMid: 0, midSpread: 0, unresponsive: 0}
    endurance: {cycles: 1e6, decadesDeviation: 0.1, onLossPerDecade: 0.1, offExponent: 0.1}
    temperature:
      reference: 300 K
      conductionEnergy: 0.1 eV
      metallicCoefficientPerKelvin: 0
      retentionEnergy: 1 eV
      bake:
        duration: 1 h
        activationEnergy: 1 eV
        points: [{temperature: 400 K, mean: \(line), deviation: \(line)}]
    randomTelegraphNoise:
      illustrative: true
      visibleShare: 0.1
      relativeAmplitude: 0.1
      referenceResistance: 1 MOhm
      saturation: 1
      shortest: 1 us
      longest: 1 s
    write: {upVoltage: 1 V, upWidth: 1 us, downVoltage: -1 V, downWidth: 1 us, energyPerPulse: 1 pJ}
    disturb: {half: 0.01, third: 0.001, read: 0}
    dieToDie:
      step: {lot: 0, wafer: 0, die: 0, rows: 0, columns: 0}
      driftExponent: {lot: 0, wafer: 0, die: 0}
      failures: {lot: 0, wafer: 0, die: 0}
      diesPerWafer: 100
      wafersPerLot: 25
    verifiedWriting:
      failuresAt: [5 uS]
      ratioAt: [1 V]
      dies: [{failures: [0.01], pulses: 3, openLoopRatio: [1]}]
      curve: {limit: 1 kOhm, scale: 1 kOhm, threshold: 0.5 V, exponent: 1}
      openLoopDeviation: 0.1
    sources:
      - parts: [window, read, programming, drift, relaxation, leak, readNoise, pulse, switching, currentVoltage, defects]
        paper: none
        doi: none
        url: none
        where: nowhere
        evidence: assumed
      - parts: [endurance, temperature, randomTelegraphNoise, write, disturb, dieToDie, verifiedWriting]
        paper: none
        where: nowhere
        evidence: quoted
    assumptions: [none]
    check:
    \(PublishedPoint.Quantity.allCases.map(point).joined(separator: "\n"))

    """

  private static func zeros(_ count: Int) -> String {
    "[" + Array(repeating: "0", count: count).joined(separator: ", ") + "]"
  }

  private static let identity = (0..<4).map { row in
    "[" + (0..<4).map { $0 == row ? "1" : "0" }.joined(separator: ", ") + "]"
  }

  private static func point(_ quantity: PublishedPoint.Quantity) -> String {
    "  - {quantity: \(quantity.rawValue), target: 5 uS, time: 1 s, voltage: 1 V, temperature: 300 K, resistance: 1 kOhm, "
      + "die: 1, pulses: 1, upPulses: 1, value: \(value(quantity)), tolerance: 0, source: none}"
  }

  private static func value(_ quantity: PublishedPoint.Quantity) -> String {
    switch quantity {
    case .failedShare, .openLoopRatio, .pulsesPerCell, .switchingHighDecades, .switchingHighDecadesDeviation: "1"
    case .switchingLowResistance, .switchingLowResistanceDeviation: "1 kOhm"
    case .current: "1 uA"
    case .openLoopShift, .switchingSetVoltage, .switchingSetVoltageDeviation, .switchingResetVoltage,
      .switchingResetVoltageDeviation:
      "1 V"
    default: "1 uS"
    }
  }
}
