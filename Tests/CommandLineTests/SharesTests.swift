import Foundation
import Testing

/// Shares of an experiment, by hand and by Slurm, through the program.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct SharesTests {
  /// 40 short runs.
  static let experiment = """
    name: forty
    question: Do shares change the numbers?
    data: {train: 60, validation: 0, test: 40}
    network: {hidden: [8]}
    learner: {name: ff-digital, epochs: 1}
    sweep:
      seeds: 1...40

    """

  private func export(_ folder: ScratchFolder, _ name: String) throws -> String {
    let outcome = try Program.run(["export", folder.path(name), "--output", folder.path(name + ".csv")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try String(contentsOf: folder.url(name + ".csv"), encoding: .utf8)
  }

  private func prepare(_ text: String = experiment) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try Data(text.utf8).write(to: folder.url("forty.yaml"))
    let outcome = try Program.run(["run", folder.path("forty.yaml"), "--output", folder.path("plain"), "--no-report"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder
  }

  @Test func sharesEqualAPlainRun() throws {
    let folder = try prepare()
    func share(_ text: String) throws -> Program.Outcome {
      try Program.run(["run", folder.path("forty.yaml"), "--output", folder.path("shared"), "--share", text])
    }
    for number in [3, 1] { #expect(try share("\(number)/4").status == 0) }
    let early = try Program.run(["merge", folder.path("shared"), "--no-report"])
    #expect(early.status == 1 && early.output.contains("forty: 20 complete and 0 failed runs taken over from 2 shares"))
    for number in [2, 4] { #expect(try share("\(number)/4").status == 0) }
    let status = try Program.run(["status", folder.path("shared")])
    #expect(status.output.contains("forty: 40 of 40 runs complete in 4 shares; 20 to be merged"), "\(status.output)")
    let late = try Program.run(["merge", folder.path("shared")])
    #expect(late.status == 0 && late.output.contains("report.html"), "\(late.errors)")
    #expect(try export(folder, "shared") == export(folder, "plain"))
    for (text, status) in [("0/4", Int32(64)), ("x", 64)] { #expect(try share(text).status == status) }
    #expect(try Program.run(["merge", folder.path("nowhere")]).status == 66)
  }

  @Test func dryRunPrintsTheScripts() throws {
    let folder = try ScratchFolder()
    try Data(Self.experiment.utf8).write(to: folder.url("forty.yaml"))
    let outcome = try Program.run([
      "run", folder.path("forty.yaml"), "--output", folder.path("out"), "--slurm", "--tasks", "8", "--time", "90min",
      "--dry-run", "--set", "learner.epochs=2",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("#SBATCH --array=1-8\n") && outcome.output.contains("#SBATCH --time=90\n"))
    #expect(outcome.output.contains("--set learner.epochs=2"))
    #expect(outcome.errors.contains("8 of 8 tasks, up to 5 runs each"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
  }

  /// The real thing, on this machine and on the loopback interface only: an array of 4 tasks, two of which are killed.
  @Test(
    .enabled(
      if: Slurm.isInstalled && ProcessInfo.processInfo.environment["MORTAL_SLURM_TESTS"] != nil,
      "set MORTAL_SLURM_TESTS=1, and as root: make test-tools"), .timeLimit(.minutes(5)))
  func slurmEqualsAPlainRun() throws {
    // Longer runs, so that there is something to kill.
    let folder = try prepare(
      Self.experiment.replacing("train: 60", with: "train: 4000").replacing("[8]", with: "[100]"))
    let slurm = try Slurm()
    defer { slurm.stop() }
    func submit(_ options: [String]) throws -> Program.Outcome {
      try Program.run(
        ["run", folder.path("forty.yaml"), "--output", folder.path("cluster"), "--slurm", "--tasks", "4"] + options,
        environment: slurm.environment)
    }
    let first = try submit([])
    #expect(first.status == 0 && first.output.hasPrefix("submitted 4 tasks as job "), "\(first.errors)")
    let job = try #require(first.output.split(separator: " ").dropFirst(5).first).dropLast()
    #expect(try submit([]).errors.contains("still in the queue"))
    try slurm.waitUntil { $0.filter { $0.hasSuffix("RUNNING") }.count >= 2 }
    Thread.sleep(forTimeInterval: 1)
    for task in [1, 2] { try slurm.run("scancel", ["--signal=KILL", "--full", "\(job)_\(task)"]) }
    try slurm.waitUntil { $0.isEmpty }
    let between = try Program.run(["status", folder.path("cluster")], environment: slurm.environment)
    #expect(between.output.contains("share 1/4"), "\(between.output)")
    let second = try submit(["--wait"])
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output.contains("report: "), "\(second.output)")
    #expect(try export(folder, "cluster") == export(folder, "plain"))
    #expect(try submit([]).output.contains("report: "), "nothing is missing any more")
  }
}

/// A Slurm of one node in a folder of its own.
struct Slurm {
  static let programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel"]
  static let isInstalled = geteuid() == 0 && programs.allSatisfy { path($0) != nil }

  let folder: ScratchFolder
  let environment: [String: String]

  private static func path(_ program: String) -> String? {
    ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/"].map { $0 + program }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts munged, slurmctld and slurmd, and waits for the node.
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
    try run(
      "munged",
      [
        "--force", "--key-file=\(root)/key", "--socket=\(root)/munge.socket", "--pid-file=\(root)/munged.pid",
        "--log-file=\(root)/munged.log", "--seed-file=\(root)/munge.seed", "--num-threads=2",
      ])
    try run("slurmctld", ["-f", root + "/slurm.conf"])
    try run("slurmd", ["-f", root + "/slurm.conf", "-N", host])
    for _ in 0..<100 {
      if let nodes = try? run("sinfo", ["--noheader", "--format=%T"]), nodes.contains("idle") { return }
      Thread.sleep(forTimeInterval: 0.3)
    }
    Issue.record(
      "the node did not come up: \((try? String(contentsOf: folder.url("slurmctld.log"), encoding: .utf8)) ?? "")")
  }

  /// Ends what ``init()`` started, by its own process numbers.
  func stop() {
    for name in ["slurmd", "slurmctld", "munged"] {
      guard let text = try? String(contentsOf: folder.url(name + ".pid"), encoding: .utf8),
        let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
      else { continue }
      kill(process, SIGTERM)
      for _ in 0..<50 where kill(process, 0) == 0 { Thread.sleep(forTimeInterval: 0.1) }
      if kill(process, 0) == 0 { kill(process, SIGKILL) }
    }
  }

  /// Waits for a state of the queue: lines of job and state.
  func waitUntil(_ condition: ([Substring]) -> Bool) throws {
    for _ in 0..<600 {
      if condition(try run("squeue", ["--noheader", "--array", "--format=%i %T"]).split(separator: "\n")) { return }
      Thread.sleep(forTimeInterval: 0.2)
    }
    Issue.record("the queue did not come to it")
  }

  @discardableResult func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.path(program)))
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = folder.url("output-of-\(program)")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try handle.close()
    return try String(contentsOf: output, encoding: .utf8)
  }
}
