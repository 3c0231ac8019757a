import ArgumentParser
import Foundation
import OutputFiles
import RunStore

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs what is not done yet of an experiment, and writes its report.",
    discussion: """
      Every finished run is kept at once: after an interruption the same command goes on. Several processes may work on
      one folder; each reports its own runs. Exit code 1 when runs failed. On a cluster: --slurm, or --share with
      any other scheduler (docs/cluster.md).
      Example: mortal run Experiments/first-look/experiment.yaml --quick --output out/first-look
      """)

  @OptionGroup var experiment: ExperimentOptions

  @Option(help: "Folder of the results.")
  var output: String

  @Option(help: "Runs at a time; the numbers do not depend on it. (default: as many as there are runs and processors)")
  var jobs: Int?

  @Option(help: "Threads of each run; the numbers do not depend on it. (default: what the runs at a time leave)")
  var threads: Int?

  @Flag(help: "Tries runs again that failed before.")
  var retryFailed = false

  @Flag(inversion: .prefixedNo, help: "Writes the report at the end.")
  var report = true

  @OptionGroup var strictness: StrictOption

  @OptionGroup(title: "Cluster") var cluster: ClusterOptions

  func run() throws {
    let session = ExperimentSession(
      output: output, jobs: jobs, threads: threads, retriesFailed: retryFailed, reports: report,
      strictness: strictness)
    let share = try cluster.share.map { try RunShare(parsing: $0) }
    if !cluster.dryRun { try OutputFolder.prepare(output) }
    let execution = try experiment.execution(in: output)
    if let share {
      try session.run(share, of: execution)
    } else if cluster.slurm {
      try cluster.submit(execution, for: session)
    } else {
      try session.run(execution)
    }
  }
}
