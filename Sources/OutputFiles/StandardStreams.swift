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
    guard flushed == 0, ferror(stdout) == 0 else {
      if isAbandoned { throw .abandoned }
      throw .standardOutput(reason: reason)
    }
  }

  /// Whether standard output is a pipe whose reader has gone, as `head` goes when it has seen enough.
  private static var isAbandoned: Bool {
    var state = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
    return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR) != 0
  }

  /// Ends the process as one ends whose reader has gone: by the signal of a broken pipe.
  public static func endAbandoned() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    exit(141)
  }

  /// Sends on what `print` still holds.
  static func flush() { fflush(stdout) }

  /// Keeps the descriptors 0, 1 and 2 from being given to files that are opened later, where the caller closed them:
  /// words would end up in results. A pipe whose reader goes away is an error of writing, and no end of the process.
  ///
  /// What is printed where standard output was closed is lost, and ``finish()`` says so; words are lost in silence.
  public static func secure() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
      let null = open("/dev/null", descriptor == 2 ? O_RDWR : O_RDONLY)
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
