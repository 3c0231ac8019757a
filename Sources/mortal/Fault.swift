import Foundation
import RunStore

/// Faults of the program: a check inside it failed, or it did what no program may.
enum Fault {
  /// From here on a trap ends the process with exit code 70 (`ExitStatus.fault`) and a line that says so; what the
  /// runtime says of the trap stands above it.
  static func watch() {
    FaultMark.prepare()
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE] {
      signal(number) { _ in
        // Nothing but what may be called in a signal handler.
        let text: StaticString =
          "mortal: a fault of the program; please report it with the command and the lines above\n"
        _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
        // Whoever takes up the runs of this process shall know that one of them may be to blame.
        FaultMark.leave()
        _exit(70)
      }
    }
  }
}
