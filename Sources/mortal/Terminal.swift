import Foundation
import OutputFiles

/// Messages beside the data: standard output carries data only.
enum Terminal {
  static func warn(_ text: String) { StandardStreams.error("warning: \(text)\n") }
  static func note(_ text: String) { StandardStreams.error("\(text)\n") }

  /// The words of a command that has written a file: on standard output, unless the file's content went there.
  static func tell(_ text: String, of output: String) {
    if (try? OutputFile(output))?.isStandardOutput ?? false { note(text) } else { print(text) }
  }
}

/// Values as JSON text, keys sorted.
enum JSONText {
  static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // JSON has no infinity: a value that overflowed is a text, and not a failure of the whole.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// A share as text: `1.23 %`.
enum PercentText {
  static func of(_ share: Double) -> String { String(format: "%.3g %%", 100 * share) }
}
