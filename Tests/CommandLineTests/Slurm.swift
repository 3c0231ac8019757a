import Foundation
import Testing

/// A Slurm of one node in a folder of its own.
///
/// Its three daemons stay in the foreground, as children of the test, and are not started by Foundation's `Process`:
/// that sees an end by a descriptor which daemons keep open or close at once, and then waits for them, in the one
/// thread that it has for all processes, for ever; and its children cannot be ended by SIGTERM, which they inherit
/// blocked.
final class Slurm {
  static let programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"]
  static let isInstalled = geteuid() == 0 && programs.allSatisfy { path($0) != nil }

  let folder: ScratchFolder
  let environment: [String: String]
  private var daemons: [SlurmDaemon] = []

  private static func path(_ program: String) -> String? {
    ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/"].map { $0 + program }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts munged, slurmctld and slurmd, and waits for the node, a minute at most.
  init() throws {
    folder = try ScratchFolder()
    let root = folder.folder.path
    environment = ["SLURM_CONF": root + "/slurm.conf"]
    for name in ["state", "spool"] {
      try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
    }
    let key = Data((0..<128).map { _ in UInt8.random(in: 0...255) })
    #expect(
      FileManager.default.createFile(atPath: root + "/key", contents: key, attributes: [.posixPermissions: 0o400]))
    let host = ProcessInfo.processInfo.hostName.split(separator: ".").first.map(String.init) ?? "localhost"
    let port = 20_000 + Int(getpid()) % 20_000
    let configuration = """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      AuthType=auth/munge
      AuthInfo=socket=\(root)/munge.socket
      SlurmUser=root
      SlurmdUser=root
      SlurmctldPort=\(port)
      SlurmdPort=\(port + 1)
      StateSaveLocation=\(root)/state
      SlurmdSpoolDir=\(root)/spool
      SlurmctldPidFile=\(root)/slurmctld.pid
      SlurmdPidFile=\(root)/slurmd.pid
      SlurmctldLogFile=\(root)/slurmctld.log
      SlurmdLogFile=\(root)/slurmd.log
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_Core
      AccountingStorageType=accounting_storage/none
      JobAcctGatherType=jobacct_gather/none
      SchedulerParameters=sched_interval=1,batch_sched_delay=0
      MpiDefault=none
      ReturnToService=2
      KillWait=5
      NodeName=\(host) NodeAddr=127.0.0.1 CPUs=2 RealMemory=500 State=UNKNOWN
      PartitionName=test Nodes=\(host) Default=YES MaxTime=INFINITE State=UP

      """
    try Data(configuration.utf8).write(to: folder.url("slurm.conf"))
    try start(
      "munged",
      [
        "--foreground", "--force", "--key-file=\(root)/key", "--socket=\(root)/munge.socket",
        "--pid-file=\(root)/munged.pid", "--log-file=\(root)/munged.log", "--seed-file=\(root)/munge.seed",
        "--num-threads=2",
      ])
    for _ in 0..<100 where !FileManager.default.fileExists(atPath: root + "/munge.socket") {
      Thread.sleep(forTimeInterval: 0.05)
    }
    try start("slurmctld", ["-D", "-f", root + "/slurm.conf"])
    try start("slurmd", ["-D", "-f", root + "/slurm.conf", "-N", host])
    let end = Date(timeIntervalSinceNow: 60)
    while Date.now < end {
      if let nodes = try? run("sinfo", ["--noheader", "--format=%T"]), nodes.contains("idle") { return }
      Thread.sleep(forTimeInterval: 0.2)
    }
    stop()
    throw Failure(description: "the node did not come up: " + log("slurmctld") + log("slurmd"))
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private func log(_ daemon: String) -> String {
    (try? String(contentsOf: folder.url(daemon + ".log"), encoding: .utf8)) ?? ""
  }

  private func start(_ program: String, _ arguments: [String]) throws {
    daemons.append(try child(program, arguments, output: "/dev/null"))
  }

  private func child(_ program: String, _ arguments: [String], output: String) throws -> SlurmDaemon {
    try SlurmDaemon(
      try #require(Self.path(program)), arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, output: output)
  }

  /// Ends what ``init()`` started.
  func stop() {
    for daemon in daemons.reversed() { daemon.end() }
    daemons = []
  }

  /// Waits for a state of the queue, lines of job and state, a minute and a half at most.
  func waitUntil(_ condition: ([Substring]) -> Bool) throws {
    let end = Date(timeIntervalSinceNow: 90)
    var last = ""
    while Date.now < end {
      last = try run("squeue", ["--noheader", "--array", "--format=%i %T"])
      if condition(last.split(separator: "\n")) { return }
      Thread.sleep(forTimeInterval: 0.2)
    }
    throw Failure(description: "the queue did not come to it: \(last)\n" + log("slurmctld"))
  }

  /// What one of Slurm's commands prints; it is ended after 20 s.
  @discardableResult func run(_ program: String, _ arguments: [String]) throws -> String {
    let output = folder.path("output-of-\(program)")
    let process = try child(program, arguments, output: output)
    guard process.waitForEnd(20) else {
      process.end()
      throw Failure(description: "\(program) did not end within 20 s\n" + log("slurmctld"))
    }
    return try String(contentsOfFile: output, encoding: .utf8)
  }
}

/// A child without signals blocked, whose end is asked for and never waited for without a limit.
final class SlurmDaemon {
  private let id: pid_t
  private var hasEnded = false

  init(_ path: String, _ arguments: [String], environment: [String: String], output: String) throws {
    var attributes = posix_spawnattr_t()
    var files = posix_spawn_file_actions_t()
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&files)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&files)
    }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&files, 1, 2)
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let values = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + values { free(text) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, path, &files, &attributes, words, values)
    guard status == 0 else { throw Slurm.Failure(description: "\(path): \(String(cString: strerror(status)))") }
    id = child
  }

  /// - Returns: whether it has ended within so many seconds.
  func waitForEnd(_ seconds: Double) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    var status: Int32 = 0
    while !hasEnded {
      if waitpid(id, &status, WNOHANG) == id { hasEnded = true }
      if !hasEnded {
        if Date.now > end { return false }
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    return true
  }

  func end() {
    for signal in [SIGTERM, SIGKILL] where !hasEnded {
      kill(id, signal)
      if waitForEnd(5) { return }
    }
  }
}

extension Process {
  /// Waits for the end; a process that takes longer is ended and makes the test fail.
  func wait(limit seconds: Double) {
    let id = processIdentifier
    let watchdog = DispatchWorkItem { kill(id, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: watchdog)
    waitUntilExit()
    watchdog.cancel()
    if terminationReason == .uncaughtSignal, terminationStatus == SIGKILL {
      Issue.record("\(executableURL?.lastPathComponent ?? "") did not end within \(seconds) s")
    }
  }
}
