/// One value that was read, or filled in by default.
public struct ResolvedValue: Sendable, Equatable {
  /// Where a value came from.
  public enum Source: String, Sendable, Equatable {
    case file
    case override
    case `default`
  }
  /// Keys and indices from the root: `pulse.stepUp`.
  public let path: String
  /// The value as text that reads back to the same value.
  public let text: String
  public let source: Source
}

/// What the readers of one document have read so far, in the order of reading.
final class YAMLRecord {
  let file: String
  /// Is told what readers ask for; nil but where a reference is made.
  let survey: YAMLSurvey?
  private(set) var values: [ResolvedValue] = []

  init(file: String, survey: YAMLSurvey? = nil) {
    self.file = file
    self.survey = survey
  }

  func note(_ path: String, _ text: String, _ source: ResolvedValue.Source) {
    guard !values.contains(where: { $0.path == path }) else { return }
    values.append(ResolvedValue(path: path, text: text, source: source))
  }
}
