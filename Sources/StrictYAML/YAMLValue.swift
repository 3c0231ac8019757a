public import Units

/// One value of a document with its place: a number, a text, a list or a mapping, read by the getter that the caller
/// expects it to be.
///
/// Every getter throws ``YAMLError/wrongKind(place:found:expected:)`` for another kind of value and
/// ``YAMLError/outside(place:value:allowed:)`` for a value that is not allowed.
public struct YAMLValue {
  let node: YAMLNode
  let path: String
  let record: YAMLRecord

  /// Where the value stands.
  public var place: YAMLPlace {
    YAMLPlace(file: node.mark.origin ?? record.file, line: node.mark.line, column: node.mark.column, path: path)
  }

  /// Whether the value is a list.
  public var isList: Bool { if case .sequence = node { true } else { false } }
  /// Whether the value is a mapping.
  public var isMapping: Bool { if case .mapping = node { true } else { false } }
  /// Whether the value is empty, `~` or `null`.
  public var isNull: Bool { node.isNull }

  /// An error at this place: the value, and what is allowed instead.
  public func outside(_ value: String, allowed: String) -> YAMLError {
    .outside(place: place, value: value, allowed: allowed)
  }

  /// Any text, quoted or not, but not empty.
  public func string() throws(YAMLError) -> String {
    record.survey?.note(path, kind: "text")
    guard case .scalar(let text, _, _) = node, !node.isNull, !text.isEmpty else { throw wrong("a text") }
    note(text)
    return text
  }

  /// `true` or `false`.
  public func bool() throws(YAMLError) -> Bool {
    record.survey?.note(path, kind: "true or false")
    let value: Bool? = plain == "true" ? true : plain == "false" ? false : nil
    guard let value else { throw wrong("true or false") }
    note("\(value)")
    return value
  }

  /// A whole number.
  public func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(YAMLError) -> Int {
    record.survey?.note(path, kind: "whole number", allowed: describe(range))
    guard let plain, let value = Int(plain) else { throw wrongNumber("a whole number without unit") }
    guard range.contains(value) else { throw outside("\(value)", allowed: describe(range)) }
    note("\(value)")
    return value
  }

  /// A finite dimensionless number; a unit is an error.
  public func number(in range: ClosedRange<Double> = .finite) throws(YAMLError) -> Double {
    record.survey?.note(path, kind: "number", allowed: describe(range))
    guard let plain, let value = Double(plain), value.isFinite, !plain.contains("x") else {
      throw wrongNumber("a finite number without unit")
    }
    guard range.contains(value) else { throw outside("\(value)", allowed: describe(range)) }
    note("\(value)")
    return value
  }

  /// A number with a unit of this quantity; a bare number is an error.
  /// - Parameter range: the smallest and the largest value allowed; nil allows any finite value.
  public func quantity<Q: Quantity>(
    _ type: Q.Type, in range: ClosedRange<Q>? = nil
  ) throws(YAMLError) -> Q {
    record.survey?.note(path, kind: Self.kind(Q.self), allowed: Self.span(range))
    guard case .scalar(let text, _, _) = node, !node.isNull else {
      throw wrong("a value with unit, like '1 \(Q.symbol)',")
    }
    let value: Q
    do {
      value = try Q(parsing: text)
    } catch {
      throw .wrongKind(place: place, found: "\(error)", expected: "a value in \(Q.symbol)")
    }
    guard value.value.isFinite else { throw outside(plainly(text), allowed: "finite values") }
    if let range, !range.contains(value) {
      throw outside(plainly(text), allowed: "\(range.lowerBound)...\(range.upperBound)")
    }
    note(Self.text(value))
    return value
  }

  /// One of the words of an enumeration.
  public func choice<C: CaseIterable & RawRepresentable>(of type: C.Type) throws(YAMLError) -> C
  where C.RawValue == String {
    let words = C.allCases.map(\.rawValue)
    record.survey?.note(path, kind: "word", words: words)
    guard case .scalar(let text, _, _) = node, !node.isNull else {
      throw wrong("one of \(words.joined(separator: ", "))")
    }
    guard let value = C(rawValue: text) else {
      let hint = nearest(text, among: words).map { "; did you mean '\($0)'?" } ?? ""
      throw outside(shown(text), allowed: words.joined(separator: ", ") + hint)
    }
    note(text)
    record.survey?.note(path) { $0.chosen.insert(text) }
    return value
  }

  /// The mapping at this place.
  public func mapping() throws(YAMLError) -> YAMLMapping {
    record.survey?.note(path, kind: "mapping")
    guard case .mapping(let pairs, let mark) = node else { throw wrong("a mapping of keys to values") }
    return YAMLMapping(pairs: pairs, mark: mark, path: path, record: record)
  }

  /// The entries of the list at this place.
  /// - Parameter count: the allowed numbers of entries.
  public func list(count: ClosedRange<Int> = 0...Int.max) throws(YAMLError) -> [YAMLValue] {
    record.survey?.note(path, kind: "list", allowed: count == 0...Int.max ? "" : describe(count))
    guard case .sequence(let items, _) = node else { throw wrong("a list") }
    guard count.contains(items.count) else {
      throw outside("a list of \(items.count)", allowed: "lists of \(describe(count)) entries")
    }
    return items.enumerated().map { YAMLValue(node: $1, path: "\(path)[\($0)]", record: record) }
  }

  /// A list of finite dimensionless numbers.
  public func numbers(
    in range: ClosedRange<Double> = .finite, count: ClosedRange<Int> = 0...Int.max
  ) throws(YAMLError) -> [Double] {
    var numbers: [Double] = []
    for value in try list(count: count) { numbers.append(try value.number(in: range)) }
    return numbers
  }

  /// For a survey: a quantity by its unit, and its range.
  static func kind<Q: Quantity>(_ type: Q.Type) -> String { "value in \(Q.symbol)" }

  static func span<Q: Quantity>(_ range: ClosedRange<Q>?) -> String {
    range.map { "\($0.lowerBound)...\($0.upperBound)" } ?? ""
  }

  /// `25 uS` where that reads back to the same number, `2.5000000001e-05 S` otherwise.
  static func text<Q: Quantity>(_ value: Q) -> String {
    let short = value.description
    return (try? Q(parsing: short)) == value ? short : value.exactDescription
  }

  private var plain: String? {
    guard case .scalar(let text, true, _) = node else { return nil }
    return text
  }

  private func wrong(_ expected: String) -> YAMLError {
    .wrongKind(place: place, found: node.kind, expected: expected)
  }

  /// As ``wrong(_:)``, with the remedy for a decimal comma.
  private func wrongNumber(_ expected: String) -> YAMLError {
    if let plain, plain.contains(","), let value = Double(plain.replacing(",", with: ".")) {
      return wrong(expected + " with a decimal point, such as \(value),")
    }
    return wrong(expected)
  }

  private func note(_ text: String) { record.note(path, text, node.mark.origin == nil ? .file : .override) }
}
