internal import Foundation

/// Work that would need more memory than there is.
public struct MemoryShortage: Error, Equatable, CustomStringConvertible {
  /// What needs it, as the user asked for it: `--hidden 100000,100000`.
  public let work: String
  /// Bytes that the work takes at least.
  public let needed: Double
  /// Bytes that this process could still have.
  public let available: Double

  public var description: String {
    "\(work): needs about \(Self.text(needed)) of memory, and \(Self.text(available)) are available; ask for less, "
      + "or use a machine with more"
  }

  /// `3.2 GB`.
  static func text(_ bytes: Double) -> String {
    let units: [(Double, String)] = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB")]
    guard let unit = units.first(where: { bytes >= $0.0 }) else { return String(format: "%.3g MB", bytes / 1e6) }
    return bytes / unit.0 >= 1e3
      ? String(format: "%.1e %@", bytes / unit.0, unit.1) : String(format: "%.3g %@", bytes / unit.0, unit.1)
  }
}

/// How much memory this process may still take.
public enum MachineMemory {
  /// Says, before the work starts, when it cannot fit.
  ///
  /// - Parameters:
  ///   - bytes: what the work holds at the same time, at least; a Double, since products of sizes may pass 2⁶³.
  ///   - work: how the user asked for it.
  /// - Throws: ``MemoryShortage`` when `bytes` is more than ``available``.
  public static func require(_ bytes: Double, for work: String) throws(MemoryShortage) {
    // Small work is not worth a look at the system's files.
    guard bytes > 256e6 else { return }
    let available = available
    guard bytes <= available else { throw MemoryShortage(work: work, needed: bytes, available: available) }
  }

  /// Bytes that are free or can be freed: the least of what the machine has (`MemAvailable`), what the process's limit
  /// of address space leaves (`ulimit -v`), and what its control group leaves. Infinite where none can be read.
  public static var available: Double {
    var least = Double.infinity
    if let free = number("/proc/meminfo", line: "MemAvailable:") { least = min(least, free * 1024) }
    let pages = contents("/proc/self/statm").split(separator: " ").first.flatMap { Double($0) } ?? 0
    if let limit = number("/proc/self/limits", line: "Max address space") {
      least = min(least, limit - pages * 4096)
    }
    if let limit = Double(contents("/sys/fs/cgroup/memory.max").trimmingCharacters(in: .whitespacesAndNewlines)) {
      let used = Double(contents("/sys/fs/cgroup/memory.current").trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
      least = min(least, limit - used)
    }
    return max(0, least)
  }

  private static func contents(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

  /// The first number behind the beginning of a line; nil where the line is not there or says `unlimited`.
  private static func number(_ path: String, line: String) -> Double? {
    contents(path).split(separator: "\n").first { $0.hasPrefix(line) }.flatMap { found in
      found.dropFirst(line.count).split(separator: " ").first.flatMap { Double($0) }
    }
  }
}
