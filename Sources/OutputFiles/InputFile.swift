public import Foundation

/// Why a file that a command was told to read cannot be read.
public enum InputFault: Error, Equatable, CustomStringConvertible {
  /// Nothing of that name.
  case missing(path: String)
  /// A folder where a file is due.
  case isDirectory(path: String)
  /// The operating system refused: its words.
  case unreadable(path: String, reason: String)
  /// A pipe or a device that gives more than is read from such places.
  case endless(path: String, limit: Int)

  /// The place.
  public var path: String {
    switch self {
    case .missing(let path), .isDirectory(let path), .unreadable(let path, _), .endless(let path, _): path
    }
  }

  /// What is wrong, without the place.
  public var reason: String {
    switch self {
    case .missing: "no such file; check the path"
    case .isDirectory: "is a directory; give the name of a file in it"
    case .unreadable(_, let reason): "cannot be read (\(reason)); check the path and its permissions"
    case .endless(_, let limit): "more than \(limit >> 20) MB come out of this pipe or device; give a file"
    }
  }

  public var description: String { "\(path): \(reason)" }
}

/// A file that a command was told to read: a regular one, a pipe (`<(…)`, `/dev/stdin`), or `-` for standard input.
public enum InputFile {
  /// What is read from a pipe or device at most: 1 GiB.
  public static let largestStream = 1 << 30

  /// The content; large regular files are mapped and not copied.
  /// - Throws: ``InputFault``.
  public static func contents(of path: String) throws(InputFault) -> Data {
    let name = path == "-" ? "/dev/stdin" : path
    var status = stat()
    guard !path.isEmpty, stat(name, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR || path.isEmpty else {
        throw .unreadable(path: path, reason: SystemText.ofLastError)
      }
      throw .missing(path: path)
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
    if status.st_mode & S_IFMT == S_IFREG, name != "/dev/stdin" {
      guard access(name, R_OK) == 0 else { throw .unreadable(path: path, reason: SystemText.ofLastError) }
      do {
        return try Data(contentsOf: URL(fileURLWithPath: name), options: .mappedIfSafe)
      } catch {
        throw .unreadable(path: path, reason: "input/output error")
      }
    }
    return try stream(path, name)
  }

  private static func stream(_ path: String, _ name: String) throws(InputFault) -> Data {
    let descriptor = name == "/dev/stdin" ? 0 : open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: SystemText.ofLastError) }
    defer { if descriptor != 0 { close(descriptor) } }
    var content = Data()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: SystemText.ofLastError) }
      guard count > 0 else { return content }
      content.append(contentsOf: piece[..<count])
      guard content.count <= largestStream else { throw .endless(path: path, limit: largestStream) }
    }
  }
}
