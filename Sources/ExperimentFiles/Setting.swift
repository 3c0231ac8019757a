internal import Units

/// A field of the configuration, with the type of its value.
///
/// `configuration[DataFields.train]` is an `Int`; the schema knows the same field by its path.
package struct Setting<Value: Sendable>: Sendable {
  package let field: ConfigurationField
  let wrap: @Sendable (Value) -> ConfigurationValue
  let unwrap: @Sendable (ConfigurationValue) -> Value?

  /// Keys and dots, as in the experiment file.
  package var path: String { field.path }

  private init(
    _ path: String, _ value: Value, _ kind: FieldKind, _ meaning: String, bearsOnResults: Bool = true,
    wrap: @escaping @Sendable (Value) -> ConfigurationValue,
    unwrap: @escaping @Sendable (ConfigurationValue) -> Value?
  ) {
    field = ConfigurationField(
      path: path, kind: kind, defaultValue: wrap(value), meaning: meaning,
      bearsOnResults: bearsOnResults)
    self.wrap = wrap
    self.unwrap = unwrap
  }

  /// The same field that may also be `none`.
  private init<Wrapped: Sendable>(optional setting: Setting<Wrapped>, _ value: Wrapped?) where Value == Wrapped? {
    self.init(
      setting.path, value, .optional(setting.field.kind), setting.field.meaning,
      wrap: { $0.map(setting.wrap) ?? .absent },
      unwrap: { $0 == .absent ? .some(nil) : setting.unwrap($0).map(Optional.some) })
  }

  /// A list of such values.
  private init<Element: Sendable>(
    listOf setting: Setting<Element>, _ value: [Element], count: ClosedRange<Int>
  ) where Value == [Element] {
    self.init(
      setting.path, value, .list(setting.field.kind, count: count), setting.field.meaning,
      wrap: { .list($0.map(setting.wrap)) },
      unwrap: { value in
        guard case .list(let items) = value else { return nil }
        let elements = items.compactMap(setting.unwrap)
        return elements.count == items.count ? elements : nil
      })
  }
}

extension Setting where Value == Int {
  init(_ path: String, _ value: Int, in range: ClosedRange<Int>, _ meaning: String) {
    self.init(
      path, value, .integer(range), meaning, wrap: { .integer($0) },
      unwrap: { if case .integer(let value) = $0 { value } else { nil } })
  }
}

extension Setting where Value == Int? {
  init(_ path: String, _ value: Int?, in range: ClosedRange<Int>, _ meaning: String) {
    self.init(optional: Setting<Int>(path, range.lowerBound, in: range, meaning), value)
  }
}

extension Setting where Value == [Int] {
  init(
    _ path: String, _ value: [Int], in range: ClosedRange<Int>, count: ClosedRange<Int> = 0...1_000, _ meaning: String
  ) {
    self.init(listOf: Setting<Int>(path, range.lowerBound, in: range, meaning), value, count: count)
  }
}

extension Setting where Value == Double {
  init(_ path: String, _ value: Double, in range: ClosedRange<Double>, _ meaning: String) {
    self.init(
      path, value, .number(range), meaning, wrap: { .number($0) },
      unwrap: { if case .number(let value) = $0 { value } else { nil } })
  }
}

extension Setting where Value == Double? {
  init(_ path: String, _ value: Double?, in range: ClosedRange<Double>, _ meaning: String) {
    self.init(optional: Setting<Double>(path, range.lowerBound, in: range, meaning), value)
  }
}

extension Setting where Value == [Double] {
  init(
    _ path: String, _ value: [Double], in range: ClosedRange<Double>, count: ClosedRange<Int> = 0...1_000,
    _ meaning: String
  ) {
    self.init(listOf: Setting<Double>(path, range.lowerBound, in: range, meaning), value, count: count)
  }
}

extension Setting where Value == Bool {
  init(_ path: String, _ value: Bool, _ meaning: String) {
    self.init(
      path, value, .flag, meaning, wrap: { .flag($0) },
      unwrap: { if case .flag(let value) = $0 { value } else { nil } })
  }
}

extension Setting where Value == String {
  /// - Parameter bearsOnResults: false for what only readers see, which is no part of a run's identity.
  init(_ path: String, _ value: String, bearsOnResults: Bool = true, _ meaning: String) {
    self.init(
      path, value, .text, meaning, bearsOnResults: bearsOnResults, wrap: { .text($0) },
      unwrap: { if case .text(let value) = $0 { value } else { nil } })
  }
}

extension Setting where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  init(choice path: String, _ value: Value, _ meaning: String) {
    self.init(
      path, value, .choice(Value.allCases.map(\.rawValue)), meaning, wrap: { .text($0.rawValue) },
      unwrap: { if case .text(let text) = $0 { Value(rawValue: text) } else { nil } })
  }
}

extension Setting {
  /// A choice that may also be `none`.
  init<Wrapped>(choice path: String, _ value: Wrapped?, _ meaning: String)
  where Value == Wrapped?, Wrapped: CaseIterable & RawRepresentable & Sendable, Wrapped.RawValue == String {
    guard let first = Wrapped.allCases.first else { preconditionFailure("\(path) has nothing to choose from") }
    self.init(optional: Setting<Wrapped>(choice: path, first, meaning), value)
  }
}

extension Setting where Value: Quantity {
  init(_ path: String, _ value: Value, _ unit: QuantityUnit, in range: ClosedRange<Double>, _ meaning: String) {
    precondition(unit.symbol == Value.symbol, "\(path) is in \(Value.symbol)")
    self.init(
      path, value, .quantity(unit, range), meaning, wrap: { .quantity($0.value, unit) },
      unwrap: { if case .quantity(let value, unit) = $0 { Value(value) } else { nil } })
  }
}

extension Setting {
  /// A quantity that may also be `none`.
  init<Q: Quantity>(
    _ path: String, _ value: Q?, _ unit: QuantityUnit, in range: ClosedRange<Double>, _ meaning: String
  ) where Value == Q? {
    self.init(optional: Setting<Q>(path, Q(range.lowerBound), unit, in: range, meaning), value)
  }

  /// A list of quantities.
  init<Q: Quantity>(
    _ path: String, _ value: [Q], _ unit: QuantityUnit, in range: ClosedRange<Double>,
    count: ClosedRange<Int> = 0...1_000, _ meaning: String
  ) where Value == [Q] {
    self.init(listOf: Setting<Q>(path, Q(range.lowerBound), unit, in: range, meaning), value, count: count)
  }
}
