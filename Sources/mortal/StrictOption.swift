import ArgumentParser
import Workbench

/// `--strict`, of every command whose numbers pass converters.
struct StrictOption: ParsableArguments {
  @Flag(help: "Numbers that converters held at their full scale in what is read or tested are an error.")
  var strict = false

  /// Warns; with `--strict`, what was held at a full scale is an error.
  /// - Parameter saturation: the warnings of it among all.
  /// - Throws: ``WorkbenchError/saturated(what:)``.
  func judge(_ warnings: [String], saturation: [String]) throws {
    for warning in warnings where !strict || !saturation.contains(warning) { Terminal.warn(warning) }
    if strict, !saturation.isEmpty { throw WorkbenchError.saturated(what: saturation.joined(separator: "; ")) }
  }
}
