import Foundation

/// Messages beside the data: standard output carries data only.
enum Terminal {
  static func warn(_ text: String) { FileHandle.standardError.write(Data("warning: \(text)\n".utf8)) }
  static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}

/// Values as JSON text, keys sorted.
enum JSONText {
  static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// A share as text: `1.23 %`.
enum PercentText {
  static func of(_ share: Double) -> String { String(format: "%.3g %%", 100 * share) }
}
