/// Why there is nothing to report.
package enum ExperimentReportError: Error, Equatable, CustomStringConvertible {
  /// No run is complete.
  case nothingComplete(experiment: String, path: String)
  /// A store with several experiments, none of them named.
  case severalExperiments(path: String, known: [String])
  /// Recorded results that do not belong to an experiment; line 0 stands for the whole file.
  case foreign(path: String, line: Int, reason: String)

  package var description: String {
    switch self {
    case .nothingComplete(let experiment, let path):
      "\(path): experiment '\(experiment)' has no complete run yet; `mortal run` completes some"
    case .severalExperiments(let path, let known):
      "\(path) holds several experiments: \(known.joined(separator: ", ")); choose one with --experiment"
    case .foreign(let path, let line, let reason):
      "\(path)\(line > 0 ? ":\(line)" : ""): \(reason); `mortal report DIR --format recorded` writes such files, and the "
        + "experiment lies beside them"
    }
  }
}
