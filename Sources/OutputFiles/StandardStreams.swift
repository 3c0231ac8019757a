#if canImport(Glibc)
  @preconcurrency internal import Glibc
#else
  internal import Darwin
#endif

/// Standard output, which carries data and must arrive whole, and standard error, which carries words and may fail.
public enum StandardStreams {
  /// Writes to standard error. A stream that is closed or full loses the words and nothing else.
  public static func error(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { write(2, $0.baseAddress.map { $0 + done }, $0.count - done) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      done += written
    }
  }

  /// Sends on what `print` still holds, and makes sure that all of it was taken.
  /// - Throws: ``OutputError/standardOutput(reason:)``.
  public static func finish() throws(OutputError) {
    errno = 0
    let flushed = fflush(stdout)
    let reason = SystemText.ofLastError
    guard flushed == 0, ferror(stdout) == 0 else { throw .standardOutput(reason: reason) }
  }

  /// Sends on what `print` still holds.
  static func flush() { fflush(stdout) }

  /// Keeps the descriptors 0, 1 and 2 from being given to files that are opened later, where the caller closed them:
  /// words would end up in results.
  public static func secure() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
      let null = open("/dev/null", descriptor == 0 ? O_RDONLY : O_RDWR)
      if null >= 0, null != descriptor {
        dup2(null, descriptor)
        close(null)
      }
    }
  }
}

/// What the operating system says of an error.
enum SystemText {
  /// Of the call that failed last, in English whatever the locale.
  static var ofLastError: String {
    let code = errno
    return code == 0 ? "input/output error" : String(cString: strerror(code))
  }
}
