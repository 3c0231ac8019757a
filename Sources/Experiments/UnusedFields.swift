package import ExperimentFiles
internal import Learning

/// Fields that were given in vain, since no learner they are given to uses them: those of other rules, those of chips where
/// no learner has one or learns on it, and those of tries of learning rates where there are none. They change no number, and whoever gave them expects that they do.
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
    let searching = Set(
      configurations.filter { !$0[LearnerFields.rateSearch].isEmpty }.map { $0[LearnerFields.name] })
    var learners: [LearnerName] = []
    var given: [String: [LearnerName]] = [:]
    for configuration in configurations {
      let name = configuration[LearnerFields.name]
      if !learners.contains(name) { learners.append(name) }
      for entry in configuration.entries where !silent.contains(entry.origin) {
        guard rules.contains(entry.path) || Lack.isAskedOf(entry.path) else { continue }
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
      let lacks = asked.compactMap { Lack(of: $0, for: path, searching: searching) }
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
    /// Its rate is given.
    case rateSearch

    /// nil where the learner uses the field.
    /// - Parameter searching: those that choose their rate among several.
    init?(of learner: LearnerName, for path: String, searching: Set<LearnerName>) {
      if Self.tries.contains(path) {
        guard !searching.contains(learner) else { return nil }
        self = .rateSearch
      } else if Self.isOfChips(path) {
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

    /// Whether a field that is no rule's own can be given in vain.
    static func isAskedOf(_ path: String) -> Bool { isOfChips(path) || tries.contains(path) }

    /// Whether a field describes chips, or what stands between their layers.
    private static func isOfChips(_ path: String) -> Bool { path.hasPrefix("chip.") || path.hasPrefix("stage.") }

    /// Fields of how learning writes.
    private static let pulses = [ChipFields.write.path, ChipFields.pulsesPerWrite.path, ChipFields.weightRange.path]

    /// Fields of tries of learning rates.
    private static let tries = [LearnerFields.rateSearchImages.path, LearnerFields.rateSearchEpochs.path]

    var ofOne: String {
      switch self {
      case .use: "does not use it"
      case .chip: "has no chip"
      case .learningOnChip: "does not learn on the chip"
      case .rateSearch: "has no \(LearnerFields.rateSearch.path)"
      }
    }

    var ofNone: String {
      switch self {
      case .use: "uses it"
      case .chip: "has a chip"
      case .learningOnChip: "learns on the chip"
      case .rateSearch: "has a \(LearnerFields.rateSearch.path)"
      }
    }
  }
}
