internal import Foundation

/// A configuration in which every field of the schema has a value.
package struct ResolvedConfiguration: Sendable, Equatable {
  /// Where a value comes from.
  package enum Origin: String, Sendable, Codable {
    /// Nobody set it.
    case `default`
    /// The experiment file.
    case file
    /// One of the file's learners.
    case learner
    /// An axis of the sweep.
    case sweep
    /// The file's quick variant.
    case quick
    /// `--set` on the command line.
    case option
  }

  /// One field.
  package struct Entry: Sendable, Equatable {
    package let path: String
    package let value: ConfigurationValue
    package let origin: Origin
  }

  private var values: [ConfigurationValue]
  private var origins: [Origin]

  /// Every field at its default.
  package init() {
    values = ConfigurationSchema.fields.map(\.defaultValue)
    origins = Array(repeating: .default, count: values.count)
  }

  /// All fields in the order of the schema.
  package var entries: [Entry] {
    ConfigurationSchema.fields.indices.map {
      Entry(path: ConfigurationSchema.fields[$0].path, value: values[$0], origin: origins[$0])
    }
  }

  /// The value of a field.
  package subscript<Value>(setting: Setting<Value>) -> Value {
    guard let value = setting.unwrap(values[ConfigurationSchema.index(of: setting.path)]) else {
      preconditionFailure("\(setting.path) holds a value of another type")
    }
    return value
  }

  /// The value at a path; nil when there is no such field.
  package func value(at path: String) -> ConfigurationValue? {
    ConfigurationSchema.find(path).map { values[$0] }
  }

  /// Sets a field that the schema has, to a value that was read as its kind.
  package mutating func set(_ path: String, _ value: ConfigurationValue, from origin: Origin) {
    let index = ConfigurationSchema.index(of: path)
    values[index] = value
    origins[index] = origin
  }

  /// Sets a field from code.
  package mutating func set<Value>(_ setting: Setting<Value>, to value: Value, from origin: Origin = .option) {
    set(setting.path, setting.wrap(value), from: origin)
  }

  /// Every field that bears on results with its value, sorted by path, one a line: the text whose hash is the identity
  /// of a run.
  package var canonicalText: String {
    var text = "mortal run 1\n"
    for index in ConfigurationSchema.canonicalOrder {
      text += "\(ConfigurationSchema.fields[index].path)=\(values[index].canonicalText)\n"
    }
    return text
  }

  /// What makes two configurations the same run: the values of all fields that bear on results.
  struct Identity: Hashable {
    private let values: [ConfigurationValue]

    init(_ configuration: ResolvedConfiguration) {
      values = ConfigurationSchema.canonicalOrder.map { configuration.values[$0] }
    }
  }

  var identity: Identity { Identity(self) }

  /// The configuration as YAML that can be given to the program again; defaults are marked by a comment.
  /// - Parameter all: false leaves the defaults out.
  package func yaml(all: Bool = true) -> String {
    var text = ""
    var open: [Substring] = []
    for entry in entries where all || entry.origin != .default {
      let steps = entry.path.split(separator: ".")
      var depth = 0
      while depth < steps.count - 1, depth < open.count, open[depth] == steps[depth] { depth += 1 }
      for level in depth..<(steps.count - 1) {
        text += String(repeating: "  ", count: level) + "\(steps[level]):\n"
      }
      open = Array(steps.dropLast())
      let indent = String(repeating: "  ", count: steps.count - 1)
      text += "\(indent)\(steps[steps.count - 1]): \(entry.value.canonicalText)"
      text += entry.origin == .default ? "  # default\n" : "\n"
    }
    return text
  }

  /// The configuration as a JSON object: path → value as text and origin.
  package func json() throws -> String {
    struct Field: Encodable {
      let value: String
      let origin: Origin
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let fields = Dictionary(
      uniqueKeysWithValues: entries.map { ($0.path, Field(value: $0.value.canonicalText, origin: $0.origin)) })
    return String(decoding: try encoder.encode(fields), as: UTF8.self)
  }
}
