internal import StrictYAML

/// An option of a command line that is short for a field: `--hidden 500,500` for `network.hidden`.
package struct ConfigurationOption: Sendable {
  /// As the user wrote it, `--hidden`.
  package var option: String
  package var path: String
  /// What the user gave; items of a list are separated by commas.
  package var text: String

  package init(_ option: String, _ path: String, _ text: String) {
    self.option = option
    self.path = path
    self.text = text
  }

  /// The value as the field reads it.
  /// - Throws: ``ExperimentFileError`` naming the option, its value and what is allowed.
  func value() throws -> ConfigurationValue {
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
      case .wrongKind(_, _, let expected):
        throw ExperimentFileError.outOfRange(option: option, value: text, allowed: expected)
      default: throw ExperimentFileError.outOfRange(option: option, value: text, allowed: field.kind.description)
      }
    }
  }
}

extension ResolvedConfiguration {
  /// Sets fields from options, in order.
  /// - Throws: ``ExperimentFileError``.
  package mutating func apply(_ options: [ConfigurationOption]) throws {
    for option in options { set(option.path, try option.value(), from: .option) }
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
