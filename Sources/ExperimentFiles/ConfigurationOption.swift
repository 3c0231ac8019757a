internal import StrictYAML

/// An option of a command line that is short for a field: `--hidden 500,500` for `network.hidden`.
package struct ConfigurationOption: Sendable {
  /// As the user wrote it, `--hidden`.
  package var option: String
  /// Usually one; `--seed` sets two fields to one value, `--tile 128x128` two fields to a value each.
  package var paths: [String]
  /// What the user gave; items of a list are separated by commas.
  package var text: String

  package init(_ option: String, _ path: String, _ text: String) { self.init(option, [path], text) }

  package init(_ option: String, _ paths: [String], _ text: String) {
    self.option = option
    self.paths = paths
    self.text = text
  }

  /// The values as the fields read them, one for each path.
  /// - Throws: ``ExperimentFileError/outOfRange(option:value:allowed:)``.
  func values() throws -> [ConfigurationValue] {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map(String.init)
    let isShape = paths == [ChipFields.tileRows.path, ChipFields.tileColumns.path]
    guard !isShape || parts.count == 2 else {
      throw ExperimentFileError.outOfRange(
        option: option, value: text, allowed: "word lines x bit lines, for example 128x128")
    }
    return try paths.enumerated().map { place, path in try value(path, isShape ? parts[place] : text) }
  }

  private func value(_ path: String, _ text: String) throws -> ConfigurationValue {
    guard let field = ConfigurationSchema.field(path) else { preconditionFailure("\(path) is not in the schema") }
    if case .text = field.kind { return .text(text) }
    let isList = if case .list = field.kind { true } else { false }
    do throws(YAMLError) {
      var document = try YAMLDocument(text: "{}", file: option)
      try document.set(path: "value", value: isList ? "[\(text)]" : text)
      return try field.read(document.root.value("value"))
    } catch {
      switch error {
      case .outside(_, let value, let allowed):
        throw ExperimentFileError.outOfRange(option: option, value: value, allowed: allowed)
      case .wrongKind(_, let found, let expected):
        let isQuantity = if case .quantity = field.kind.required { true } else { false }
        throw ExperimentFileError.outOfRange(
          option: option, value: text, allowed: isQuantity ? "\(expected): \(found)" : expected)
      default: throw ExperimentFileError.outOfRange(option: option, value: text, allowed: field.kind.description)
      }
    }
  }
}

extension Setting {
  /// The field's value as an option of a command line gives it, for commands that have no configuration.
  /// - Throws: ``ExperimentFileError/outOfRange(option:value:allowed:)``.
  package func value(of option: String, _ text: String) throws -> Value {
    try ResolvedConfiguration(CommandSettings([ConfigurationOption(option, path, text)]))[self]
  }
}

/// What a command line says of a configuration: options that are short for fields, and `--set path=value`, which wins.
package struct CommandSettings: Sendable {
  package var options: [ConfigurationOption]
  /// `path=value` of every `--set`.
  package var assignments: [String]

  package init(_ options: [ConfigurationOption] = [], assignments: [String] = []) {
    self.options = options
    self.assignments = assignments
  }

  /// Sets the fields, in order.
  ///
  /// `--adc-bits none` also takes the spread of the converters' gains away: without bits nothing is left of a converter.
  /// - Throws: ``ExperimentFileError`` naming the option; `YAMLError` for a field of `--set`.
  package func apply(to configuration: inout ResolvedConfiguration) throws {
    for option in options {
      for (path, value) in zip(option.paths, try option.values()) {
        configuration.set(path, value, from: .option)
        if path == ConverterFields.adc.bits.path, value == .absent {
          configuration.set(ConverterFields.adc.gainSpread, to: 0)
          configuration.set(ConverterFields.adc.dieGainSpread, to: 0)
        }
      }
    }
    try configuration.apply(assignments: assignments)
  }
}

extension ResolvedConfiguration {
  /// The defaults with what a command line says.
  /// - Throws: as ``CommandSettings/apply(to:)``.
  package init(_ settings: CommandSettings) throws {
    self.init()
    try settings.apply(to: &self)
  }

  /// Sets fields from `path=value` of every `--set`.
  /// - Throws: `ExperimentFileError.badOption`, `YAMLError` for unknown fields and values that are not allowed.
  package mutating func apply(assignments: [String]) throws {
    guard !assignments.isEmpty else { return }
    var document = try YAMLDocument(text: "{}", file: "--set")
    _ = try document.set(assignments: assignments)
    let root = document.root
    let found = try FieldAssignments(root, in: [""]).all
    try root.finish()
    for item in found { set(item.path, item.value, from: .option) }
  }
}

extension YAMLDocument {
  /// Sets every `path=value`.
  /// - Returns: the paths.
  /// - Throws: `ExperimentFileError.badOption` for an option without `=`, `YAMLError`.
  mutating func set(assignments: [String]) throws -> [String] {
    try assignments.map { option in
      guard let sign = option.firstIndex(of: "="), sign > option.startIndex else {
        throw ExperimentFileError.badOption(text: option)
      }
      let path = String(option[..<sign])
      try set(path: path, value: String(option[option.index(after: sign)...]))
      return path
    }
  }
}
