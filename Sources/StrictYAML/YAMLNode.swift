internal import Units

/// A checked YAML tree: plain values with their positions, no tags; aliases and merge keys are resolved.
indirect enum YAMLNode: Sendable, Equatable {
  /// Text of one value. `plain` means without quotes: only plain text can be a number, a truth value or null.
  case scalar(text: String, plain: Bool, mark: YAMLMark)
  case sequence([YAMLNode], mark: YAMLMark)
  case mapping([YAMLPair], mark: YAMLMark)

  var mark: YAMLMark {
    switch self {
    case .scalar(_, _, let mark), .sequence(_, let mark), .mapping(_, let mark): mark
    }
  }

  /// What the node is, in the words of error messages.
  var kind: String {
    switch self {
    case .scalar(let text, let plain, _):
      isNull ? "found nothing" : plain ? "found \(shown(text))" : "found the text \"\(plainly(text))\""
    case .sequence: "found a list"
    case .mapping: "found a mapping of keys to values"
    }
  }

  /// An empty value, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let text, let plain, _) = self else { return false }
    return plain && ["", "~", "null", "Null", "NULL"].contains(text)
  }
}

/// One key of a mapping and its value.
struct YAMLPair: Sendable, Equatable {
  var key: String
  var keyMark: YAMLMark
  var value: YAMLNode
}

/// Position in a file, or the option that gave the value.
struct YAMLMark: Sendable, Equatable {
  var line: Int
  var column: Int
  /// Replaces the file's name for values from elsewhere (`--set`).
  var origin: String?
}
