internal import Foundation

/// Shows a page in this machine's browser: what the variable `BROWSER` names (commands separated by colons, `%s` in
/// them for the address), else the desktop's choice (`xdg-open`).
package struct PageOpener: Sendable {
  /// A browser that ends with an error is one that did not open; one that has run for so many seconds did.
  private static let patience = 5.0

  private let commands: [String]

  package init() {
    let environment = ProcessInfo.processInfo.environment
    #if os(macOS)
      let usual = "open"
    #else
      let usual = "xdg-open"
    #endif
    commands = (environment["BROWSER"] ?? "").split(separator: ":").map(String.init) + [usual]
  }

  /// Tries one after the other, on a thread of its own, since a browser may stay for as long as its window.
  /// - Parameter failed: gets the reasons where none of them opened the page.
  package func open(_ address: String, failed: @escaping @Sendable (String) -> Void) {
    let commands = commands
    Thread {
      var reasons: [String] = []
      for command in commands {
        guard let reason = Self.run(command, address) else { return }
        reasons.append(reason)
      }
      failed(reasons.joined(separator: "; "))
    }.start()
  }

  /// - Returns: why the page was not opened; nil where it was.
  private static func run(_ command: String, _ address: String) -> String? {
    var words = command.split(separator: " ").map { String($0).replacing("%s", with: address) }
    guard let name = words.first else { return "BROWSER has an empty entry" }
    if !command.contains("%s") { words.append(address) }
    let browser = Process()
    browser.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    browser.arguments = words
    browser.standardInput = FileHandle.nullDevice
    (browser.standardOutput, browser.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    let start = Date()
    do { try browser.run() } catch { return "\(name): \(error.localizedDescription)" }
    browser.waitUntilExit()
    let status = browser.terminationStatus
    guard status != 0, Date().timeIntervalSince(start) < patience else { return nil }
    return status == 127 ? "\(name) is not there" : "\(name) ended with status \(status)"
  }
}
