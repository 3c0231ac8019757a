public import Foundation

/// A place that a command was told to write to, and the one way in which all commands write.
///
/// | the path names | what happens |
/// |---|---|
/// | nothing yet, or a regular file | whole and at once: a temporary file beside it, `fsync`, rename; permissions stay |
/// | a symbolic link | the link stays; its target is treated as above, whether it is there yet or not |
/// | a named pipe, a device, a socket's end | the content is written into it |
/// | `-`, `/dev/stdout`, `/dev/stderr`, `/dev/fd/N` | into that open file, where it stands: nothing is cut off |
/// | a directory, an empty text | an error |
///
/// A process that is killed leaves at most a temporary file, `.NAME.HOST.PID.part` (HOST a number made from the host's
/// name), which the next write to the same name from the same host clears away. Another host's are left alone: its
/// processes cannot be seen from here, and may be at work.
public struct OutputFile: Sendable, Equatable {
  /// As the user gave it.
  public let path: String
  private let place: Place

  private enum Place: Sendable, Equatable {
    /// A regular file, or one that is not there yet; links followed.
    case regular(String)
    /// An open file of this process.
    case descriptor(Int32)
    /// Anything else that can be written into.
    case special(String)
  }

  /// Looks at the place without touching it.
  ///
  /// - Parameters:
  ///   - path: `-` is standard output.
  ///   - option: named in the error when the path is empty.
  /// - Throws: ``OutputError/emptyPath(option:)``, ``OutputError/isDirectory(path:)``, or
  ///   ``OutputError/unwritable(path:reason:)`` for links that lead nowhere.
  public init(_ path: String, option: String = "--output") throws(OutputError) {
    guard !path.isEmpty else { throw .emptyPath(option: option) }
    self.path = path
    if let descriptor = Self.descriptor(path) {
      place = .descriptor(descriptor)
      return
    }
    let target = try Self.followingLinks(path)
    if let descriptor = Self.descriptor(target) {
      place = .descriptor(descriptor)
      return
    }
    var status = stat()
    guard stat(target, &status) == 0 else {
      place = .regular(target)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .isDirectory(path: path)
    case S_IFREG: place = .regular(target)
    default: place = .special(target)
    }
  }

  /// Looks at a place before the work whose results go there: its ending, its folder, whether it takes a file.
  ///
  /// - Parameters:
  ///   - option: named in errors.
  ///   - endings: those that the command writes, without a dot; a name without any is taken as it is.
  /// - Throws: as ``init(_:option:)`` and ``prepare()``; ``OutputError/wrongEnding(path:allowed:)``.
  public static func ready(
    _ path: String, option: String = "--output", endings: [String] = []
  ) throws(OutputError) -> OutputFile {
    let file = try OutputFile(path, option: option)
    if case .regular = file.place, !endings.isEmpty, let ending = ending(of: path), !endings.contains(ending) {
      throw .wrongEnding(path: path, allowed: endings)
    }
    try file.prepare()
    return file
  }

  /// What follows the last dot of a name, in small letters, if it looks like a kind of file: up to eight letters and
  /// digits with a letter among them. `g.1` and `run.2026-11-26` have none.
  public static func ending(of path: String) -> String? {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...]
    guard (1...8).contains(ending.count), ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }),
      ending.contains(where: \.isLetter)
    else { return nil }
    return ending.lowercased()
  }

  /// Whether the content goes to standard output: words for the user then belong on standard error.
  public var isStandardOutput: Bool { place == .descriptor(1) }

  /// Makes sure, before the work, that the place can be written: its folder is there (or can be made) and takes a file.
  /// - Throws: ``OutputError``.
  public func prepare() throws(OutputError) {
    switch place {
    case .regular(let target):
      let folder = Self.folder(of: target)
      try OutputFolder.make(folder)
      guard access(folder, W_OK) == 0 else { throw failure() }
      if access(target, F_OK) == 0, access(target, W_OK) != 0 { throw failure() }
    case .special(let target):
      guard access(target, W_OK) == 0 else { throw failure() }
    case .descriptor(let number):
      guard fcntl(number, F_GETFD) >= 0 else { throw failure() }
    }
  }

  /// Writes the content.
  /// - Throws: ``OutputError``; a regular file is then what it was before.
  public func write(_ text: String) throws(OutputError) { try write(Data(text.utf8)) }

  /// Writes the content.
  /// - Throws: ``OutputError``; a regular file is then what it was before.
  public func write(_ content: Data) throws(OutputError) {
    try prepare()
    switch place {
    case .regular(let target):
      try replace(target) { descriptor throws(OutputError) in try put(content, descriptor) }
    case .special(let target):
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure() }
      defer { close(descriptor) }
      try put(content, descriptor)
    case .descriptor(let number):
      // What `print` still holds comes first.
      if number == 1 { StandardStreams.flush() }
      try put(content, number)
    }
  }

  /// Lets `body` make the file under a temporary name, and gives it its own name when that has succeeded and the file
  /// is there: for what other programs write.
  ///
  /// A place that is no regular file gets the bytes of what was made.
  /// - Throws: ``OutputError``, or what `body` throws; nothing of the temporary file stays.
  public func make(_ body: (_ temporary: String) throws -> Void) throws {
    try prepare()
    if case .regular(let target) = place {
      let temporary = Self.temporary(target)
      Self.clear(leftoversOf: target)
      defer { unlink(temporary) }
      try body(temporary)
      let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure() }
      defer { close(descriptor) }
      try settle(descriptor, temporary, target)
    } else {
      let folder = try OutputFolder.temporary()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let temporary = folder + "/content"
      try body(temporary)
      guard let content = FileManager.default.contents(atPath: temporary) else { throw failure() }
      try write(content)
    }
  }

  // MARK: - Regular files

  private func replace(_ target: String, _ body: (Int32) throws(OutputError) -> Void) throws(OutputError) {
    Self.clear(leftoversOf: target)
    let temporary = Self.temporary(target)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    do throws(OutputError) {
      try body(descriptor)
      try settle(descriptor, temporary, target)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Brings a finished temporary file to the disk and to its name.
  private func settle(_ descriptor: Int32, _ temporary: String, _ target: String) throws(OutputError) {
    var status = stat()
    if stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
    guard fsync(descriptor) == 0, rename(temporary, target) == 0 else {
      let reason = failure()
      unlink(temporary)
      throw reason
    }
    let folder = open(Self.folder(of: target), O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private func put(_ content: Data, _ descriptor: Int32) throws(OutputError) {
    var done = 0
    while done < content.count {
      let written = content.withUnsafeBytes { bytes in
        Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure() }
      done += written
    }
  }

  private func failure() -> OutputError { .unwritable(path: path, reason: SystemText.ofLastError) }

  private static func temporary(_ target: String) -> String {
    folder(of: target) + "/." + name(of: target) + "." + host + ".\(getpid()).part"
  }

  /// FNV-1a of the host's name in eight hexadecimal digits: file names stay short.
  private static let host: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, buffer.count - 1)
    var hash: UInt32 = 2_166_136_261
    for byte in buffer.prefix(while: { $0 != 0 }) { hash = (hash ^ UInt32(UInt8(bitPattern: byte))) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }()

  /// Removes what killed processes of this host left beside a file.
  private static func clear(leftoversOf target: String) {
    let folder = folder(of: target)
    let prefix = "." + name(of: target) + "." + host + "."
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where entry.hasPrefix(prefix) && entry.hasSuffix(".part") {
      guard let process = Int32(entry.dropFirst(prefix.count).dropLast(5)), process > 0, process != getpid(),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink(folder + "/" + entry)
    }
  }

  // MARK: - Paths

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The open file that a path stands for.
  private static func descriptor(_ path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout", "/proc/self/fd/1": return 1
    case "/dev/stderr": return 2
    default:
      for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
        return Int32(path.dropFirst(prefix.count))
      }
      return nil
    }
  }

  private static func followingLinks(_ path: String) throws(OutputError) -> String {
    var path = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let count = readlink(path, &buffer, buffer.count - 1)
      guard count >= 0 else { return path }
      let target = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = target.hasPrefix("/") ? target : folder(of: path) + "/" + target
      if descriptor(path) != nil { return path }
    }
    throw .unwritable(path: path, reason: "too many symbolic links")
  }
}
