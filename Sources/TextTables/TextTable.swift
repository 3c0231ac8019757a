internal import Foundation
internal import OutputFiles

/// A table in a text file: lines of fields, as spreadsheets and scripts write them.
///
/// - A byte order mark is passed over; lines end with LF, CRLF or CR; empty lines and lines that begin with `#` do not
///   count.
/// - Fields are separated by tabs, semicolons, commas or white space: by the first of these, in this order, that stands
///   in the first line outside quotes. With semicolons or tabs a decimal comma is a decimal point.
/// - Fields in double quotes may hold separators, line ends and `""` for a quote (RFC 4180).
/// - The first line is a header when one of its fields is neither empty nor a number.
public struct TextTable: Sendable, Equatable {
  /// What stands between two fields.
  public enum Separator: String, Sendable {
    case tab = "\t"
    case semicolon = ";"
    case comma = ","
    case space = " "
  }

  /// One line of fields.
  public struct Row: Sendable, Equatable {
    /// Number of the line in the file, from 1.
    public let line: Int
    /// The fields, without white space around them.
    public let fields: [String]
  }

  /// Named in errors.
  public let path: String
  /// Names of the columns, where the first line has them.
  public let header: [String]?
  /// The lines after the header, each with as many fields.
  public let rows: [Row]
  /// What separates the fields.
  public let separator: Separator

  /// Number of fields of a line.
  public var columns: Int { header?.count ?? rows.first?.fields.count ?? 0 }

  /// Reads a file.
  /// - Throws: ``TableError``.
  public init(contentsOf path: String) throws(TableError) {
    try self.init(Self.contents(of: path), path: path)
  }

  /// The bytes of a file, a pipe or standard input.
  /// - Throws: ``TableError/missing(path:)``, ``TableError/unreadable(path:reason:)``.
  public static func contents(of path: String) throws(TableError) -> [UInt8] {
    do throws(InputFault) {
      return [UInt8](try InputFile.contents(of: path))
    } catch {
      if case .missing = error { throw .missing(path: path) }
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// Reads the bytes of a file.
  /// - Throws: ``TableError``.
  public init(_ bytes: [UInt8], path: String) throws(TableError) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw .notText(path: path, line: Self.firstBadLine(bytes))
    }
    let separator = Self.separator(of: text)
    let rows = try Self.rows(of: text, separator: separator, path: path)
    guard let first = rows.first else { throw .empty(path: path) }
    for row in rows where row.fields.count != first.fields.count {
      if separator == .comma, row.fields.count > 1, row.fields.allSatisfy({ Self.number($0, separator) != nil }) {
        throw .decimalComma(path: path, line: row.line, text: row.fields.joined(separator: ","))
      }
      throw .unevenLine(path: path, line: row.line, fields: row.fields.count, expected: first.fields.count)
    }
    let hasHeader = first.fields.contains { !$0.isEmpty && Self.number($0, separator) == nil }
    self.path = path
    self.separator = separator
    header = hasHeader ? first.fields : nil
    self.rows = hasHeader ? Array(rows.dropFirst()) : rows
  }

  /// The number in a field.
  /// - Parameters:
  ///   - column: from 0.
  ///   - allowsInfinity: whether `inf` is a number.
  /// - Throws: ``TableError/notANumber(path:line:column:text:)`` or ``TableError/notFinite(path:line:column:text:)``.
  public func number(_ row: Row, _ column: Int, allowsInfinity: Bool = false) throws(TableError) -> Double {
    let text = row.fields[column]
    guard let value = Self.number(text, separator) else {
      throw .notANumber(path: path, line: row.line, column: column + 1, text: text)
    }
    guard value.isFinite || allowsInfinity && !value.isNaN else {
      throw .notFinite(path: path, line: row.line, column: column + 1, text: text)
    }
    return value
  }

  /// The place of a column, by its name in any case of letters.
  /// - Throws: ``TableError/missingColumn(path:name:found:)``.
  public func column(_ name: String) throws(TableError) -> Int {
    guard let place = header?.firstIndex(where: { $0.lowercased() == name.lowercased() }) else {
      throw .missingColumn(path: path, name: name, found: header ?? [])
    }
    return place
  }

  // MARK: - Reading

  private static func number(_ text: String, _ separator: Separator) -> Double? {
    switch separator {
    case .semicolon, .tab:
      guard text.contains(",") else { return Double(text) }
      return text.contains(".") ? nil : Double(text.replacing(",", with: "."))
    case .comma, .space: return Double(text)
    }
  }

  private static func separator(of text: String) -> Separator {
    var isQuoted = false
    var seen: Set<Character> = []
    var hasContent = false
    var isComment = false
    for character in text {
      if character.isNewline, !isQuoted {
        if hasContent { break }
        isComment = false
        continue
      }
      if !hasContent, character == "#" { isComment = true }
      if isComment { continue }
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted { seen.insert(character) }
      if !character.isWhitespace { hasContent = true }
    }
    return [Separator.tab, .semicolon, .comma].first { seen.contains(Character($0.rawValue)) } ?? .space
  }

  private static func rows(of text: String, separator: Separator, path: String) throws(TableError) -> [Row] {
    var rows: [Row] = []
    var fields: [String] = []
    var field = ""
    var wasQuoted = false
    var (line, start, quoteLine) = (1, 1, 1)
    var isQuoted = false
    let mark = Character(separator.rawValue)
    func trimmed() -> String { wasQuoted ? field : field.trimmingCharacters(in: .whitespaces) }
    func endField() {
      fields.append(trimmed())
      (field, wasQuoted) = ("", false)
    }
    func endLine() {
      let isEmpty = fields.isEmpty && !wasQuoted && field.allSatisfy(\.isWhitespace)
      if !isEmpty, !(fields.first ?? field).hasPrefix("#") {
        if separator == .space {
          if !field.isEmpty || wasQuoted { endField() }
        } else {
          endField()
        }
        rows.append(Row(line: start, fields: fields))
      }
      (fields, field, wasQuoted) = ([], "", false)
    }
    var iterator = text.makeIterator()
    var pending = iterator.next()
    while let character = pending {
      pending = iterator.next()
      if isQuoted {
        if character == "\"" {
          if pending == "\"" {
            field.append("\"")
            pending = iterator.next()
          } else {
            isQuoted = false
          }
        } else {
          if character.isNewline { line += 1 }
          field.append(character)
        }
      } else if character == "\"", field.allSatisfy(\.isWhitespace) {
        (isQuoted, wasQuoted, field, quoteLine) = (true, true, "", line)
      } else if character.isNewline {
        endLine()
        line += 1
        start = line
      } else if separator == .space ? character.isWhitespace : character == mark {
        if separator != .space || !field.isEmpty || wasQuoted { endField() }
      } else if !(wasQuoted && character.isWhitespace) {
        field.append(character)
      }
    }
    guard !isQuoted else { throw .openQuote(path: path, line: quoteLine) }
    endLine()
    return rows
  }

  private static func firstBadLine(_ bytes: ArraySlice<UInt8>) -> Int {
    var line = 1
    for piece in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if piece.contains(0) || String(validating: piece, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }
}
