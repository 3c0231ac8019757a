/// Why a YAML text is not what was asked for. Every case says where and, as its text, what is allowed.
public enum YAMLError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened.
  case missingFile(file: String, reason: String)
  /// The text is not YAML, or uses a part of YAML that configuration files must not use.
  case syntax(place: YAMLPlace, problem: String)
  /// A mapping has the same key twice.
  case duplicateKey(place: YAMLPlace)
  /// A required key is missing from the mapping at `place`.
  case missingKey(place: YAMLPlace, key: String, allowed: String)
  /// A key that nothing reads; `nearest` is the valid key most like it.
  case unknownKey(place: YAMLPlace, nearest: String?, valid: [String])
  /// A value of the wrong kind (a list where a number is expected, a number without unit, …).
  case wrongKind(place: YAMLPlace, found: String, expected: String)
  /// A value of the right kind that is not allowed.
  case outside(place: YAMLPlace, value: String, allowed: String)
  /// An override names a place that the document cannot have.
  case override(path: String, problem: String)

  public var description: String {
    switch self {
    case .missingFile(let file, let reason): "\(file): \(reason)"
    case .syntax(let place, let problem): "\(place): \(problem)"
    case .duplicateKey(let place): "\(place): this key stands twice in the same mapping; remove one of them"
    case .missingKey(let place, let key, let allowed): "\(place): missing key '\(key)'; write \(key): \(allowed)"
    case .unknownKey(let place, let nearest, let valid):
      "\(place): unknown key"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "; valid keys: \(valid.joined(separator: ", "))")
    case .wrongKind(let place, let found, let expected): "\(place): \(found), but \(expected) is expected"
    case .outside(let place, let value, let allowed): "\(place): \(value) is outside \(allowed)"
    case .override(let path, let problem): "--set \(path): \(problem)"
    }
  }
}
