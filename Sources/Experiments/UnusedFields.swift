package import ExperimentFiles
internal import Learning

/// Fields that were given in vain, since no learner they are given to uses them: those of other rules, and those of chips
/// where no learner has one or learns on it. They change no number, and whoever gave them expects that they do.
package enum UnusedFields {
  /// One sentence for each such field, in the order of the reference.
  ///
  /// A field of the whole experiment is in use when one of its learners uses it; a field of one of the file's learners
  /// when that one does. Fields at their defaults say nothing.
  /// - Parameter quick: whether these are runs of a file's quick variant, which may have fewer learners than the file whose
  ///   fields it takes over: those say nothing either.
  package static func notices(_ configurations: [ResolvedConfiguration], quick: Bool = false) -> [String] {
    let rules = Set(LearnerTable.all.flatMap(\.rule.fields).map(\.path))
    let defaults = ResolvedConfiguration()
    let silent: Set<ResolvedConfiguration.Origin> = quick ? [.default, .file] : [.default]
    var learners: [LearnerName] = []
    var given: [String: [LearnerName]] = [:]
    for configuration in configurations {
      let name = configuration[LearnerFields.name]
      if !learners.contains(name) { learners.append(name) }
      for entry in configuration.entries where !silent.contains(entry.origin) {
        guard rules.contains(entry.path) || Lack.isOfChips(entry.path) else { continue }
        guard entry.value != defaults.value(at: entry.path) else { continue }
        // A sweep pairs nets without chips with those on each chip.
        if entry.path == ChipFields.serial.path, entry.origin == .sweep { continue }
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
      let lacks = asked.compactMap { Lack(of: $0, for: path) }
      guard lacks.count == asked.count, let first = lacks.first else { return nil }
      let lack = lacks.allSatisfy { $0 == first } ? first : .use
      let names = asked.map(\.rawValue).joined(separator: ", ")
      return "\(path) has no effect: "
        + (asked.count == 1 ? "\(names) \(lack.ofOne)" : "none of the learners \(names) \(lack.ofNone)")
    }
  }

  /// What a learner lacks, so that a field changes nothing.
  private enum Lack: Equatable {
    /// The field is another rule's.
    case use
    case chip
    /// Its weights are trained elsewhere and written.
    case learningOnChip

    /// nil where the learner uses the field.
    init?(of learner: LearnerName, for path: String) {
      if Self.isOfChips(path) {
        if !learner.hasChip {
          self = .chip
        } else if Self.pulses.contains(path), !learner.isInSitu {
          self = .learningOnChip
        } else {
          return nil
        }
      } else {
        guard !learner.description.rule.fields.contains(where: { $0.path == path }) else { return nil }
        self = .use
      }
    }

    /// Whether a field describes chips, or what stands between their layers.
    static func isOfChips(_ path: String) -> Bool { path.hasPrefix("chip.") || path.hasPrefix("stage.") }

    /// Fields of how learning writes.
    private static let pulses = [ChipFields.write.path, ChipFields.pulsesPerWrite.path, ChipFields.weightRange.path]

    var ofOne: String {
      switch self {
      case .use: "does not use it"
      case .chip: "has no chip"
      case .learningOnChip: "does not learn on the chip"
      }
    }

    var ofNone: String {
      switch self {
      case .use: "uses it"
      case .chip: "has a chip"
      case .learningOnChip: "learns on the chip"
      }
    }
  }
}
