package import Foundation
internal import OutputFiles

/// Slurm's commands, where they are installed.
package struct SlurmQueue: Sendable {
  private let environment: [String: String]

  package init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

  /// Jobs of a submission, as they are kept beside the scripts.
  package struct Jobs: Sendable, Codable, Equatable {
    package var array: String
    package var merge: String
    package var tasks: Int

    package init(array: String, merge: String, tasks: Int) {
      self.array = array
      self.merge = merge
      self.tasks = tasks
    }
  }

  /// Writes the scripts and submits them.
  /// - Parameter waits: whether to return only when the merge has ended.
  /// - Throws: `StoreError`.
  package func submit(_ job: SlurmJob, waits: Bool) throws -> Jobs {
    let folder = URL(fileURLWithPath: job.folder)
    let array = folder.appendingPathComponent("array.sh")
    let merge = folder.appendingPathComponent("merge.sh")
    try SharedFolder.write(Data(job.arrayScript.utf8), to: array)
    try SharedFolder.write(Data(job.mergeScript.utf8), to: merge)
    let first = try Self.jobNumber(run("sbatch", ["--parsable", array.path]))
    let second = try Self.jobNumber(
      run("sbatch", ["--parsable", "--dependency=afterany:\(first)", "--kill-on-invalid-dep=no", merge.path]))
    let jobs = Jobs(array: first, merge: second, tasks: job.options.tasks)
    try SharedFolder.write(JSONEncoder().encode(jobs), to: folder.appendingPathComponent("jobs.json"))
    if waits { waitForEnd(of: second) }
    return jobs
  }

  /// The last submission of an experiment; nil without one.
  package static func jobs(in directory: URL, experiment: String) -> Jobs? {
    let file = directory.appendingPathComponent("slurm").appendingPathComponent(SharedFolder.fileName(experiment))
      .appendingPathComponent("jobs.json")
    return (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Jobs.self, from: $0) }
  }

  /// States of an array's tasks that are still in the queue, by task, as `RUNNING` or `PENDING (Resources)`; nil where
  /// there is no Slurm to ask.
  package func states(of jobs: Jobs) -> [Int: String]? {
    let arguments = ["--noheader", "--array", "--jobs=\(jobs.array)", "--format=%K|%T|%r"]
    let text: String
    do {
      text = try run("squeue", arguments)
    } catch StoreError.refused {
      // A job that ended some time ago is an error to squeue.
      return [:]
    } catch {
      return nil
    }
    var states: [Int: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "|", omittingEmptySubsequences: false)
      guard parts.count == 3, let task = Int(parts[0]) else { continue }
      states[task] = parts[2] == "None" ? String(parts[1]) : "\(parts[1]) (\(parts[2]))"
    }
    return states
  }

  private func waitForEnd(of job: String) {
    while let text = try? run("squeue", ["--noheader", "--jobs=\(job)", "--format=%T"]), !text.isEmpty {
      Thread.sleep(forTimeInterval: 2)
    }
  }

  /// `123` of sbatch's `123;cluster`.
  private static func jobNumber(_ text: String) throws(StoreError) -> String {
    let number = text.split(whereSeparator: { $0 == ";" || $0.isNewline }).first.map(String.init) ?? ""
    guard Int(number) != nil else { throw .refused(program: "sbatch", status: 0, reason: "no job number in '\(text)'") }
    return number
  }

  /// What a command prints.
  /// - Throws: ``StoreError/noQueue(program:)``, ``StoreError/refused(program:status:reason:)``.
  private func run(_ program: String, _ arguments: [String]) throws(StoreError) -> String {
    let paths = (environment["PATH"] ?? "").split(separator: ":")
    guard
      let path = paths.map({ "\($0)/\(program)" }).first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { throw .noQueue(program: program) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw .refused(program: program, status: -1, reason: error.localizedDescription)
    }
    // Both are short; squeue's errors fit into a pipe.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let reason = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw .refused(
        program: program, status: process.terminationStatus,
        reason: String(decoding: reason, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
