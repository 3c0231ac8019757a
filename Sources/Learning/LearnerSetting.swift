/// What values a setting takes.
public indirect enum LearnerSettingKind: Sendable, Equatable {
  case number(ClosedRange<Double>)
  case integer(ClosedRange<Int>)
  case flag
  case choice([String])
  /// Such a value, or none.
  case optional(LearnerSettingKind)
}

/// A value of a setting, as it was read from a file or a command line.
public enum LearnerSettingValue: Sendable, Equatable {
  case number(Double)
  case integer(Int)
  case flag(Bool)
  case text(String)
  case absent
}

/// One thing that can be chosen about a learner: where it stands in an experiment file, what it means, what it is when
/// nobody chooses, and what it may be.
public struct LearnerSettingField: Sendable, Equatable {
  /// Keys and dots, as in the experiment file: `learner.ff.steepness`.
  public let path: String
  /// What values it takes.
  public let kind: LearnerSettingKind
  /// What it is when nobody chooses.
  public let defaultValue: LearnerSettingValue
  /// One or two sentences.
  public let meaning: String
}

/// A setting with the type of its value: `values[ForwardForwardFields.steepness]` is a `Double`.
public struct LearnerSetting<Value: Sendable>: Sendable {
  /// What the file knows of it.
  public let field: LearnerSettingField
  let wrap: @Sendable (Value) -> LearnerSettingValue
  let unwrap: @Sendable (LearnerSettingValue) -> Value?
  let standard: Value

  /// A value as files hold it.
  public func stored(_ value: Value) -> LearnerSettingValue { wrap(value) }

  private init(
    _ path: String, _ value: Value, _ kind: LearnerSettingKind, _ meaning: String,
    wrap: @escaping @Sendable (Value) -> LearnerSettingValue,
    unwrap: @escaping @Sendable (LearnerSettingValue) -> Value?
  ) {
    field = LearnerSettingField(path: path, kind: kind, defaultValue: wrap(value), meaning: meaning)
    standard = value
    self.wrap = wrap
    self.unwrap = unwrap
  }
}

extension LearnerSetting where Value == Double {
  /// A number of a range.
  public init(_ path: String, _ value: Double, in range: ClosedRange<Double>, _ meaning: String) {
    self.init(
      path, value, .number(range), meaning, wrap: { .number($0) },
      unwrap: { if case .number(let value) = $0 { value } else { nil } })
  }
}

extension LearnerSetting where Value == Double? {
  /// A number of a range, or none.
  public init(_ path: String, _ value: Double?, in range: ClosedRange<Double>, _ meaning: String) {
    self.init(
      path, value, .optional(.number(range)), meaning, wrap: { $0.map { .number($0) } ?? .absent },
      unwrap: {
        switch $0 {
        case .number(let value): .some(.some(value))
        case .absent: .some(.none)
        default: nil
        }
      })
  }
}

extension LearnerSetting where Value == Int {
  /// A whole number of a range.
  public init(_ path: String, _ value: Int, in range: ClosedRange<Int>, _ meaning: String) {
    self.init(
      path, value, .integer(range), meaning, wrap: { .integer($0) },
      unwrap: { if case .integer(let value) = $0 { value } else { nil } })
  }
}

extension LearnerSetting where Value == Bool {
  /// Yes or no.
  public init(_ path: String, _ value: Bool, _ meaning: String) {
    self.init(
      path, value, .flag, meaning, wrap: { .flag($0) },
      unwrap: { if case .flag(let value) = $0 { value } else { nil } })
  }
}

extension LearnerSetting where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of several words.
  public init(choice path: String, _ value: Value, _ meaning: String) {
    self.init(
      path, value, .choice(Value.allCases.map(\.rawValue)), meaning, wrap: { .text($0.rawValue) },
      unwrap: { if case .text(let text) = $0 { Value(rawValue: text) } else { nil } })
  }
}

/// The values that were chosen for a learner's settings; what was not chosen is at its default.
public struct LearnerValues: Sendable, Equatable {
  private var chosen: [String: LearnerSettingValue]

  /// - Parameter chosen: values by path, of any settings.
  public init(_ chosen: [String: LearnerSettingValue] = [:]) { self.chosen = chosen }

  /// The value of a setting. A value of another kind than the setting's is a programmer's error: whoever reads files
  /// checks them against ``LearnerSettingField/kind``.
  public subscript<Value>(setting: LearnerSetting<Value>) -> Value {
    get {
      guard let value = chosen[setting.field.path] else { return setting.standard }
      guard let typed = setting.unwrap(value) else {
        preconditionFailure("\(setting.field.path) cannot be \(value)")
      }
      return typed
    }
    set { chosen[setting.field.path] = setting.wrap(newValue) }
  }
}
