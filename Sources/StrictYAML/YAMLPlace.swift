internal import Units

/// Where a value stands: file, line, column (both from 1) and the path of keys that leads to it.
///
/// Written as compilers write it, so that editors can jump there: `ecram.yaml:12:9 pulse.stepUp`. A value given on the
/// command line has line 0 and names its option in place of the file.
public struct YAMLPlace: Sendable, Hashable, CustomStringConvertible {
  /// The file's name as the user gave it.
  public let file: String
  /// Line from 1; 0 for a value that stands in no file.
  public let line: Int
  /// Column from 1.
  public let column: Int
  /// Keys and list indices from the root: `pulse.stepUp`, `layers[2].size`; empty for the root.
  public let path: String

  public init(file: String, line: Int, column: Int, path: String) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
  }

  /// The same position with another path.
  func at(path: String) -> YAMLPlace { YAMLPlace(file: file, line: line, column: column, path: path) }

  public var description: String {
    let position = line > 0 ? "\(file):\(line):\(column)" : file
    return path.isEmpty ? position : "\(position) \(plainly(path, limit: 200))"
  }
}
