internal import Units

/// What can be wrong with a table of text. Every description names file, line, column, what stands there, what is
/// allowed and the remedy; it shows at most 80 characters of a file, control characters escaped.
public enum TableError: Error, Equatable, CustomStringConvertible {
  /// Nothing of that name.
  case missing(path: String)
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// Nothing stands in it.
  case empty(path: String)
  /// Bytes that are no UTF-8 text.
  case notText(path: String, line: Int)
  /// A line with another number of fields than the first.
  case unevenLine(path: String, line: Int, fields: Int, expected: Int)
  /// A field that is no number where one is due.
  case notANumber(path: String, line: Int, column: Int, text: String)
  /// A number written with a decimal comma where commas separate fields.
  case decimalComma(path: String, line: Int, text: String)
  /// A number that is not finite.
  case notFinite(path: String, line: Int, column: Int, text: String)
  /// A quoted field that does not end.
  case openQuote(path: String, line: Int)
  /// A line of names where numbers are due.
  case unexpectedHeader(path: String, text: String)
  /// Lines that begin with a name where numbers alone are due.
  case rowNames(path: String, text: String)
  /// A column that is not there.
  case missingColumn(path: String, name: String, found: [String])
  /// A table of more fields than the reader takes.
  case tooLarge(path: String, needs: String)

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; check the path"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .empty(let path): "\(path): the file is empty; a table needs at least one line of fields"
    case .notText(let path, let line):
      "\(path):\(line): the bytes are no UTF-8 text; save the table as CSV in UTF-8, or give a .npy file"
    case .unevenLine(let path, let line, let fields, let expected):
      "\(path):\(line): \(fields) field\(fields == 1 ? "" : "s"), but the first line has \(expected); every line needs "
        + "as many"
    case .notANumber(let path, let line, let column, let text):
      "\(path):\(line):\(column): \(shown(text)) is not a number"
    case .decimalComma(let path, let line, let text):
      "\(path):\(line): \(shown(text)) looks like numbers with decimal commas; write 0.2 for 0,2, or separate the "
        + "fields by semicolons"
    case .notFinite(let path, let line, let column, let text):
      "\(path):\(line):\(column): \(shown(text)) is not a finite number"
    case .openQuote(let path, let line): "\(path):\(line): a quoted field does not end; close it with \""
    case .unexpectedHeader(let path, let text):
      "\(path):1: \(shown(text)) is a line of names, and numbers alone are due here; remove it"
    case .rowNames(let path, let text):
      "\(path): every line begins with a name, such as \(shown(text)), and numbers alone are due here; remove the first "
        + "column"
    case .missingColumn(let path, let name, let found):
      "\(path): no column \(shown(name)); there are \(found.prefix(12).map(shown).joined(separator: ", "))"
    case .tooLarge(let path, let needs): "\(path): \(needs)"
    }
  }
}
