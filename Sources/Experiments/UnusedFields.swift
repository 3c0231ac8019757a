package import ExperimentFiles
internal import Learning

/// Fields of learners that were given in vain, since no learner they are given to uses them. They change no number, and
/// whoever gave them expects that they do.
package enum UnusedFields {
  /// One sentence for each such field, in the order of the reference.
  ///
  /// A field of the whole experiment is in use when one of its learners uses it; a field of one of the file's learners
  /// when that one does. Fields at their defaults say nothing.
  /// - Parameter quick: whether these are runs of a file's quick variant, which may have fewer learners than the file whose
  ///   fields it takes over: those say nothing either.
  package static func notices(_ configurations: [ResolvedConfiguration], quick: Bool = false) -> [String] {
    let paths = Set(LearnerTable.all.flatMap(\.rule.fields).map(\.path))
    let defaults = ResolvedConfiguration()
    let silent: Set<ResolvedConfiguration.Origin> = quick ? [.default, .file] : [.default]
    var learners: [LearnerName] = []
    var given: [String: [LearnerName]] = [:]
    for configuration in configurations {
      let name = configuration[LearnerFields.name]
      if !learners.contains(name) { learners.append(name) }
      for entry in configuration.entries where !silent.contains(entry.origin) && paths.contains(entry.path) {
        guard entry.value != defaults.value(at: entry.path) else { continue }
        // Nobody's own: asked of all learners at the end.
        let own = entry.origin == .learner ? [name] : []
        if let known = given[entry.path] {
          given[entry.path] = known + own.filter { !known.contains($0) }
        } else {
          given[entry.path] = own
        }
      }
    }
    return defaults.entries.map(\.path).compactMap { path in
      guard let own = given[path] else { return nil }
      let asked = own.isEmpty ? learners : own
      guard !asked.contains(where: { $0.uses(path) }) else { return nil }
      let names = asked.map(\.rawValue).joined(separator: ", ")
      return "\(path) has no effect: "
        + (asked.count == 1 ? "\(names) does not use it" : "none of the learners \(names) uses it")
    }
  }
}

extension LearnerName {
  /// Whether the learner's rule has a field of that path.
  fileprivate func uses(_ path: String) -> Bool { description.rule.fields.contains { $0.path == path } }
}
