/// Every field of the configuration: what decodes files, prints the reference and gives runs their identity.
package enum ConfigurationSchema {
  /// All fields, in the order in which they are shown.
  package static let fields: [ConfigurationField] =
    NetworkFields.all + DataFields.all + LearnerFields.all + PretrainingFields.all + ChipFields.all + TimeFields.all
    + DisturbFields.all + VariationFields.all + ConverterFields.dac.all + ConverterFields.adc.all + WireFields.all
    + CopyFields.all + RevivalFields.all + ResurrectionFields.all + TheftFields.all + AgeingFields.all
    + StageFields.all

  /// Other names for fields in `sweep:`.
  static let sweepNames = ["chips": ChipFields.serial.path, "seeds": NetworkFields.seed.path]

  private static let places = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.path, $0) })

  /// Every beginning of a path that ends at a dot: `chip`, `chip.adc`.
  static let sections: Set<String> = Set(
    fields.flatMap { field in
      let steps = field.path.split(separator: ".")
      return (1..<max(steps.count, 1)).map { steps.prefix($0).joined(separator: ".") }
    })

  /// Indices of the fields that bear on results, sorted by path.
  static let canonicalOrder = fields.indices.filter { fields[$0].bearsOnResults }
    .sorted { fields[$0].path < fields[$1].path }

  /// The place of a field; nil for an unknown path.
  static func find(_ path: String) -> Int? { places[path] }

  static func index(of path: String) -> Int {
    guard let index = places[path] else { preconditionFailure("\(path) is not in the schema") }
    return index
  }

  /// The field at a path.
  package static func field(_ path: String) -> ConfigurationField? { find(path).map { fields[$0] } }

  /// Keys that may stand directly below a section (the empty one is the top).
  static func keys(in section: String) -> [String] {
    let prefix = section.isEmpty ? "" : section + "."
    var keys: [String] = []
    for field in fields where field.path.hasPrefix(prefix) {
      let rest = field.path.dropFirst(prefix.count)
      let key = String(rest.prefix { $0 != "." })
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }
}
