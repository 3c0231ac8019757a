public import Units

/// A reader of one mapping: typed getters by key, and ``finish()``, which refuses what nothing has read.
///
/// A getter without `default` requires its key; `null` counts as a missing key for optional getters. Values that are
/// filled in by default are recorded, see ``resolved``.
public final class YAMLMapping {
  let pairs: [YAMLPair]
  let mark: YAMLMark
  /// Keys and indices from the root to this mapping; empty for the root.
  public let path: String
  let record: YAMLRecord
  private var known: [String] = []
  private var children: [YAMLMapping] = []

  init(pairs: [YAMLPair], mark: YAMLMark, path: String, record: YAMLRecord) {
    self.pairs = pairs
    self.mark = mark
    self.path = path
    self.record = record
  }

  /// Where the mapping starts.
  public var place: YAMLPlace {
    YAMLPlace(file: mark.origin ?? record.file, line: mark.line, column: mark.column, path: path)
  }

  /// The keys in the order of the file.
  public var keys: [String] { pairs.map(\.key) }

  /// Whether the key is there with a value.
  public func contains(_ key: String) -> Bool {
    let isThere = has(key)
    record.survey?.note(join(key)) { asked in
      asked.isOptional = true
      asked.isGiven = asked.isGiven || isThere
    }
    return isThere
  }

  private func has(_ key: String) -> Bool { pairs.contains { $0.key == key && !$0.value.isNull } }

  /// For a survey: what stands in this mapping is described once, under a name, wherever it stands.
  package func surveyed(as name: String) { record.survey?.name(path, as: name) }

  /// For a survey: what a getter expects, where a default may stand in.
  private func ask(
    _ key: String, _ kind: @autoclosure () -> String, _ allowed: @autoclosure () -> String,
    _ fallback: @autoclosure () -> String?, words: @autoclosure () -> [String] = []
  ) {
    guard let survey = record.survey else { return }
    survey.note(join(key), kind: kind(), allowed: allowed(), words: words())
    let fallback = fallback()
    survey.note(join(key)) { asked in if asked.fallback == nil { asked.fallback = fallback } }
  }

  /// All values that readers of this document have read so far or filled in by default, in the order of reading.
  public var resolved: [ResolvedValue] { record.values }

  /// The value of a key.
  /// - Parameter allowed: what to write there, for the error message.
  /// - Throws: ``YAMLError/missingKey(place:key:allowed:)``.
  public func value(_ key: String, allowed: String = "…") throws(YAMLError) -> YAMLValue {
    record.survey?.note(join(key)) { $0.isRequired = true }
    guard let value = optionalValue(key) else { throw .missingKey(place: place, key: key, allowed: allowed) }
    return value
  }

  /// The value of a key, or nil when it is missing or null.
  public func optionalValue(_ key: String) -> YAMLValue? {
    learn(key)
    guard let pair = pairs.first(where: { $0.key == key }), !pair.value.isNull else { return nil }
    record.survey?.note(join(key)) { $0.isGiven = true }
    return YAMLValue(node: pair.value, path: join(key), record: record)
  }

  /// An error at the place of a key's value (or of this mapping when the key is missing).
  public func outside(_ key: String, value: String, allowed: String) -> YAMLError {
    .outside(place: optionalValue(key)?.place ?? place.at(path: join(key)), value: value, allowed: allowed)
  }

  public func string(_ key: String, default value: String? = nil) throws(YAMLError) -> String {
    ask(key, "text", "", value)
    if let value, !has(key) { return fill(key, value, value) }
    return try self.value(key, allowed: "a text").string()
  }

  public func bool(_ key: String, default value: Bool? = nil) throws(YAMLError) -> Bool {
    ask(key, "true or false", "", value.map { "\($0)" })
    if let value, !has(key) { return fill(key, value, "\(value)") }
    return try self.value(key, allowed: "true or false").bool()
  }

  public func int(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max, default value: Int? = nil
  ) throws(YAMLError) -> Int {
    ask(key, "whole number", describe(range), value.map { "\($0)" })
    if let value, !has(key) { return fill(key, value, "\(value)") }
    return try self.value(key, allowed: "a whole number in \(describe(range))").int(in: range)
  }

  public func number(
    _ key: String, in range: ClosedRange<Double> = .finite, default value: Double? = nil
  ) throws(YAMLError) -> Double {
    ask(key, "number", describe(range), value.map { "\($0)" })
    if let value, !has(key) { return fill(key, value, "\(value)") }
    return try self.value(key, allowed: "a number in \(describe(range))").number(in: range)
  }

  public func quantity<Q: Quantity>(
    _ key: String, _ type: Q.Type, in range: ClosedRange<Q>? = nil, default value: Q? = nil
  ) throws(YAMLError) -> Q {
    ask(key, YAMLValue.kind(Q.self), YAMLValue.span(range), value.map { YAMLValue.text($0) })
    if let value, !has(key) { return fill(key, value, YAMLValue.text(value)) }
    return try self.value(key, allowed: "a value with unit, like 1 \(Q.symbol)").quantity(type, in: range)
  }

  public func choice<C: CaseIterable & RawRepresentable>(
    _ key: String, of type: C.Type, default value: C? = nil
  ) throws(YAMLError) -> C where C.RawValue == String {
    ask(key, "word", "", value?.rawValue, words: C.allCases.map(\.rawValue))
    if let value, !has(key) { return fill(key, value, value.rawValue) }
    let words = C.allCases.map(\.rawValue).joined(separator: " | ")
    return try self.value(key, allowed: words).choice(of: type)
  }

  public func mapping(_ key: String) throws(YAMLError) -> YAMLMapping {
    adopt(try value(key, allowed: "a mapping of keys to values").mapping())
  }

  /// The entries of a list, each to be read by its own getter.
  public func list(
    _ key: String, count: ClosedRange<Int> = 0...Int.max
  ) throws(YAMLError) -> [YAMLValue] {
    try value(key, allowed: "a list").list(count: count)
  }

  /// A list of finite dimensionless numbers.
  public func numbers(
    _ key: String, in range: ClosedRange<Double> = .finite, count: ClosedRange<Int> = 0...Int.max
  ) throws(YAMLError) -> [Double] {
    try value(key, allowed: "a list of numbers").numbers(in: range, count: count)
  }

  /// A list of mappings, whose unknown keys ``finish()`` of this mapping refuses too.
  public func mappings(
    _ key: String, count: ClosedRange<Int> = 0...Int.max
  ) throws(YAMLError) -> [YAMLMapping] {
    var mappings: [YAMLMapping] = []
    for value in try list(key, count: count) { mappings.append(adopt(try value.mapping())) }
    return mappings
  }

  /// What `read` makes of the value, or nil when the key is missing or null.
  public func optional<T>(
    _ key: String, _ read: (YAMLValue) throws(YAMLError) -> T
  ) throws(YAMLError) -> T? {
    guard contains(key), let value = optionalValue(key) else { return learnt(key) }
    return try read(value)
  }

  public func optionalMapping(_ key: String) throws(YAMLError) -> YAMLMapping? {
    contains(key) ? try mapping(key) : learnt(key)
  }

  /// Refuses every key, here and in the mappings read through this one, that no getter has asked for. Keys of the
  /// document that begin with `x-` are the writer's own, for anchors: `x-chip: &chip {card: ideal}`.
  /// - Throws: ``YAMLError/unknownKey(place:nearest:valid:)`` for the first one.
  public func finish() throws(YAMLError) {
    for pair in pairs where !known.contains(pair.key) && !(path.isEmpty && pair.key.hasPrefix("x-")) {
      let place = YAMLPlace(
        file: pair.keyMark.origin ?? record.file, line: pair.keyMark.line, column: pair.keyMark.column,
        path: join(pair.key))
      throw .unknownKey(
        place: place, nearest: nearest(pair.key, among: known.filter { !keys.contains($0) }), valid: known)
    }
    for child in children { try child.finish() }
  }

  private func learn(_ key: String) { if !known.contains(key) { known.append(key) } }

  private func learnt<T>(_ key: String) -> T? {
    learn(key)
    return nil
  }

  private func adopt(_ child: YAMLMapping) -> YAMLMapping {
    children.append(child)
    return child
  }

  private func fill<T>(_ key: String, _ value: T, _ text: String) -> T {
    learn(key)
    record.note(join(key), text, .default)
    return value
  }

  private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
