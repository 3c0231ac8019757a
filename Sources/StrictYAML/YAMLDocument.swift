internal import Foundation

/// One strictly read YAML document: a configuration or a device card.
///
/// The tree is checked at once (see ``YAMLError``); values are then read through ``root``, whose getters know path,
/// line and column of everything they return. A document is a value: ``set(path:value:)`` changes this copy only.
public struct YAMLDocument: Sendable {
  /// The file's name, as errors show it.
  public let file: String
  /// The text as it was given, before any override.
  public let text: String
  var node: YAMLNode

  /// Reads a document from text.
  /// - Parameter file: the name that errors show.
  /// - Throws: ``YAMLError`` for anything but one YAML mapping without duplicate keys and tags.
  public init(text: String, file: String) throws(YAMLError) {
    // A byte order mark, as some editors put it in front of UTF-8, is no part of the text.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    self.text = text
    self.file = file
    node = try YAMLNode(parsing: text, file: file)
    guard case .mapping = node else {
      throw .wrongKind(
        place: YAMLPlace(file: file, line: node.mark.line, column: node.mark.column, path: ""), found: node.kind,
        expected: "a mapping of keys to values")
    }
  }

  /// Reads a document from bytes, which must be UTF-8.
  public init(bytes: [UInt8], file: String) throws(YAMLError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .syntax(
        place: YAMLPlace(file: file, line: 1, column: 1, path: ""), problem: "not UTF-8 text; save the file as UTF-8")
    }
    try self.init(text: text, file: file)
  }

  /// Reads a file.
  /// - Throws: ``YAMLError/missingFile(file:reason:)`` when it cannot be read.
  public init(contentsOf path: String) throws(YAMLError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .missingFile(file: path, reason: "no such file")
    }
    guard !isDirectory.boolValue else {
      throw .missingFile(file: path, reason: "is a directory; give the name of a file in it")
    }
    // A handle reads pipes and `/dev/stdin` too; one byte more than is allowed tells that a file is too large.
    let data: Data?
    do {
      data = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: YAMLNode.largestText + 1)
    } catch {
      throw .missingFile(file: path, reason: "no permission to read it")
    }
    try self.init(bytes: [UInt8](data ?? Data()), file: path)
  }

  /// A reader of the whole document. Each call starts a reader of its own, with nothing read yet.
  public var root: YAMLMapping { root(survey: nil) }

  /// A reader whose questions go into a survey.
  package func root(survey: YAMLSurvey?) -> YAMLMapping {
    guard case .mapping(let pairs, let mark) = node else { preconditionFailure("a document's root is a mapping") }
    return YAMLMapping(pairs: pairs, mark: mark, path: "", record: YAMLRecord(file: file, survey: survey))
  }
}
