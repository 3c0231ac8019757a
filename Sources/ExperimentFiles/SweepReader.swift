internal import StrictYAML

/// Reads `sweep:`.
///
/// Keys are paths (written with dots or nested), `chips`, `seeds`, and `zip`, a list of mappings whose axes run in
/// lockstep. All others are crossed.
struct SweepReader {
  private(set) var axes: [SweepAxis] = []

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    axes = try Self.crossed(mapping, section: "").map(\.axis)
    for (index, axis) in axes.enumerated() {
      for path in axis.paths where axes[..<index].contains(where: { $0.paths.contains(path) }) {
        throw .outside(place: mapping.place, value: "\(path) twice", allowed: "one axis for each field")
      }
    }
  }

  private static func crossed(
    _ mapping: YAMLMapping, section: String
  ) throws(YAMLError) -> [(axis: SweepAxis, place: YAMLPlace)] {
    var found: [(axis: SweepAxis, place: YAMLPlace)] = []
    let names = section.isEmpty ? ConfigurationSchema.sweepNames : [:]
    for key in mapping.keys {
      if section.isEmpty, key == "zip" {
        for group in try mapping.mappings(key, count: 1...1_000) {
          let parts = try crossed(group, section: "")
          guard !parts.isEmpty else {
            throw .outside(place: group.place, value: "an empty zip", allowed: "zips of two or more axes")
          }
          found.append((try SweepAxis(zipping: parts.map(\.axis), places: parts.map(\.place)), group.place))
        }
        continue
      }
      guard let path = names[key] ?? FieldAssignments.resolve(key, in: [section]) else { continue }
      guard let value = mapping.optionalValue(key) else { continue }
      if let field = ConfigurationSchema.field(path) {
        found.append((try SweepAxis(field, value), value.place))
      } else {
        found += try crossed(try mapping.mapping(key), section: path)
      }
    }
    FieldAssignments.teach(
      mapping, ConfigurationSchema.keys(in: section) + (section.isEmpty ? names.keys.sorted() + ["zip"] : []))
    if mapping.keys.contains(where: { $0.contains(".") }) {
      FieldAssignments.teach(mapping, FieldAssignments.paths(in: section))
    }
    return found
  }
}
