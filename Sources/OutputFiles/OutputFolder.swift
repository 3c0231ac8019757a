internal import Foundation

/// Folders that results are written into.
public enum OutputFolder {
  /// Makes a folder and those above it, where they are not there.
  ///
  /// - Parameter option: named in the error when the path is empty.
  /// - Throws: ``OutputError/emptyPath(option:)``, ``OutputError/isNotDirectory(path:)``,
  ///   ``OutputError/unwritable(path:reason:)``.
  public static func make(_ path: String, option: String = "--output") throws(OutputError) {
    guard !path.isEmpty else { throw .emptyPath(option: option) }
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else { throw .isNotDirectory(path: path) }
      return
    }
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o777) == 0 { continue }
      guard errno == EEXIST else { throw .unwritable(path: path, reason: SystemText.ofLastError) }
      guard stat(made, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw .isNotDirectory(path: made) }
    }
  }

  /// Makes a folder and makes sure that it takes files, before the work whose results go there.
  /// - Throws: as ``make(_:option:)``.
  public static func prepare(_ path: String, option: String = "--output") throws(OutputError) {
    try make(path, option: option)
    guard access(path, W_OK | X_OK) == 0 else { throw .unwritable(path: path, reason: SystemText.ofLastError) }
  }

  /// A fresh folder for temporary files; who asks for it removes it.
  /// - Throws: ``OutputError/unwritable(path:reason:)``.
  public static func temporary() throws(OutputError) -> String {
    let place = FileManager.default.temporaryDirectory.path
    var template = Array((place + "/mortal-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw .unwritable(path: place, reason: SystemText.ofLastError) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
