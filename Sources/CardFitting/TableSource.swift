internal import CZlib
internal import Foundation
internal import NumPyFiles
internal import TextTables

/// The fields of a file, whatever its format: text, gzipped text, or a NumPy array of rank 2.
struct TableSource {
  let path: String
  let names: [String]?
  let columns: Int
  let rows: Int
  private let text: TextTable?
  private let numbers: [Double]

  /// Text above this is refused: rows of text take some 20 times the memory of a NumPy array.
  static let largestText = 300_000_000

  init(_ path: String) throws {
    self.path = path
    if path.lowercased().hasSuffix(".npy") {
      let array = try NPY.read(path)
      guard array.shape.count == 2, array.count > 0 else {
        throw FittingError.notATable(
          path: path, found: "an array of shape \(array.shape)",
          remedy: "give one of shape [rows, columns] and name its columns: --columns device=1,conductance_uS=2")
      }
      (names, columns, rows, text, numbers) = (nil, array.shape[1], array.shape[0], nil, array.doubles)
      return
    }
    let bytes = try Self.bytes(path)
    let table = try TextTable(bytes, path: path)
    if let header = table.header {
      for (place, name) in header.enumerated() {
        guard !name.isEmpty else {
          throw FittingError.notATable(
            path: path, found: "column \(place + 1) has no name in the first line", remedy: "give each column a name")
        }
        if let other = header[..<place].first(where: { $0.lowercased() == name.lowercased() }) {
          throw FittingError.notATable(
            path: path, found: "two columns are called '\(other)'", remedy: "give each column a name of its own")
        }
      }
    }
    (names, columns, rows, text, numbers) = (table.header, table.columns, table.rows.count, table, [])
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw FittingError.missing(path: path)
    }
    guard !isDirectory.boolValue, let data = FileManager.default.contents(atPath: path) else {
      throw TableError.unreadable(path: path, reason: isDirectory.boolValue ? "is a directory" : "cannot be read")
    }
    var bytes = [UInt8](data)
    if bytes.starts(with: [0x1F, 0x8B]) { bytes = try unzipped(bytes, path) }
    guard bytes.count <= largestText else {
      throw FittingError.notATable(
        path: path, found: "\(bytes.count / 1_000_000) MB of text",
        remedy: "above \(largestText / 1_000_000) MB give a NumPy array (.npy) of shape [rows, columns]")
    }
    if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw FittingError.notATable(path: path, found: "a spreadsheet or archive", remedy: "save the sheet as CSV")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw FittingError.notATable(path: path, found: "text in UTF-16", remedy: "save the table as CSV in UTF-8")
    }
    return bytes
  }

  /// - Parameter row: from 0, below the first line.
  func line(_ row: Int) -> Int { text?.rows[row].line ?? row + 1 }

  func field(_ row: Int, _ place: Int) -> String {
    if let text { return text.rows[row].fields[place] }
    let number = numbers[row * columns + place]
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// The number in a field; nil where none stands.
  func number(_ row: Int, _ place: Int) -> Double? {
    guard let text else {
      let number = numbers[row * columns + place]
      return number.isNaN ? nil : number
    }
    let field = text.rows[row].fields[place]
    switch field.lowercased() {
    case "inf", "+inf", "-inf", "infinity", "-infinity", "+infinity": return .infinity
    case "", "nan": return nil
    default: return try? text.number(text.rows[row], place)
    }
  }

  private static func unzipped(_ input: [UInt8], _ path: String) throws -> [UInt8] {
    func damaged(_ reason: String) -> FittingError {
      .notATable(path: path, found: "a damaged gzip file (\(reason))", remedy: "fetch or pack it again")
    }
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw damaged("zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var status = Z_OK
    try input.withUnsafeBufferPointer { bytes in
      stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
      stream.avail_in = UInt32(bytes.count)
      while status != Z_STREAM_END {
        let written = buffer.withUnsafeMutableBufferPointer { room -> Int in
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          status = inflate(&stream, Z_NO_FLUSH)
          return room.count - Int(stream.avail_out)
        }
        guard status == Z_OK || status == Z_STREAM_END else { throw damaged("zlib status \(status)") }
        output.append(contentsOf: buffer[..<written])
        guard output.count <= largestText else { throw damaged("more than \(largestText / 1_000_000) MB of text") }
      }
    }
    return output
  }
}
