internal import Yams

extension YAMLNode {
  /// Texts above this size are refused: no configuration comes near it.
  static let largestText = 4 << 20
  /// Deepest nesting of lists and mappings.
  static let deepest = 64
  /// Most values and keys of a document once its aliases are written out.
  static let largestTree = 100_000

  /// Reads one document with Yams and checks it.
  ///
  /// Anchors (`&base`), aliases (`*base`) and merge keys (`<<: *base`, `<<: [*a, *b]`; YAML 1.1) are resolved: an alias
  /// stands for its anchor's value, a key of the mapping itself goes before a merged one, and an earlier mapping of a
  /// list before a later one. Values keep the place where they are written.
  ///
  /// Refused are: text above ``largestText`` bytes, nesting beyond ``deepest``, aliases that make more than
  /// ``largestTree`` values, tags, keys that are not text, duplicate keys, several documents, and an empty document.
  /// - Throws: ``YAMLError/syntax(place:problem:)`` or ``YAMLError/duplicateKey(place:)``.
  init(parsing text: String, file: String) throws(YAMLError) {
    func syntax(_ line: Int, _ column: Int, _ problem: String) -> YAMLError {
      .syntax(place: YAMLPlace(file: file, line: line, column: column, path: ""), problem: problem)
    }
    guard text.utf8.count <= Self.largestText else {
      throw syntax(1, 1, "the text has \(text.utf8.count) bytes; at most \(Self.largestText) are read")
    }
    if let line = YAMLPrescan(text).refusedLine {
      throw syntax(line, 1, "nesting deeper than \(Self.deepest), or too many aliases; write the values out")
    }
    let parser: Parser
    let root: Node?
    do {
      parser = try Parser(yaml: text)
      root = try parser.singleRoot()
    } catch let error as YamlError {
      throw Self.error(error, file: file)
    } catch {
      throw syntax(1, 1, "\(error)")
    }
    guard let root else { throw syntax(1, 1, "the document is empty; a mapping of keys to values is expected") }
    // Nodes refer to their anchors weakly; the parser owns them.
    defer { withExtendedLifetime(parser) {} }
    var room = Self.largestTree
    try self.init(root, file: file, path: "", depth: 0, room: &room)
  }

  /// - Parameter room: how many values the tree may still have.
  private init(_ node: Node, file: String, path: String, depth: Int, room: inout Int) throws(YAMLError) {
    let mark = YAMLMark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, origin: nil)
    let place = YAMLPlace(file: file, line: mark.line, column: mark.column, path: path)
    guard depth <= Self.deepest else { throw .syntax(place: place, problem: "nesting deeper than \(Self.deepest)") }
    room -= 1
    guard room > 0 else {
      throw .syntax(place: place, problem: "aliases stand for more than \(Self.largestTree) values; write fewer")
    }
    switch node {
    case .scalar(let scalar):
      try Self.refuseTag(scalar.tag.description, standard: ["", "!", "tag:yaml.org,2002:str"], place)
      let plain = scalar.tag.description.isEmpty && scalar.style == .plain
      self = .scalar(text: scalar.string, plain: plain, mark: mark)
    case .sequence(let sequence):
      try Self.refuseTag(sequence.tag.description, standard: ["", "!", "tag:yaml.org,2002:seq"], place)
      var items: [YAMLNode] = []
      for (index, item) in sequence.enumerated() {
        items.append(try YAMLNode(item, file: file, path: "\(path)[\(index)]", depth: depth + 1, room: &room))
      }
      self = .sequence(items, mark: mark)
    case .mapping(let mapping):
      try Self.refuseTag(mapping.tag.description, standard: ["", "!", "tag:yaml.org,2002:map"], place)
      self = .mapping(try Self.pairs(mapping, file: file, path: path, depth: depth, room: &room), mark: mark)
    case .alias:
      throw .syntax(place: place, problem: "an alias (*) of nothing; write the value out")
    }
  }

  private static func pairs(
    _ mapping: Node.Mapping, file: String, path: String, depth: Int, room: inout Int
  ) throws(YAMLError) -> [YAMLPair] {
    var pairs: [YAMLPair] = []
    var seen: Set<String> = []
    var merged: [YAMLPair] = []
    for (key, value) in mapping {
      let mark = YAMLMark(line: key.mark?.line ?? 1, column: key.mark?.column ?? 1, origin: nil)
      let place = YAMLPlace(file: file, line: mark.line, column: mark.column, path: path)
      guard case .scalar(let scalar) = key, !scalar.string.isEmpty else {
        throw .syntax(place: place, problem: "a key must be a plain word")
      }
      let name = scalar.string
      let keyPath = path.isEmpty ? name : "\(path).\(name)"
      guard seen.insert(name).inserted else { throw .duplicateKey(place: place.at(path: keyPath)) }
      let isMerge = name == "<<" && scalar.style == .plain
      let child = try YAMLNode(
        value, file: file, path: isMerge ? path : keyPath, depth: depth + 1, room: &room)
      if isMerge {
        merged += try mergedPairs(child, place)
      } else {
        pairs.append(YAMLPair(key: name, keyMark: mark, value: child))
      }
    }
    for pair in merged where seen.insert(pair.key).inserted { pairs.append(pair) }
    return pairs
  }

  /// What a merge key brings: the pairs of a mapping, or of a list of mappings, the first before the later ones.
  private static func mergedPairs(_ value: YAMLNode, _ place: YAMLPlace) throws(YAMLError) -> [YAMLPair] {
    switch value {
    case .mapping(let pairs, _): return pairs
    case .sequence(let items, _):
      var pairs: [YAMLPair] = []
      for item in items { pairs += try mergedPairs(item, place) }
      return pairs
    case .scalar: throw .syntax(place: place, problem: "<< merges a mapping, or a list of mappings: <<: *base")
    }
  }

  private static func refuseTag(_ tag: String, standard: [String], _ place: YAMLPlace) throws(YAMLError) {
    guard standard.contains(tag) else {
      throw .syntax(place: place, problem: "the tag \(tag) is not allowed; write the plain value")
    }
  }

  private static func error(_ error: YamlError, file: String) -> YAMLError {
    func place(_ line: Int, _ column: Int, _ path: String = "") -> YAMLPlace {
      YAMLPlace(file: file, line: max(line, 1), column: max(column, 1), path: path)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .syntax(place: place(mark.line, mark.column), problem: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return .duplicateKey(place: place(context.mark.line, context.mark.column, duplicates.first ?? ""))
    case .reader(let problem, let offset, _, _):
      return .syntax(place: place(1, 1), problem: problem + (offset.map { " at byte \($0)" } ?? ""))
    default:
      return .syntax(place: place(1, 1), problem: "\(error)")
    }
  }
}
