extension YAMLDocument {
  /// Replaces or adds the value at a path, as `--set pulse.stepUp=0.01` or `--set layers[1].size=500` do.
  ///
  /// Missing keys are added (whether they are known is decided when the document is read); a list can be changed only
  /// at an index it has. The value is read as YAML, so `[1, 2]` is a list.
  /// - Throws: ``YAMLError/override(path:problem:)`` for a path that leads through a value or beyond a list's end, and
  ///   ``YAMLError/syntax(place:problem:)`` for a value that is not YAML.
  public mutating func set(path: String, value: String) throws(YAMLError) {
    let steps = try Self.steps(path)
    let option = "--set \(path)=\(value)"
    var replacement = try YAMLNode(parsing: value.isEmpty ? "''" : value, file: option)
    replacement.moveOrigin(to: option)
    try node.replace(steps[...], with: replacement, path: path)
  }

  enum Step: Equatable {
    case key(String)
    case index(Int)
  }

  /// `layers[1].size` → layers, 1, size.
  static func steps(_ path: String) throws(YAMLError) -> [Step] {
    var steps: [Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty else {
        throw .override(path: path, problem: "not a path; write keys with dots, like pulse.stepUp or layers[1].size")
      }
      steps.append(.key(String(name)))
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else {
          throw .override(path: path, problem: "'[\(piece)' is not an index; write for example layers[1]")
        }
        steps.append(.index(index))
      }
    }
    return steps
  }
}

extension YAMLNode {
  mutating func moveOrigin(to origin: String) {
    switch self {
    case .scalar(let text, let plain, _):
      self = .scalar(text: text, plain: plain, mark: YAMLMark(line: 0, column: 0, origin: origin))
    case .sequence(var items, _):
      for index in items.indices { items[index].moveOrigin(to: origin) }
      self = .sequence(items, mark: YAMLMark(line: 0, column: 0, origin: origin))
    case .mapping(var pairs, _):
      for index in pairs.indices {
        pairs[index].keyMark = YAMLMark(line: 0, column: 0, origin: origin)
        pairs[index].value.moveOrigin(to: origin)
      }
      self = .mapping(pairs, mark: YAMLMark(line: 0, column: 0, origin: origin))
    }
  }

  mutating func replace(
    _ steps: ArraySlice<YAMLDocument.Step>, with value: YAMLNode, path: String
  ) throws(YAMLError) {
    guard let step = steps.first else {
      self = value
      return
    }
    switch (step, self) {
    case (.key(let key), .mapping(var pairs, let mark)):
      if let index = pairs.firstIndex(where: { $0.key == key }) {
        try pairs[index].value.replace(steps.dropFirst(), with: value, path: path)
      } else {
        var child = YAMLNode.mapping([], mark: value.mark)
        try child.replace(steps.dropFirst(), with: value, path: path)
        pairs.append(YAMLPair(key: key, keyMark: value.mark, value: child))
      }
      self = .mapping(pairs, mark: mark)
    case (.index(let index), .sequence(var items, let mark)):
      guard index < items.count else {
        throw .override(path: path, problem: "the list has \(items.count) entries, the last is [\(items.count - 1)]")
      }
      try items[index].replace(steps.dropFirst(), with: value, path: path)
      self = .sequence(items, mark: mark)
    case (.key(let key), _):
      throw .override(path: path, problem: "'\(key)' cannot stand below a value: \(kind)")
    case (.index(let index), _):
      throw .override(path: path, problem: "[\(index)] cannot stand here: \(kind), not a list")
    }
  }
}
