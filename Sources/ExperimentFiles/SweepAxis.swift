internal import Foundation
internal import StrictYAML

/// One axis of a sweep: fields that change together, and the values they take.
package struct SweepAxis: Sendable, Equatable {
  /// More than one where axes are zipped.
  package internal(set) var paths: [String]
  /// One entry per point, each with a value per path.
  package internal(set) var points: [[ConfigurationValue]]

  package var count: Int { points.count }

  /// Longest axis.
  static let longest = 1_000_000

  /// Reads the values of one field: a list, `1...20`, `{from, to, steps, scale}` or a single value.
  init(_ field: ConfigurationField, _ value: YAMLValue) throws(YAMLError) {
    paths = [field.path]
    points = try Self.values(field, value).map { [$0] }
    guard !points.isEmpty else { throw value.outside("an empty list", allowed: "lists of 1 or more values") }
  }

  /// Axes in lockstep.
  init(zipping axes: [SweepAxis], places: [YAMLPlace]) throws(YAMLError) {
    guard let first = axes.first else { preconditionFailure("a zip of no axes") }
    for (axis, place) in zip(axes, places) where axis.count != first.count {
      throw .outside(
        place: place, value: "an axis of \(axis.count) values",
        allowed: "zips with axes of one length, here \(first.count) as \(first.paths[0]) has")
    }
    paths = axes.flatMap(\.paths)
    points = first.points.indices.map { index in axes.flatMap { $0.points[index] } }
  }

  private static func values(
    _ field: ConfigurationField, _ value: YAMLValue
  ) throws(YAMLError) -> [ConfigurationValue] {
    if value.isMapping { return try spaced(field, value) }
    if case .integer(let limits) = field.kind.required, !value.isList {
      return try integers(limits, value).map { .integer($0) }
    }
    guard value.isList else { return [try field.read(value)] }
    var values: [ConfigurationValue] = []
    for item in try value.list(count: 0...longest) { values.append(try field.read(item)) }
    return values
  }

  /// `1...20` or a single number.
  private static func integers(_ limits: ClosedRange<Int>, _ value: YAMLValue) throws(YAMLError) -> [Int] {
    let text = try value.string()
    guard let dots = text.range(of: "...") else { return [try value.int(in: limits)] }
    let ends = [text[..<dots.lowerBound], text[dots.upperBound...]].map {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    guard let low = ends[0], let high = ends[1], low <= high else {
      throw value.outside("'\(text)'", allowed: "ranges like 1...20, the smaller number first")
    }
    guard limits.contains(low), limits.contains(high) else {
      throw value.outside(text, allowed: "\(limits.lowerBound)...\(limits.upperBound)")
    }
    guard high - low < longest else {
      throw value.outside("a range of \(high - low + 1) values", allowed: "axes of at most \(longest)")
    }
    return Array(low...high)
  }

  /// `{from: 1 s, to: 10 y, steps: 9, scale: log}`, the ends included.
  private static func spaced(
    _ field: ConfigurationField, _ value: YAMLValue
  ) throws(YAMLError) -> [ConfigurationValue] {
    enum Scale: String, CaseIterable { case linear, log }
    let mapping = try value.mapping()
    let kind = field.kind.required
    let from = try kind.read(try mapping.value("from", allowed: kind.description))
    let to = try kind.read(try mapping.value("to", allowed: kind.description))
    let steps = try mapping.int("steps", in: 2...longest)
    let scale = try mapping.choice("scale", of: Scale.self, default: .linear)
    try mapping.finish()
    guard let low = from.amount, let high = to.amount else {
      throw value.outside(
        "from … to", allowed: "fields that are numbers or quantities; write a list for \(field.path)")
    }
    guard scale == .linear || (low > 0 && high > 0) else {
      throw mapping.outside("scale", value: "log", allowed: "axes whose ends are above 0")
    }
    var values: [ConfigurationValue] = []
    for step in 0..<steps {
      let share = Double(step) / Double(steps - 1)
      let amount = scale == .log ? low * pow(high / low, share) : low + (high - low) * share
      let exact = step == 0 ? low : step == steps - 1 ? high : amount
      values.append(from.with(amount: step == 0 || step == steps - 1 ? exact : rounded(exact)))
    }
    guard Set(values).count == values.count else {
      throw mapping.outside("steps", value: "\(steps)", allowed: "steps that give different values of \(field.path)")
    }
    return values
  }

  /// Twelve significant digits, so that a value does not depend on the last bit of a machine's `pow`.
  private static func rounded(_ value: Double) -> Double { Double(String(format: "%.12g", value)) ?? value }
}

extension FieldKind {
  /// The kind without "or none".
  var required: FieldKind { if case .optional(let kind) = self { kind } else { self } }
}

extension ConfigurationValue {
  /// The number of a number or quantity.
  var amount: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value), .quantity(let value, _): value
    default: nil
    }
  }

  /// A value of the same kind.
  func with(amount: Double) -> ConfigurationValue {
    switch self {
    case .integer: .integer(Int(amount.rounded()))
    case .quantity(_, let unit): .quantity(amount, unit)
    default: .number(amount)
    }
  }
}
