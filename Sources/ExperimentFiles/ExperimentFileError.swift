package import StrictYAML

/// What can be wrong with an experiment beyond the single values of its file.
package enum ExperimentFileError: Error, Equatable, CustomStringConvertible {
  /// The sweep has too many runs.
  case tooManyRuns(file: String, runs: Int, allowed: Int)
  /// Two points of the sweep are the same run.
  case sameRun(file: String, first: String, second: String)
  /// `--set` without `=`.
  case badOption(text: String)
  /// A key that earlier versions took.
  case removedKey(place: YAMLPlace, remedy: String)
  /// An option of a command whose value its field does not take.
  case outOfRange(option: String, value: String, allowed: String)

  package var description: String {
    switch self {
    case .tooManyRuns(let file, let runs, let allowed):
      "\(file) sweep: \(runs) runs; at most \(allowed) are allowed, shorten or zip its axes"
    case .sameRun(let file, let first, let second):
      "\(file) sweep: '\(first)' and '\(second)' are the same run; remove one of the two values"
    case .badOption(let text):
      "--set \(text): write path=value, for example --set chip.adc.bits=6"
    case .removedKey(let place, let remedy): "\(place): no longer a key; \(remedy)"
    case .outOfRange(let option, let value, let allowed): "\(option): '\(value)' is outside \(allowed)"
    }
  }
}
