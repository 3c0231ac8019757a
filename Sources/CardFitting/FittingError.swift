/// What can be wrong with measured data or with what is asked of them. Every description names file, place, what stands
/// there, what is allowed and the remedy. Faults of a file's text are `TableError`.
package enum FittingError: Error, Equatable, CustomStringConvertible {
  /// A file that is not there.
  case missing(path: String)
  /// A file that is no table at all.
  case notATable(path: String, found: String, remedy: String)
  /// A table without names of its columns.
  case noNames(path: String, columns: Int, wanted: String)
  /// A column that is needed and not there.
  case missingColumn(path: String, wanted: String, found: [String])
  /// Two columns for one thing.
  case twoColumns(path: String, what: String, first: String, second: String)
  /// A column of a quantity without its unit, or with one of another quantity.
  case badUnit(path: String, column: String, unit: String, allowed: String)
  /// A field that cannot be what its column says.
  case badField(path: String, line: Int, column: String, text: String, allowed: String)
  /// Rows that contradict each other.
  case contradiction(path: String, line: Int, what: String, remedy: String)
  /// Less than the fit needs.
  case tooFew(path: String, what: String, count: Int, needed: Int, remedy: String)
  /// Readings without any difference.
  case constant(path: String, what: String)
  /// An option's value.
  case option(name: String, value: String, allowed: String)
  /// Nothing that could be fitted with trust.
  case noFit(what: String, reason: String)

  package var description: String {
    switch self {
    case .missing(let path): "\(path): no such file"
    case .notATable(let path, let found, let remedy): "\(path): \(found); \(remedy)"
    case .noNames(let path, let columns, let wanted):
      "\(path): the first line has no names of its \(columns) column\(columns == 1 ? "" : "s"); allowed: a first line "
        + "such as '\(wanted)', or --columns NAME_UNIT=NUMBER, for example --columns device=1,conductance_uS=2"
    case .missingColumn(let path, let wanted, let found):
      "\(path): no column \(wanted); there are \(found.map { "'\($0)'" }.joined(separator: ", ")); "
        + "name another with --columns, for example --columns conductance_uS=G_meas"
    case .twoColumns(let path, let what, let first, let second):
      "\(path): both '\(first)' and '\(second)' could be the \(what); say which with --columns"
    case .badUnit(let path, let column, let unit, let allowed):
      "\(path): column '\(column)' has \(unit.isEmpty ? "no unit" : "the unit '\(unit)'"); allowed: \(allowed), "
        + "written as in conductance_uS or 'conductance (uS)'"
    case .badField(let path, let line, let column, let text, let allowed):
      "\(path):\(line): column '\(column)': '\(text)' is not allowed; allowed: \(allowed)"
    case .contradiction(let path, let line, let what, let remedy): "\(path):\(line): \(what); \(remedy)"
    case .tooFew(let path, let what, let count, let needed, let remedy):
      "\(path): \(count) \(what), but \(needed) are needed; \(remedy)"
    case .constant(let path, let what): "\(path): \(what)"
    case .option(let name, let value, let allowed): "\(name) \(value): allowed is \(allowed)"
    case .noFit(let what, let reason): "\(what): \(reason)"
    }
  }
}
