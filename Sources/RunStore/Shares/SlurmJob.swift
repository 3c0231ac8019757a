internal import Foundation

/// An experiment as jobs of Slurm: an array whose tasks are shares, and a job that merges when they have ended.
package struct SlurmJob: Sendable {
  /// What `mortal run --slurm` says of the jobs.
  package struct Options: Sendable, Equatable {
    /// Tasks of the array.
    package var tasks = 16
    package var cpusPerTask = 1
    /// Time limit of a task in minutes; nil leaves it to the partition.
    package var minutes: Int?
    package var partition: String?
    /// Further options of sbatch, as on its command line.
    package var extra: String?

    package init() {}

    /// - Throws: ``StoreError/outOfRange(option:value:allowed:)``.
    package func validate() throws(StoreError) {
      for (option, value, allowed) in [
        ("--tasks", tasks, 1...RunShare.mostShares), ("--cpus-per-task", cpusPerTask, 1...4096),
        ("--time", minutes ?? 1, 1...525_600),
      ] where !allowed.contains(value) {
        throw .outOfRange(
          option: option, value: "\(value)",
          allowed: "\(allowed.lowerBound)...\(allowed.upperBound)"
            + (option == "--time" ? " minutes" : ""))
      }
      for (option, text) in [("--partition", partition), ("--sbatch", extra)] {
        if let text, text.contains(where: \.isNewline) {
          throw .outOfRange(option: option, value: "a text of several lines", allowed: "one line")
        }
      }
    }
  }

  package var name: String
  package var options: Options
  /// The program, the results' folder, the folder that the command was given in.
  package var program: String
  package var directory: String
  package var workingDirectory: String
  /// The experiment's file and options, for `mortal run`.
  package var file: String
  package var quick: Bool
  package var settings: [String]
  package var retriesFailed: Bool
  /// Numbers of the shares that have something to do.
  package var shares: [Int]

  package init(
    name: String, options: Options, program: String, directory: String, workingDirectory: String, file: String,
    quick: Bool, settings: [String], retriesFailed: Bool, shares: [Int]
  ) {
    self.name = name
    self.options = options
    self.program = program
    self.directory = directory
    self.workingDirectory = workingDirectory
    self.file = file
    self.quick = quick
    self.settings = settings
    self.retriesFailed = retriesFailed
    self.shares = shares
  }

  /// Folder of the scripts and of what tasks print.
  package var folder: String { directory + "/slurm/" + SharedFolder.fileName(name) }

  /// The array job. A task that is preempted or out of time gets SIGTERM, gives the run in hand back and ends; preempted
  /// ones are queued again.
  package var arrayScript: String {
    var arguments = [program, "run", file, "--output", directory].map(Self.quoted)
    arguments += ["--share", "\"$SLURM_ARRAY_TASK_ID/\(options.tasks)\""]
    // Other tasks may be on the same machine: a run has no more threads than the task has processors for it.
    arguments += ["--jobs", "\"${SLURM_CPUS_PER_TASK:-1}\"", "--threads", "1"]
    if quick { arguments.append("--quick") }
    if retriesFailed { arguments.append("--retry-failed") }
    for setting in settings { arguments += ["--set", Self.quoted(setting)] }
    var directives = [
      "--job-name=" + Self.quoted("mortal-" + SharedFolder.fileName(name)), "--array=" + Self.ranges(shares),
      "--cpus-per-task=\(options.cpusPerTask)",
    ]
    if let minutes = options.minutes { directives += ["--time=\(minutes)", "--signal=B:TERM@60"] }
    directives += ["--requeue", "--open-mode=append", "--output=" + Self.quoted(folder + "/task-%a.log")]
    return script(directives, arguments)
  }

  /// The job that waits for the array, merges and writes the report.
  package var mergeScript: String {
    let directives = [
      "--job-name=" + Self.quoted("mortal-merge-" + SharedFolder.fileName(name)), "--open-mode=append",
      "--output=" + Self.quoted(folder + "/merge.log"),
    ]
    return script(directives, [program, "merge", directory].map(Self.quoted))
  }

  private func script(_ directives: [String], _ command: [String]) -> String {
    var all = directives
    all.append("--chdir=" + Self.quoted(workingDirectory))
    if let partition = options.partition { all.append("--partition=" + Self.quoted(partition)) }
    if let extra = options.extra { all.append(extra) }
    return "#!/bin/bash\n" + all.map { "#SBATCH \($0)\n" }.joined() + "exec " + command.joined(separator: " ") + "\n"
  }

  /// Text as one word of a shell.
  static func quoted(_ text: String) -> String {
    let safe = "/._-=:%+,@"
    let plain = !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || safe.contains($0)) }
    return plain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// Numbers as Slurm lists them: `1-4,7`.
  static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}
