import ArgumentParser
import ExperimentFiles

extension ArgumentHelp {
  /// The help of an option that is short for a field of an experiment's file: what the schema says of it.
  static func field(_ field: ConfigurationField, also: String = "") -> ArgumentHelp {
    let shown = field.defaultValue.shownText.trimmingPrefix("[")
    let value = shown.hasSuffix("]") ? shown.dropLast().filter { $0 != " " } : String(shown)
    let allowed = if case .text = field.kind { "" } else { "; \(field.kind.description)" }
    let meaning = field.meaning.filter { $0 != "`" }
    return ArgumentHelp(
      stringLiteral: "\(meaning)\(also.isEmpty ? "" : " \(also)") (\(field.path)\(allowed); default: \(value))")
  }
}

/// A group of options that are short for fields.
protocol FieldOptions: ParsableArguments {
  /// Option, fields, and what was given; nil where nothing was.
  var given: [(option: String, fields: [ConfigurationField], text: String?)] { get }
}

extension FieldOptions {
  /// The options that were given.
  var options: [ConfigurationOption] {
    given.compactMap { option, fields, text in
      text.map { ConfigurationOption(option, fields.map(\.path), $0) }
    }
  }
}

/// `--set`, for fields that have no option of their own.
struct SetOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Any field of docs/configuration.md; may be repeated, and wins.", valueName: "path=value"))
  var assignments: [String] = []
}
