internal import Foundation

/// Writing a text as a whole file.
enum TextFile {
  static func write(_ text: String, to file: URL) throws {
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw ReportError.unwritable(path: file.path, reason: error.localizedDescription)
    }
  }
}
