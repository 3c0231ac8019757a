internal import Foundation
internal import OutputFiles
internal import Synchronization

/// Progress on stderr: a bar with rate and time left on a terminal, a plain line now and then elsewhere.
package final class ProgressLine: Sendable {
  private struct State {
    var last = -Double.infinity
    var length = 0
  }

  private let state = Mutex(State())
  private let isTerminal: Bool
  private let width: @Sendable () -> Int?
  private let start: Double
  private let clock: @Sendable () -> Double
  private let output: @Sendable (String) -> Void

  /// - Parameters:
  ///   - isTerminal: whether a line may be written over; nil asks stderr.
  ///   - width: characters of the terminal's lines, nil where that is not known: a longer line could not be written over.
  ///   - clock: seconds from any beginning.
  ///   - output: takes what is to be written; stderr by default.
  package init(
    isTerminal: Bool? = nil, width: @escaping @Sendable () -> Int? = ProgressLine.terminalWidth,
    clock: @escaping @Sendable () -> Double = ProgressLine.uptime,
    output: @escaping @Sendable (String) -> Void = ProgressLine.standardError
  ) {
    self.isTerminal = isTerminal ?? (isatty(2) == 1)
    self.width = width
    self.clock = clock
    self.output = output
    start = clock()
  }

  /// Writes to stderr.
  package static let standardError: @Sendable (String) -> Void = { StandardStreams.error($0) }

  /// Characters in a line of the terminal behind stderr.
  package static let terminalWidth: @Sendable () -> Int? = {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Seconds since the machine started.
  package static let uptime: @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }

  /// Shows the progress, at most five times a second on a terminal and every ten seconds elsewhere.
  ///
  /// - Parameters:
  ///   - done: things finished since this display was made, parts of one included.
  ///   - before: things that were finished before it.
  ///   - unit: what the things are called, in the plural.
  ///   - note: what else there is to say.
  package func show(done: Double, before: Int, total: Int, unit: String = "runs", note: String = "") {
    let now = clock()
    state.withLock { state in
      guard now - state.last >= (isTerminal ? 0.2 : 10) else { return }
      state.last = now
      var line = Self.line(
        done: done, before: before, total: total, seconds: now - start, unit: unit, note: note,
        bar: isTerminal)
      if isTerminal {
        if let width = width() { line = String(line.prefix(max(width - 1, 1))) }
        let gap = String(repeating: " ", count: max(0, state.length - line.count))
        output("\r" + line + gap)
        state.length = line.count
      } else {
        output(line + "\n")
      }
    }
  }

  /// Clears the bar, so that other text can follow.
  package func finish() {
    state.withLock { state in
      if isTerminal, state.length > 0 { output("\r" + String(repeating: " ", count: state.length) + "\r") }
      state.length = 0
    }
  }

  /// `[######--------------] 12/40 runs, 1.5 a second, 19 s left`.
  package static func line(
    done: Double, before: Int, total: Int, seconds: Double, unit: String = "runs", note: String,
    bar: Bool
  ) -> String {
    let reached = Double(before) + done
    let share = total > 0 ? min(reached / Double(total), 1) : 1
    var line = ""
    if bar {
      let filled = Int(share * 20)
      line += "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled) + "] "
    }
    line += "\(Int(reached)) of \(total) \(unit)"
    if done > 0, seconds > 0 {
      let rate = done / seconds
      line +=
        rate >= 1
        ? String(format: ", %.3g a second", rate)
        : ", \(duration(1 / rate)) \(unit.hasPrefix("e") ? "an" : "a") \(unit.dropLast())"
      line += ", \(duration((Double(total) - reached) / rate)) left"
    }
    return note.isEmpty ? line : line + ", " + note
  }

  /// `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "long" }
    if seconds < 9.95 { return String(format: "%.1f s", max(seconds, 0)) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    if whole < 86_400 { return "\(whole / 3_600) h \(whole % 3_600 / 60) min" }
    return "\(whole / 86_400) d \(whole % 86_400 / 3_600) h"
  }
}
