import Foundation

/// A process with what the kernel says of it afterwards: how it ended, how much memory it had, how long it took.
struct MeasuredProcess {
  /// How a process ended.
  struct Ending: Sendable {
    /// The exit code, or 128 and the number of the signal.
    var code: Int32
    /// Megabytes of resident memory at the most.
    var megabytes: Double
    var seconds: Double
    var wasStopped = false
  }

  let identifier: pid_t
  private let start: Double

  /// Starts the program with the shipped cards; what it prints goes to a file, or to nowhere.
  ///
  /// `OPENBLAS_CORETYPE` is set, so that the program does not have to start itself again.
  static func start(_ arguments: [String], in folder: String, output: String = "/dev/null") throws -> MeasuredProcess {
    let program = CompositionProgram.executable.path
    var environment = ProcessInfo.processInfo.environment
    environment["MORTAL_DEVICES"] = CompositionProgram.project.appendingPathComponent("Devices").path
    environment["OPENBLAS_NUM_THREADS"] = "1"
    if environment["OPENBLAS_CORETYPE"] == nil { environment["OPENBLAS_CORETYPE"] = "HASWELL" }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let launcher = "/usr/bin/env"
    let line = [launcher, "-C", folder, program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
    var values: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in words + values { free(pointer) } }
    var identifier: pid_t = 0
    let status = posix_spawn(&identifier, launcher, &actions, nil, &words, &values)
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EIO) }
    return MeasuredProcess(identifier: identifier, start: ProcessInfo.processInfo.systemUptime)
  }

  /// Waits for the end; after `limit` seconds the process is stopped.
  func end(within limit: Double = 60) -> Ending {
    var status: Int32 = 0
    var usage = rusage()
    var wasStopped = false
    while wait4(identifier, &status, WNOHANG, &usage) == 0 {
      if ProcessInfo.processInfo.systemUptime - start > limit, !wasStopped {
        kill(identifier, SIGKILL)
        wasStopped = true
      }
      usleep(500)
    }
    let signal = status & 0x7F
    return Ending(
      code: signal == 0 ? status >> 8 & 0xFF : 128 + signal, megabytes: Double(usage.ru_maxrss) / 1024,
      seconds: ProcessInfo.processInfo.systemUptime - start, wasStopped: wasStopped)
  }

  /// Whether it has not ended yet; one that has is still waited for by ``end(within:)``.
  var isAtWork: Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(identifier), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == 0
  }

  /// As `kill -9` does it.
  func stop() { kill(identifier, SIGKILL) }
}
