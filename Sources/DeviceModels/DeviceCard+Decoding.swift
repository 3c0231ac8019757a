public import StrictYAML
internal import Units

extension DeviceCard {
  /// Reads a card from YAML text.
  /// - Throws: ``YAMLError`` with line and column for anything that is not a card, and
  ///   ``DeviceModelsError/missingSource(place:part:)`` for a part without a source.
  public init(text: String, file: String) throws {
    try self.init(YAMLDocument(text: text, file: file))
  }

  /// Reads a card from a file.
  public init(contentsOf path: String) throws { try self.init(YAMLDocument(contentsOf: path)) }

  /// Reads a card from a document.
  public init(_ document: YAMLDocument) throws { try self.init(document, survey: nil) }

  /// Reads a card; a survey is told of every key that the decoder asks for.
  init(_ document: YAMLDocument, survey: YAMLSurvey?) throws {
    let root = document.root(survey: survey)
    file = document.file
    text = document.text
    id = try root.string("id")
    formerName = try root.optional("formerly") { (value) throws(YAMLError) in try value.string() }
    title = try root.string("title")
    technology = try root.choice("technology", of: Technology.self)
    confidence = try root.string("confidence")
    mapping = try root.choice("mapping", of: CardWeightMapping.self)
    window = try ConductanceWindow(try root.mapping("window"))
    read = try ReadConditions(try root.mapping("read"))
    let window = self.window
    let gMax = window.gMax
    programming = try ProgrammingNoise(try root.mapping("programming"), gMax: gMax)
    drift = try root.optionalMapping("drift").map { try PowerLawDrift($0, gMax: gMax) }
    relaxation = try root.optionalMapping("relaxation").map { try Relaxation($0, gMax: gMax) }
    leak = try root.optionalMapping("leak").map { try Leak($0) }
    readNoise = try root.optionalMapping("readNoise").map { try ReadNoise($0, gMax: gMax) }
    pulse = try root.optionalMapping("pulse").map { try PulseModel($0, window: window) }
    switching = try root.optionalMapping("switching").map { try ReRAMHennen2024($0) }
    currentVoltage = try root.optionalMapping("currentVoltage").map { try CurrentVoltage($0) }
    defects = try root.optionalMapping("defects").map { try Defects($0) }
    endurance = try root.optionalMapping("endurance").map { try EnduranceModel($0) }
    temperature = try root.optionalMapping("temperature").map { try TemperatureDependence($0, gMax: gMax) }
    randomTelegraphNoise = try root.optionalMapping("randomTelegraphNoise").map { try RandomTelegraphNoise($0) }
    write = try root.optionalMapping("write").map { try WriteConditions($0) }
    disturb = try root.optionalMapping("disturb").map { try Disturb($0) }
    dieToDie = try root.optionalMapping("dieToDie").map { try DieToDie($0) }
    verifiedWriting = try root.optionalMapping("verifiedWriting").map { try VerifiedWriting($0, window: window) }
    sources = try root.mappings("sources", count: 1...64).map { try CardSource($0) }
    assumptions =
      try root.optional("assumptions") { (value) throws(YAMLError) in
        var texts: [String] = []
        for item in try value.list() { texts.append(try item.string()) }
        return texts
      } ?? []
    publishedPoints = root.contains("check") ? try root.mappings("check").map { try PublishedPoint($0) } : []
    _ = root.optionalValue("check")
    values = root.resolved
    try root.finish()
    try requireMatchingForms(root)
    try requireSources(root)
  }

  /// A tabulated relaxation interpolates from the programming spread, which must be of the same form.
  private func requireMatchingForms(_ root: YAMLMapping) throws {
    guard case .tabulated(let table) = relaxation else { return }
    guard case .spread(let spread) = programming else {
      throw root.outside("relaxation", value: "a tabulated spread", allowed: "cards whose programming is a spread")
    }
    let form = table.points[0].spread.shape
    guard spread.shape == form else {
      throw root.outside("relaxation", value: "the form \(form)", allowed: "the form of programming, \(spread.shape)")
    }
  }

  private func requireSources(_ root: YAMLMapping) throws {
    let named = Set(sources.flatMap(\.parts))
    for part in parts where !named.contains(part) {
      throw DeviceModelsError.missingSource(place: "\(root.optionalValue(part)?.place ?? root.place)", part: part)
    }
    for (index, source) in sources.enumerated() {
      for part in source.parts where !parts.contains(part) {
        throw root.outside(
          "sources", value: "the part '\(part)' of source \(index + 1)",
          allowed: "the parts of this card: \(parts.joined(separator: ", "))")
      }
    }
  }
}
