internal import StrictYAML

/// One of the learners of an experiment: a name, or fields that differ from the common configuration.
package struct LearnerArm: Sendable, Equatable {
  /// What tables call it.
  package let label: String
  let settings: [Setting]

  struct Setting: Sendable, Equatable {
    let path: String
    let value: ConfigurationValue
  }

  /// Reads `ff-in-situ`, or `{name: ff-in-situ, rate: 0.02, chip.write: mixedPrecision, label: FF, mixed precision}`.
  init(_ value: YAMLValue, adopting read: (YAMLMapping) throws(YAMLError) -> Void) throws(YAMLError) {
    guard value.isMapping else {
      let name = try LearnerFields.name.field.read(value)
      guard case .text(let text) = name else { preconditionFailure("a learner's name is text") }
      label = text
      settings = [Setting(path: LearnerFields.name.path, value: name)]
      return
    }
    let mapping = try value.mapping()
    let assignments = try FieldAssignments(mapping, in: ["learner", ""]).all
    try read(mapping)
    guard let name = assignments.first(where: { $0.path == LearnerFields.name.path }) else {
      throw .missingKey(place: mapping.place, key: "name", allowed: LearnerFields.name.field.kind.description)
    }
    settings = assignments.map { Setting(path: $0.path, value: $0.value) }
    let given = assignments.first { $0.path == LearnerFields.label.path }?.value
    if case .text(let text)? = given {
      label = text
    } else {
      let others = assignments.filter { $0.path != LearnerFields.name.path }
      label = ([name.value.shownText] + others.map { "\($0.path)=\($0.value.shownText)" }).joined(separator: " ")
    }
  }
}
