public import StrictYAML
internal import Units

extension PulseModel {
  /// Reads the `pulse` part of a device card.
  ///
  ///     law: softBounds          # constant | linear | softBounds | exponential | power | neuroSim | measured
  ///     weightRange: [-1, 1]     # the normalised weights at Gmin and Gmax
  ///     step: 0.0949             # mean step at w = 0
  ///     asymmetry: 0
  ///     deviceToDevice: {step: 0.7829, stepDistribution: logNormal, asymmetry: 0.01, maximum: 0.3499, minimum: 0.5695}
  ///     cycleToCycle: {kind: additive, sigma: 0.4158}
  ///     writeNoise: 1.4113
  ///     corrupt: {fraction: 0.1348, range: 0.01}
  ///     referenceSpread: 0.05
  ///
  /// - Parameter window: of the card.
  /// - Throws: `YAMLError` naming file, line, column and key.
  public init(_ mapping: YAMLMapping, window: ConductanceWindow) throws(YAMLError) {
    let kind = try mapping.choice("law", of: LawName.self)
    for key in ["windowUp", "windowDown"] where kind != .neuroSim && mapping.contains(key) {
      throw mapping.outside(
        key, value: "with law: \(kind.rawValue)",
        allowed: "law: neuroSim, whose curves have two ends each; other laws know the ends of 'window' alone")
    }
    let range =
      kind == .neuroSim && !mapping.contains("weightRange")
      ? [0, 1] : try mapping.numbers("weightRange", in: -100...100, count: 2...2)
    guard range[0] < range[1] else {
      throw mapping.outside("weightRange", value: "\(range)", allowed: "[lowest, highest] with lowest below highest")
    }
    if kind == .linear || kind == .softBounds, !(range[0] < 0 && range[1] > 0) {
      throw mapping.outside("weightRange", value: "\(range)", allowed: "ranges around 0, which this law needs")
    }
    self.init(
      window: PulseWindow(weightMinimum: range[0], weightMaximum: range[1], lowest: window.gMin / window.gMax),
      law: try Self.law(kind, mapping, window),
      step: kind == .neuroSim ? 0 : try mapping.number("step", in: 1e-6...(range[1] - range[0])),
      asymmetry: try mapping.number("asymmetry", in: -0.99...0.99, default: 0),
      consistent: try mapping.bool("consistent", default: true),
      spread: try Self.spread(mapping.optionalMapping("deviceToDevice")),
      cycleNoise: try Self.cycleNoise(mapping.optionalMapping("cycleToCycle")),
      writeNoise: try mapping.number("writeNoise", in: 0...1e4, default: 0),
      oneSided: try mapping.bool(
        "oneSided", default: false))
    if let corrupt = try mapping.optionalMapping("corrupt") {
      corruptFraction = try corrupt.number("fraction", in: 0...1)
      corruptRange = try corrupt.number("range", in: 0...1, default: 0.01)
    }
    referenceSpread = try mapping.optional("referenceSpread") { value throws(YAMLError) in
      try value.number(in: 0...10)
    }
    if writeNoise > 0, kind == .neuroSim {
      throw mapping.outside("writeNoise", value: "\(writeNoise)", allowed: "0: NeuroSim's law has no step to scale it")
    }
  }

  private enum LawName: String, CaseIterable {
    case constant, linear, softBounds, exponential, power, neuroSim, measured
  }
  private enum Distribution: String, CaseIterable { case normal, logNormal }
  private enum NoiseName: String, CaseIterable { case proportional, additive, window, stateDependent }

  private static func law(
    _ kind: LawName, _ mapping: YAMLMapping, _ window: ConductanceWindow
  ) throws(YAMLError) -> StepLaw {
    switch kind {
    case .constant: return .constant
    case .softBounds: return .softBounds
    case .linear:
      return .linear(
        slopeUp: try mapping.number("slopeUp", in: 0...10), slopeDown: try mapping.number("slopeDown", in: 0...10),
        meanBounds: try mapping.bool("meanBounds", default: true))
    case .exponential:
      return .exponential(
        .init(
          a: try mapping.number("a", in: -100...100), b: try mapping.number("b", in: -100...100),
          gammaUp: try mapping.number("gammaUp", in: 0...100), gammaDown: try mapping.number("gammaDown", in: 0...100),
          amplitudeUp: try mapping.number("amplitudeUp", in: -1e4...1e4),
          amplitudeDown: try mapping.number("amplitudeDown", in: -1e4...1e4)))
    case .measured:
      let up = try mapping.numbers("stepsUp", in: 0...1000, count: 2...256)
      let down = try mapping.numbers("stepsDown", in: 0...1000, count: up.count...up.count)
      return .measured(.init(up: up, down: down))
    case .power:
      return .power(
        exponentUp: try mapping.number("exponentUp", in: 0...20),
        exponentDown: try mapping.number("exponentDown", in: 0...20))
    case .neuroSim:
      let labels = -NeuroSimLabel.largest...NeuroSimLabel.largest
      return .neuroSim(
        .init(
          pulsesUp: Double(try mapping.int("pulsesUp", in: 1...1_000_000)),
          pulsesDown: Double(try mapping.int("pulsesDown", in: 1...1_000_000)),
          labelUp: try mapping.number("nonlinearityUp", in: labels),
          labelDown: try mapping.number("nonlinearityDown", in: labels), startUp: try startUp(mapping, window),
          startDown: try startDown(mapping, window)))
    }
  }

  /// Pulses end at the window's ends, and curves may start elsewhere.
  private static func startUp(_ mapping: YAMLMapping, _ window: ConductanceWindow) throws(YAMLError) -> Double {
    guard let given = try mapping.optionalMapping("windowUp") else { return 0 }
    let up = try ConductanceWindow(given)
    guard up.gMax == window.gMax else {
      throw given.outside(
        "gMax", value: "\(up.gMax)", allowed: "window.gMax = \(window.gMax) of the card, where pulses up end")
    }
    return (up.gMin - window.gMin) / window.gMax
  }

  private static func startDown(_ mapping: YAMLMapping, _ window: ConductanceWindow) throws(YAMLError) -> Double {
    guard let given = try mapping.optionalMapping("windowDown") else { return 0 }
    let down = try ConductanceWindow(given)
    guard down.gMin == window.gMin else {
      throw given.outside(
        "gMin", value: "\(down.gMin)", allowed: "window.gMin = \(window.gMin) of the card, where pulses down end")
    }
    return (window.gMax - down.gMax) / window.gMax
  }

  private static func spread(_ mapping: YAMLMapping?) throws(YAMLError) -> PulseSpread {
    guard let mapping else { return PulseSpread() }
    let range = 0.0...10
    return PulseSpread(
      step: try mapping.number("step", in: range, default: 0),
      stepIsLogNormal: try mapping.choice("stepDistribution", of: Distribution.self, default: .normal) == .logNormal,
      asymmetry: try mapping.number("asymmetry", in: range, default: 0),
      maximum: try mapping.number("maximum", in: range, default: 0),
      minimum: try mapping.number("minimum", in: range, default: 0),
      slopeUp: try mapping.number("slopeUp", in: range, default: 0),
      slopeDown: try mapping.number("slopeDown", in: range, default: 0))
  }

  private static func cycleNoise(_ mapping: YAMLMapping?) throws(YAMLError) -> CycleNoise {
    guard let mapping else { return .proportional(0) }
    let kind = try mapping.choice("kind", of: NoiseName.self)
    let sigma = try mapping.number("sigma", in: 0...100)
    switch kind {
    case .proportional: return .proportional(sigma)
    case .additive: return .additive(sigma)
    case .window: return .window(sigma)
    case .stateDependent:
      return .stateDependent(
        sigma: sigma, constant: try mapping.number("constant", in: 0...10),
        perWeight: try mapping.number("perWeight", in: 0...10))
    }
  }
}
