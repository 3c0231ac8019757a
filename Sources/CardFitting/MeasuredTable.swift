internal import Foundation
internal import NumPyFiles
internal import TextTables
internal import Units

/// A measured table: columns of numbers in SI units, with the lines that they stand in.
///
/// Names and units come from the first line (`conductance_uS`, `conductance (uS)`, in any case of letters) or from a
/// mapping (``Reading/columns``). A field is missing when it is empty, `NaN`, `NA`, `null` or `-`; a resistance is read
/// as the conductance 1/R.
package struct MeasuredTable: Sendable {
  /// What a column can hold.
  package enum Column: String, Sendable, CaseIterable {
    case device, pulse, direction, cycle, conductance, resistance, time, voltage, current, target, temperature

    /// Other names that are understood.
    var synonyms: [String] {
      switch self {
      case .device: ["device", "cell", "dut", "device id", "id"]
      case .pulse: ["pulse", "pulse number", "pulse index", "pulses", "n"]
      case .direction: ["direction", "dir", "polarity", "operation"]
      case .cycle: ["cycle", "loop", "run"]
      case .conductance: ["conductance", "g"]
      case .resistance: ["resistance", "r"]
      case .time: ["time", "t"]
      case .voltage: ["voltage", "v", "bias"]
      case .current: ["current", "i"]
      case .target: ["target", "target conductance"]
      case .temperature: ["temperature", "temp", "bake temperature"]
      }
    }

    /// The symbol of the SI unit; nil for plain numbers and names.
    var symbol: String? {
      switch self {
      case .conductance, .target: "S"
      case .resistance: "Ohm"
      case .time: "s"
      case .voltage: "V"
      case .current: "A"
      case .temperature: "K"
      case .device, .pulse, .direction, .cycle: nil
      }
    }

    /// The size of a unit in SI units, or nil for one of another quantity.
    func size(of unit: String) -> Double? {
      let text = "1 " + unit.replacing("Ω", with: "Ohm").replacing("ohm", with: "Ohm")
      return switch self {
      case .conductance, .target: (try? Siemens(parsing: text))?.value
      case .resistance: (try? Ohms(parsing: text))?.value
      case .time: (try? Seconds(parsing: text))?.value
      case .voltage: (try? Volts(parsing: text))?.value
      case .current: (try? Amperes(parsing: text))?.value
      case .temperature: unit == "K" || Self.celsius.contains(unit) ? 1 : nil
      case .device, .pulse, .direction, .cycle: nil
      }
    }

    private static let celsius: Set<String> = ["C", "°C", "degC"]

    /// What is added to numbers in a unit, in SI units.
    func offset(of unit: String) -> Double { self == .temperature && Self.celsius.contains(unit) ? 273.15 : 0 }

    var allowedUnits: String {
      switch self {
      case .temperature: "K, C, degC or °C"
      case .time: "s with a prefix, min, h, d"
      default: (symbol ?? "none") + " with a prefix from f to G"
      }
    }
  }

  /// How a table is to be read.
  package struct Reading: Sendable {
    /// Columns by mapping: `conductance_uS=G_meas`, `device=1`.
    package var columns: [String]
    /// Only rows with these values: `temperature=100`.
    package var only: [String]

    package init(columns: [String] = [], only: [String] = []) {
      self.columns = columns
      self.only = only
    }
  }

  package let path: String
  /// The numbers of each column that was found, NaN where missing; devices count from 0 in order of appearance.
  package private(set) var values: [Column: [Double]] = [:]
  /// Names of the devices.
  package private(set) var devices: [String] = []
  package private(set) var lines: [Int] = []
  /// Columns that are not used.
  package private(set) var ignored: [String] = []
  /// Number of missing fields.
  package private(set) var missing = 0

  package subscript(column: Column) -> [Double]? { values[column] }
  package var count: Int { lines.count }

  /// - Parameters:
  ///   - wanted: the columns without which the table is of no use; a resistance stands for a conductance.
  ///   - used: further columns that are read if there.
  ///   - example: a first line, for messages.
  /// - Throws: ``FittingError``, `TableError`, `NPYError`.
  package init(
    contentsOf path: String, wanted: [Column], used: [Column], reading: Reading, example: String
  ) throws {
    self.path = path
    let source = try TableSource(path)
    let mapping = try Self.mapping(reading.columns)
    guard source.names != nil || !mapping.isEmpty else {
      throw FittingError.noNames(path: path, columns: source.columns, wanted: example)
    }
    let places = try Self.places(source, mapping, wanted: wanted, used: used)
    let kept = try Self.rows(source, reading.only)
    ignored = (source.names ?? []).enumerated().filter { place in !places.contains { $0.place == place.offset } }
      .map(\.element)
    lines = kept.map { source.line($0) }
    for (column, place, size, offset) in places {
      try read(source, column, place, size, offset, kept)
    }
    if let resistances = values[.resistance] {
      values[.conductance] = resistances.map { 1 / $0 }
    }
    guard count > 0 else {
      throw FittingError.tooFew(
        path: path, what: "rows", count: 0, needed: 1,
        remedy: reading.only.isEmpty ? "give the readings below the first line" : "--where leaves none")
    }
  }

  /// `name_unit=header` or `name_unit=number`.
  private static func mapping(_ texts: [String]) throws(FittingError) -> [(column: Column, unit: String?, to: String)] {
    var mapping: [(column: Column, unit: String?, to: String)] = []
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[1].isEmpty, let found = column(parts[0]) else {
        throw .option(
          name: "--columns", value: "'\(text)'",
          allowed: "NAME=HEADER or NAME_UNIT=HEADER with one of the names "
            + Column.allCases.map(\.rawValue).joined(separator: ", "))
      }
      mapping.append((found.column, found.unit, parts[1]))
    }
    return mapping
  }

  /// The meaning of a header: `G (uS)` is a conductance in µS. The unit is nil where there is none.
  static func column(_ header: String) -> (column: Column, unit: String?)? {
    let text = header.trimmingCharacters(in: .whitespaces)
    for (open, close) in [("(", ")"), ("[", "]")] {
      if text.hasSuffix(close), let start = text.lastIndex(of: Character(open)) {
        let name = text[..<start].trimmingCharacters(in: .whitespaces)
        let unit = String(text[text.index(after: start)...].dropLast())
        guard let found = plain(name) else { return nil }
        return (column: found, unit: unit)
      }
    }
    if let whole = plain(text) { return (column: whole, unit: nil) }
    if let mark = text.lastIndex(where: { $0 == "_" || $0 == " " }) {
      let name = String(text[..<mark])
      if let found = plain(name) {
        return (column: found, unit: String(text[text.index(after: mark)...]))
      }
    }
    return nil
  }

  private static func plain(_ name: String) -> Column? {
    let text = name.lowercased().replacing("_", with: " ").trimmingCharacters(in: .whitespaces)
    return Column.allCases.first { $0.synonyms.contains(text) }
  }

  private static func places(
    _ source: TableSource, _ mapping: [(column: Column, unit: String?, to: String)], wanted: [Column], used: [Column]
  ) throws(FittingError) -> [(column: Column, place: Int, size: Double, offset: Double)] {
    var found: [(column: Column, place: Int, header: String, unit: String?)] = []
    let names = source.names ?? []
    for entry in mapping {
      let place: Int
      if let index = names.firstIndex(where: { $0.lowercased() == entry.to.lowercased() }) {
        place = index
      } else if let number = Int(entry.to), (1...max(source.columns, 1)).contains(number) {
        place = number - 1
      } else {
        throw .missingColumn(
          path: source.path, wanted: "'\(entry.to)'",
          found: names.isEmpty ? (1...max(source.columns, 1)).map { "\($0)" } : names)
      }
      let header = names.isEmpty ? "\(place + 1)" : names[place]
      found.append((entry.column, place, header, entry.unit ?? Self.column(header)?.unit ?? Self.trailing(header)))
    }
    for (place, name) in names.enumerated() where !found.contains(where: { $0.place == place }) {
      guard let meaning = column(name), wanted.contains(meaning.column) || used.contains(meaning.column),
        !mapping.contains(where: { $0.column == meaning.column || $0.column == Self.alternative(meaning.column) })
      else { continue }
      if let other = found.first(where: { $0.column == meaning.column }) {
        throw .twoColumns(path: source.path, what: meaning.column.rawValue, first: other.header, second: name)
      }
      found.append((meaning.column, place, name, meaning.unit))
    }
    if let first = found.first(where: { $0.column == .conductance }),
      let second = found.first(where: { $0.column == .resistance })
    {
      throw .twoColumns(path: source.path, what: "conductance", first: first.header, second: second.header)
    }
    for column in wanted where !found.contains(where: { $0.column == column }) {
      if column == .conductance, found.contains(where: { $0.column == .resistance }) { continue }
      let name = column.symbol.map { "\(column.rawValue)_\($0 == "S" ? "uS" : $0)" } ?? column.rawValue
      throw .missingColumn(path: source.path, wanted: "'\(name)'", found: names)
    }
    var places: [(column: Column, place: Int, size: Double, offset: Double)] = []
    for entry in found {
      guard entry.column.symbol != nil else {
        places.append((entry.column, entry.place, 1, 0))
        continue
      }
      guard let unit = entry.unit, let size = entry.column.size(of: unit) else {
        throw .badUnit(
          path: source.path, column: entry.header, unit: entry.unit ?? "", allowed: entry.column.allowedUnits)
      }
      places.append((entry.column, entry.place, size, entry.column.offset(of: unit)))
    }
    return places
  }

  private static func alternative(_ column: Column) -> Column? {
    column == .conductance ? .resistance : column == .resistance ? .conductance : nil
  }

  /// What stands behind the last `_` of a header that is mapped by hand (`G_meas_uS`).
  private static func trailing(_ header: String) -> String? {
    header.lastIndex(of: "_").map { String(header[header.index(after: $0)...]) }
  }

  private static func rows(_ source: TableSource, _ only: [String]) throws(FittingError) -> [Int] {
    var kept = Array(0..<source.rows)
    for text in only {
      let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else {
        throw .option(name: "--where", value: "'\(text)'", allowed: "COLUMN=VALUE, for example temperature=100")
      }
      let names = source.names ?? []
      guard
        let place = names.firstIndex(where: { $0.lowercased() == parts[0].lowercased() })
          ?? Int(parts[0]).flatMap({ (1...max(source.columns, 1)).contains($0) ? $0 - 1 : nil })
      else { throw .missingColumn(path: source.path, wanted: "'\(parts[0])'", found: names) }
      let number = Double(parts[1])
      kept = kept.filter { row in
        let field = source.field(row, place)
        return field == parts[1] || (number != nil && Double(field) == number)
      }
    }
    return kept
  }

  private static let missingWords: Set<String> = ["", "nan", "na", "n/a", "null", "none", "-"]

  private mutating func read(
    _ source: TableSource, _ column: Column, _ place: Int, _ size: Double, _ offset: Double,
    _ rows: [Int]
  ) throws {
    var numbers: [Double] = []
    numbers.reserveCapacity(rows.count)
    let header = source.names?[place] ?? "\(place + 1)"
    var known: [String: Int] = [:]
    func bad(_ row: Int, _ text: String, _ allowed: String) -> FittingError {
      .badField(path: path, line: source.line(row), column: header, text: text, allowed: allowed)
    }
    for row in rows {
      if column == .device {
        let name = source.field(row, place)
        guard !Self.missingWords.contains(name.lowercased()) else { throw bad(row, name, "a name or number") }
        let number = known[name] ?? known.count
        known[name] = number
        numbers.append(Double(number))
        if number == devices.count { devices.append(name) }
        continue
      }
      if let number = source.number(row, place), column != .direction {
        numbers.append(try checked(number * size + offset, column) { text in bad(row, source.field(row, place), text) })
        continue
      }
      let text = source.field(row, place)
      if Self.missingWords.contains(text.lowercased()) {
        missing += column == .direction ? 0 : 1
        numbers.append(.nan)
      } else if column == .direction {
        guard let direction = Self.direction(text) else {
          throw bad(row, text, "up, set, potentiation, ltp, +1 or down, reset, depression, ltd, -1")
        }
        numbers.append(direction)
      } else {
        throw bad(row, text, "numbers such as 1.5 or 1.5e-6 (with 1,5 only between semicolons or tabs), without units")
      }
    }
    values[column] = numbers
  }

  private func checked(
    _ number: Double, _ column: Column, _ error: (String) -> FittingError
  ) throws -> Double {
    if number.isNaN { return number }
    guard number.isFinite else { throw error("finite numbers; leave the field empty where nothing was read") }
    switch column {
    case .conductance, .target:
      guard number >= 0, number <= 10 else { throw error("conductances from 0 to 10 S") }
    case .resistance:
      guard number >= 0.1, number <= 1e18 else { throw error("resistances from 0.1 Ohm to 1e18 Ohm") }
    case .time:
      guard number >= 0, number <= 1e12 else { throw error("times from 0 s to 1e12 s") }
    case .pulse, .cycle:
      guard number >= 0, number <= 1e9, number == number.rounded() else { throw error("whole numbers from 0") }
    case .voltage:
      guard abs(number) <= 1e3 else { throw error("voltages within 1000 V") }
    case .current:
      guard abs(number) <= 1e3 else { throw error("currents within 1000 A") }
    case .temperature:
      guard number >= 1, number <= 2000 else { throw error("temperatures from 1 K to 2000 K") }
    case .device, .direction: break
    }
    return number
  }

  private static func direction(_ text: String) -> Double? {
    switch text.lowercased() {
    case "up", "set", "potentiation", "pot", "ltp", "p", "+", "+1", "1", "1.0": 1
    case "down", "reset", "depression", "dep", "ltd", "d", "-1", "-1.0": -1
    default: nil
    }
  }
}
