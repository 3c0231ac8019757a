internal import Foundation
public import OutputFiles

/// What can go wrong when a figure or report is made.
public enum ReportError: Error, Equatable, CustomStringConvertible {
  /// No `gnuplot` on the search path.
  case gnuplotMissing(searched: String)
  /// gnuplot refused the script that was written for it.
  case gnuplotFailed(figure: String, message: String)
  /// A figure without a single finite number.
  case nothingToDraw(figure: String)
  /// A value that a logarithmic axis cannot show.
  case notPositive(figure: String, axis: String, value: Double)
  /// Parts of a figure that do not fit each other.
  case mismatch(figure: String, what: String)
  /// A file or directory that cannot be written.
  case output(OutputError)
  /// A file that cannot be read as what it should be.
  case unreadable(path: String, reason: String)
  /// A name that cannot be used for a file.
  case badName(String)

  public var description: String {
    switch self {
    case .gnuplotMissing(let searched):
      return "gnuplot was not found in PATH (\(searched)): figures need it. Install it with "
        + "`apt-get install gnuplot-nox` (Debian, Ubuntu) or `brew install gnuplot` (macOS)"
    case .gnuplotFailed(let figure, let message):
      return "figure \(figure): gnuplot failed: \(message)"
    case .nothingToDraw(let figure):
      return "figure \(figure): it holds no finite number, so there is nothing to draw"
    case .notPositive(let figure, let axis, let value):
      return "figure \(figure), axis \"\(axis)\": \(value) is not allowed on a logarithmic axis, which takes "
        + "values above 0; use a linear axis"
    case .mismatch(let figure, let what):
      return "figure \(figure): \(what)"
    case .output(let error): return error.description
    case .unreadable(let path, let reason):
      return "\(path): cannot be read: \(reason)"
    case .badName(let name):
      return "\"\(name)\" cannot name a figure: use letters, digits, '-', '_' and '.', starting with a letter or digit"
    }
  }
}

/// Writing whole files, the way that all commands write.
enum TextFile {
  static func write(_ text: String, to file: URL) throws(ReportError) { try write(Data(text.utf8), to: file) }

  static func write(_ content: Data, to file: URL) throws(ReportError) {
    do throws(OutputError) { try OutputFile(file.path).write(content) } catch { throw .output(error) }
  }

  static func prepare(_ directory: URL) throws(ReportError) {
    do throws(OutputError) { try OutputFolder.prepare(directory.path) } catch { throw .output(error) }
  }
}
