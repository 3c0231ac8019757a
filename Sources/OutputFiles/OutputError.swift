/// What can be wrong with a place that results shall be written to.
public enum OutputError: Error, Equatable, CustomStringConvertible {
  /// An empty text where a path is due.
  case emptyPath(option: String)
  /// A folder where a file is due.
  case isDirectory(path: String)
  /// A file where a folder is due.
  case isNotDirectory(path: String)
  /// The operating system refused: its words.
  case unwritable(path: String, reason: String)
  /// An ending that the command does not write.
  case wrongEnding(path: String, allowed: [String])
  /// Standard output could not take what was written to it: a full disk, a closed pipe.
  case standardOutput(reason: String)
  /// Standard output is a pipe that nobody reads any more.
  case abandoned

  public var description: String {
    switch self {
    case .emptyPath(let option):
      "\(option): an empty path; give the name of a file, or - for standard output"
    case .isDirectory(let path):
      "\(path): is a directory; give the name of a file in it"
    case .isNotDirectory(let path):
      "\(path): is not a directory; give the name of a directory, which is made if need be"
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason)); check the path, its permissions and the room on the disk"
    case .wrongEnding(let path, let allowed):
      "\(path): this command writes \(allowed.map { "." + $0 }.joined(separator: ", ")); give the file such an ending"
    case .standardOutput(let reason):
      "standard output: cannot be written (\(reason)); what was printed is not complete"
    case .abandoned: "standard output: its reader has gone; what was printed is not complete"
    }
  }
}
