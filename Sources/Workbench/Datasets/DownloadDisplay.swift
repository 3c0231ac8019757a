internal import Foundation
internal import Progress
internal import Synchronization

/// Progress of downloads on stderr: a bar with rate and time left on a terminal, a plain line every ten seconds and at
/// the end of a file elsewhere.
package final class DownloadDisplay: Sendable {
  private struct State {
    var file = ""
    var start = 0.0
    var before = 0
    var last = -Double.infinity
    var length = 0
  }

  private let state = Mutex(State())
  private let isTerminal: Bool
  private let clock: @Sendable () -> Double
  private let output: @Sendable (String) -> Void

  package init(
    isTerminal: Bool = isatty(2) == 1, clock: @escaping @Sendable () -> Double = ProgressLine.uptime,
    output: @escaping @Sendable (String) -> Void = ProgressLine.standardError
  ) {
    self.isTerminal = isTerminal
    self.clock = clock
    self.output = output
  }

  /// Shows that `received` of `total` bytes of a file are there.
  package func show(file: String, received: Int, total: Int) {
    let now = clock()
    state.withLock { state in
      if state.file != file {
        state.file = file
        state.start = now
        state.before = received
        state.last = -.infinity
      }
      let isDone = received >= total
      guard isDone || now - state.last >= (isTerminal ? 0.2 : 10) else { return }
      state.last = now
      let line = Self.line(
        file: file, received: received, total: total, fresh: received - state.before, seconds: now - state.start,
        bar: isTerminal)
      if isTerminal {
        output("\r" + line + String(repeating: " ", count: max(0, state.length - line.count)) + (isDone ? "\n" : ""))
        state.length = isDone ? 0 : line.count
      } else {
        output(line + "\n")
      }
    }
  }

  /// Ends the line of a bar that was broken off.
  package func finish() {
    state.withLock { state in
      if state.length > 0 { output("\n") }
      state.length = 0
    }
  }

  /// `train-images-idx3-ubyte.gz: [#####---------------] 2.5 of 9.9 MB, 1.2 MB/s, 6.2 s left`.
  package static func line(file: String, received: Int, total: Int, fresh: Int, seconds: Double, bar: Bool) -> String {
    let share = total > 0 ? Double(received) / Double(total) : 1
    let filled = Int(min(1, share) * 20)
    let picture =
      bar
      ? "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled) + "] " : ""
    var line = "\(file): \(picture)\(megabytes(received)) of \(megabytes(total)) MB"
    if received >= total { return line + ", complete" }
    if fresh > 0, seconds > 0 {
      let rate = Double(fresh) / seconds
      line += ", \(megabytes(Int(rate))) MB/s, \(ProgressLine.duration(Double(total - received) / rate)) left"
    }
    return line
  }

  private static func megabytes(_ bytes: Int) -> String {
    String(format: bytes < 100_000 ? "%.3f" : "%.1f", Double(bytes) / 1e6)
  }
}
