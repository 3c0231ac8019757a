/// SI prefixes that text may put before a unit symbol; `u` and both micro signs are one.
let prefixes: [(symbol: String, size: Double)] = [
  ("f", 1e-15), ("p", 1e-12), ("n", 1e-9), ("u", 1e-6), ("µ", 1e-6), ("μ", 1e-6), ("m", 1e-3), ("", 1),
  ("k", 1e3), ("M", 1e6), ("G", 1e9),
]

extension Quantity {
  /// Reads a number with a unit: `25 uS`, `25µS`, `1e3 Ohm`, `2 d`.
  ///
  /// White space around and between number and unit is ignored. The unit is an SI symbol with an optional prefix from
  /// f to G, or one of ``otherUnits``.
  /// - Throws: ``UnitsError`` when there is no finite number, no unit, or a unit of another quantity.
  public init(parsing text: String) throws(UnitsError) {
    let example = "1 \(Self.symbol)"
    let (number, unit) = Self.split(text)
    guard let magnitude = Double(number), magnitude.isFinite else {
      throw .notANumber(text: text, example: example)
    }
    guard !unit.isEmpty else { throw .missingUnit(text: text, example: example) }
    guard let size = Self.size(of: unit) else {
      let others = Self.otherUnits.map(\.symbol)
      throw .unknownUnit(
        text: text, unit: unit,
        allowed: ([Self.symbol + " with a prefix f p n u m k M G"] + others).joined(separator: ", "))
    }
    self.init(magnitude * size)
  }

  /// The longest leading part that is a number, and the trimmed rest.
  private static func split(_ text: String) -> (number: String, unit: String) {
    let trimmed = text.trimmed
    // No number has more characters; a whole file given as a value would be looked at for minutes.
    var end = trimmed.index(trimmed.startIndex, offsetBy: 400, limitedBy: trimmed.endIndex) ?? trimmed.endIndex
    while end > trimmed.startIndex {
      let head = String(trimmed[..<end]).trimmed
      if Double(head) != nil, head.last?.isLetter != true {
        return (head, String(trimmed[end...]).trimmed)
      }
      end = trimmed.index(before: end)
    }
    return ("", trimmed)
  }

  /// The size of a unit symbol in SI units, or nil when it is not of this quantity.
  private static func size(of unit: String) -> Double? {
    if let other = otherUnits.first(where: { $0.symbol == unit }) { return other.size }
    for prefix in prefixes where unit == prefix.symbol + symbol { return prefix.size }
    return nil
  }

  /// The number with the prefix that leaves one to three digits before the point: `25 uS`.
  public var description: String {
    guard value != 0, value.isFinite else { return "\(Self.trim(value)) \(Self.symbol)" }
    let size = abs(value) * (1 + 1e-12)
    let prefix =
      prefixes.filter { $0.symbol != "µ" && $0.symbol != "μ" }.last { $0.size <= size } ?? prefixes[0]
    return "\(Self.trim(value / prefix.size)) \(prefix.symbol)\(Self.symbol)"
  }

  /// The number in the plain SI unit without loss, as a configuration file is given it: `2.5e-05 S`.
  public var exactDescription: String { "\(value) \(Self.symbol)" }

  private static func trim(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    let rounded = (number * 1e6).rounded() / 1e6
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
  }
}

extension String {
  var trimmed: String {
    var part = self[...]
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }
}
