internal import StrictYAML

/// A field that a file gives a value.
struct FieldAssignment {
  let path: String
  let value: ConfigurationValue
  let place: YAMLPlace

  /// Whether the command line gave it.
  var isOption: Bool { place.line == 0 }
}

/// Reads the fields of a mapping, written nested (`adc: {bits: 8}`) or as paths (`adc.bits: 8`).
struct FieldAssignments {
  private(set) var all: [FieldAssignment] = []

  /// - Parameters:
  ///   - sections: sections whose keys may stand here, the first that has a key wins; "" is the top.
  ///   - special: other keys, read by somebody else.
  init(_ mapping: YAMLMapping, in sections: [String], special: [String] = []) throws(YAMLError) {
    try read(mapping, in: sections, special: special)
  }

  private mutating func read(_ mapping: YAMLMapping, in sections: [String], special: [String]) throws(YAMLError) {
    for key in mapping.keys where !special.contains(key) {
      guard let path = Self.resolve(key, in: sections) else { continue }
      if let field = ConfigurationSchema.field(path) {
        guard let value = mapping.optionalValue(key) else {
          throw .missingKey(place: mapping.place, key: key, allowed: field.kind.description)
        }
        try add(FieldAssignment(path: path, value: try field.read(value), place: value.place))
      } else if let child = try mapping.optionalMapping(key) {
        try read(child, in: [path], special: [])
      }
    }
    Self.teach(mapping, special + sections.flatMap { ConfigurationSchema.keys(in: $0) })
    if mapping.keys.contains(where: { $0.contains(".") }) {
      Self.teach(mapping, sections.flatMap(Self.paths))
    }
  }

  private mutating func add(_ assignment: FieldAssignment) throws(YAMLError) {
    if let index = all.firstIndex(where: { $0.path == assignment.path }) {
      guard assignment.isOption != all[index].isOption else { throw .duplicateKey(place: assignment.place) }
      if assignment.isOption { all[index] = assignment }
    } else {
      all.append(assignment)
    }
  }

  /// The field or section that a key means.
  static func resolve(_ key: String, in sections: [String]) -> String? {
    for section in sections {
      let path = section.isEmpty ? key : "\(section).\(key)"
      if ConfigurationSchema.find(path) != nil || ConfigurationSchema.sections.contains(path) { return path }
    }
    return nil
  }

  /// All fields as they may be written within a section.
  static func paths(in section: String) -> [String] {
    let prefix = section.isEmpty ? "" : section + "."
    return ConfigurationSchema.fields.map(\.path).filter { $0.hasPrefix(prefix) }.map {
      String($0.dropFirst(prefix.count))
    }
  }

  /// Makes keys known to a mapping, so that it can name them when it refuses another.
  static func teach(_ mapping: YAMLMapping, _ keys: [String]) {
    for key in keys { _ = mapping.optionalValue(key) }
  }
}
