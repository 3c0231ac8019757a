/// What can be wrong with an experiment beyond its single values.
public enum ExperimentError: Error, Equatable, CustomStringConvertible {
  /// The sweep has too many runs.
  case tooManyRuns(file: String, runs: Int, allowed: Int)
  /// Two points of the sweep are the same run.
  case sameRun(file: String, first: String, second: String)
  /// `--set` without `=`.
  case badOption(text: String)

  public var description: String {
    switch self {
    case .tooManyRuns(let file, let runs, let allowed):
      "\(file) sweep: \(runs) runs; at most \(allowed) are allowed, shorten or zip its axes"
    case .sameRun(let file, let first, let second):
      "\(file) sweep: '\(first)' and '\(second)' are the same run; remove one of the two values"
    case .badOption(let text):
      "--set \(text): write path=value, for example --set chip.adc.bits=6"
    }
  }
}
