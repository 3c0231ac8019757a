/// What a study cannot be.
public enum StudyError: Error, Equatable, CustomStringConvertible {
  /// A combination of values that has no meaning.
  case unsupported(path: String, value: String, allowed: String)
  /// Nothing to report.
  case nothingComplete(study: String, path: String)
  /// A store with several studies, none of them named.
  case severalStudies(path: String, known: [String])

  public var description: String {
    switch self {
    case .unsupported(let path, let value, let allowed): "\(path): \(value) cannot be run here; allowed: \(allowed)"
    case .nothingComplete(let study, let path):
      "\(path): study '\(study)' has no complete run yet; `mortal run` completes some"
    case .severalStudies(let path, let known):
      "\(path) holds several studies: \(known.joined(separator: ", ")); choose one with --study"
    }
  }
}
