package import Learning

/// The settings of learners as fields of the configuration: their paths, kinds, defaults and meanings are the table's.
extension ConfigurationField {
  init(_ field: LearnerSettingField) {
    self.init(
      path: field.path, kind: FieldKind(field.kind), defaultValue: ConfigurationValue(field.defaultValue),
      meaning: field.meaning, bearsOnResults: true)
  }
}

extension FieldKind {
  init(_ kind: LearnerSettingKind) {
    self =
      switch kind {
      case .number(let range): .number(range)
      case .integer(let range): .integer(range)
      case .flag: .flag
      case .choice(let words): .choice(words)
      case .optional(let kind): .optional(FieldKind(kind))
      }
  }
}

extension ConfigurationValue {
  init(_ value: LearnerSettingValue) {
    self =
      switch value {
      case .number(let value): .number(value)
      case .integer(let value): .integer(value)
      case .flag(let value): .flag(value)
      case .text(let value): .text(value)
      case .absent: .absent
      }
  }

  /// The same for a learner; nil for values that no setting of a learner has.
  var learnerValue: LearnerSettingValue? {
    switch self {
    case .number(let value): .number(value)
    case .integer(let value): .integer(value)
    case .flag(let value): .flag(value)
    case .text(let value): .text(value)
    case .absent: .absent
    default: nil
    }
  }
}

extension ResolvedConfiguration {
  /// The values of all learners' settings.
  package var learnerValues: LearnerValues {
    var values: [String: LearnerSettingValue] = [:]
    for field in LearnerTable.fields {
      guard let value = value(at: field.path)?.learnerValue else { continue }
      values[field.path] = value
    }
    return LearnerValues(values)
  }

  /// The value of a learner's setting.
  package subscript<Value>(setting: LearnerSetting<Value>) -> Value { learnerValues[setting] }

  /// Sets a learner's setting.
  package mutating func set<Value>(
    _ setting: LearnerSetting<Value>, to value: Value, from origin: ResolvedConfiguration.Origin = .option
  ) {
    set(setting.field.path, ConfigurationValue(setting.stored(value)), from: origin)
  }
}
