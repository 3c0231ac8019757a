internal import Foundation
internal import StrictYAML
internal import Units

/// A compact model with its parameters, as a file has them.
package struct ModelFile: Sendable {
  package let name: String
  package let title: String
  /// Which equations.
  package let kind: Kind
  let model: any CompactModel
  /// The normalised state at the beginning.
  let initial: Double
  /// A line for each source: what, where, how certain.
  package let sources: [String]

  package enum Kind: String, CaseIterable, Sendable {
    case linearIonDrift = "linear-ion-drift"
    case vteam
    case yakopcic
    case stanfordPKU = "stanford-pku"
  }

  private enum Evidence: String, CaseIterable { case quoted, fitted, derived, assumed }

  /// A model by its name, from the folder `compact-models` of the device cards, or by the path of a file.
  /// - Parameter cards: the folder of the device cards.
  /// - Throws: ``WaveformError/unknownModel(name:found:searched:)``, `YAMLError`.
  package init(_ nameOrPath: String, cards: String) throws {
    if nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") {
      try self.init(contentsOf: nameOrPath)
      return
    }
    let folder = cards + "/compact-models"
    let names = Self.names(in: folder)
    guard names.contains(nameOrPath) else {
      throw WaveformError.unknownModel(name: nameOrPath, found: names, searched: folder)
    }
    try self.init(contentsOf: "\(folder)/\(nameOrPath).yaml")
  }

  /// The models of a folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// - Throws: `YAMLError`.
  package init(contentsOf path: String) throws { try self.init(YAMLDocument(contentsOf: path)) }

  /// - Throws: `YAMLError`.
  package init(text: String, file: String) throws { try self.init(YAMLDocument(text: text, file: file)) }

  private init(_ document: YAMLDocument) throws(YAMLError) {
    let root = document.root
    name = try root.string("id")
    title = try root.string("title")
    kind = try root.choice("model", of: Kind.self)
    let parameters = try root.mapping("parameters")
    switch kind {
    case .linearIonDrift: model = try LinearIonDrift(parameters)
    case .vteam: model = try ThresholdAdaptive(parameters)
    case .yakopcic: model = try Yakopcic(parameters)
    case .stanfordPKU: model = try FilamentGap(parameters)
    }
    let scale = model.state
    if scale.unit.isEmpty {
      initial = try root.number("initial", in: 0...1)
    } else {
      let range = Metres(scale.low * 1e-9)...Metres(scale.high * 1e-9)
      initial = scale.normalised(try root.quantity("initial", Metres.self, in: range).value * 1e9)
    }
    var lines: [String] = []
    for source in try root.mappings("sources", count: 1...20) {
      let parts = try source.list("parts").map { value throws(YAMLError) in try value.string() }
      let place = try source.optional("where") { value throws(YAMLError) in try value.string() }
      let evidence = try source.choice("evidence", of: Evidence.self)
      let paper = try source.string("paper")
      lines.append(
        "\(parts.joined(separator: ", ")): \(paper)" + (place.map { "; \($0)" } ?? "") + " (\(evidence.rawValue))")
      _ = try source.optional("doi") { value throws(YAMLError) in try value.string() }
    }
    sources = lines
    try root.finish()
  }
}

extension LinearIonDrift {
  init(_ map: YAMLMapping) throws(YAMLError) {
    mobility = try map.quantity("mobility", SquareMetresPerVoltSecond.self, in: .init(1e-20)...(.init(1))).value
    thickness = try map.quantity("thickness", Metres.self, in: .init(1e-10)...(.init(1e-3))).value
    on = try map.quantity("on", Ohms.self, in: .init(1e-3)...(.init(1e12))).value
    off = try map.quantity("off", Ohms.self, in: .init(1e-3)...(.init(1e15))).value
    guard off > on else { throw map.outside("off", value: "\(Ohms(off))", allowed: "above on, \(Ohms(on))") }
    window = try map.choice("window", of: Window.self)
    exponent = try map.number("exponent", in: 0.5...100, default: 1)
    height = try map.number("height", in: 0...100, default: 1)
    threshold = try map.quantity("threshold", Volts.self, in: .init(0)...(.init(1000)), default: Volts(0)).value
  }
}

extension ThresholdAdaptive {
  init(_ map: YAMLMapping) throws(YAMLError) {
    on = try map.quantity("on", Ohms.self, in: .init(1e-3)...(.init(1e12))).value
    off = try map.quantity("off", Ohms.self, in: .init(1e-3)...(.init(1e15))).value
    guard off > on else { throw map.outside("off", value: "\(Ohms(off))", allowed: "above on, \(Ohms(on))") }
    thickness = try map.quantity("thickness", Metres.self, in: .init(1e-10)...(.init(1e-3))).value
    speedOn = try map.quantity("speedOn", MetresPerSecond.self, in: .init(-1e12)...(.init(0))).value
    speedOff = try map.quantity("speedOff", MetresPerSecond.self, in: .init(0)...(.init(1e12))).value
    exponentOn = try map.number("exponentOn", in: 0.5...20)
    exponentOff = try map.number("exponentOff", in: 0.5...20)
    thresholdOn = try map.quantity("thresholdOn", Volts.self, in: .init(-1000)...(.init(-1e-6))).value
    thresholdOff = try map.quantity("thresholdOff", Volts.self, in: .init(1e-6)...(.init(1000))).value
  }
}

extension Yakopcic {
  init(_ map: YAMLMapping) throws(YAMLError) {
    amplitudePositive = try map.quantity("amplitudePositive", Amperes.self, in: .init(1e-18)...(.init(1e3))).value
    amplitudeNegative = try map.quantity("amplitudeNegative", Amperes.self, in: .init(1e-18)...(.init(1e3))).value
    curvature = try map.quantity("curvature", PerVolt.self, in: .init(1e-6)...(.init(100))).value
    speedPositive = try map.quantity("speedPositive", PerSecond.self, in: .init(0)...(.init(1e18))).value
    speedNegative = try map.quantity("speedNegative", PerSecond.self, in: .init(0)...(.init(1e18))).value
    thresholdPositive = try map.quantity("thresholdPositive", Volts.self, in: .init(0)...(.init(100))).value
    thresholdNegative = try map.quantity("thresholdNegative", Volts.self, in: .init(0)...(.init(100))).value
    decayPositive = try map.number("decayPositive", in: 0...1000)
    decayNegative = try map.number("decayNegative", in: 0...1000)
    knotPositive = try map.number("knotPositive", in: 0...0.999)
    knotNegative = try map.number("knotNegative", in: 0...0.999)
    direction = Double(try map.int("direction", in: -1...1, default: 1))
    guard direction != 0 else { throw map.outside("direction", value: "0", allowed: "1 or -1") }
  }
}

extension FilamentGap {
  init(_ map: YAMLMapping) throws(YAMLError) {
    currentScale = try map.quantity("currentScale", Amperes.self, in: .init(1e-15)...(.init(1e3))).value
    gapScale = try map.quantity("gapScale", Metres.self, in: .init(1e-12)...(.init(1e-6))).value
    voltageScale = try map.quantity("voltageScale", Volts.self, in: .init(1e-3)...(.init(100))).value
    speed = try map.quantity("speed", MetresPerSecond.self, in: .init(0)...(.init(1e12))).value
    activation = try map.quantity("activation", ElectronVolts.self, in: .init(0)...(.init(10))).value
    enhancement = try map.number("enhancement", in: 0...1000)
    enhancementLoss = try map.number("enhancementLoss", in: 0...1000)
    hop = try map.quantity("hop", Metres.self, in: .init(1e-12)...(.init(1e-6))).value
    oxide = try map.quantity("oxide", Metres.self, in: .init(1e-10)...(.init(1e-6))).value
    leastField = try map.quantity("leastField", VoltsPerMetre.self, in: .init(1)...(.init(1e12))).value
    thermalResistance = try map.quantity("thermalResistance", KelvinPerWatt.self, in: .init(0)...(.init(1e9))).value
    ambient = try map.quantity("ambient", Kelvin.self, in: .init(1)...(.init(2000))).value
    smallest = try map.quantity("smallest", Metres.self, in: .init(0)...(.init(1e-6))).value
    largest = try map.quantity("largest", Metres.self, in: .init(0)...(.init(1e-6))).value
    guard largest > smallest else {
      throw map.outside("largest", value: "\(Metres(largest))", allowed: "above smallest, \(Metres(smallest))")
    }
    guard enhancement - enhancementLoss * largest * largest * largest * 1e27 > 0 else {
      throw map.outside(
        "enhancementLoss", value: "\(enhancementLoss)", allowed: "below enhancement/(largest/1 nm)^3")
    }
  }
}
