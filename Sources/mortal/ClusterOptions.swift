import ArgumentParser
import ExperimentFiles
import Experiments
import Foundation
import RunStore
import Units

/// Options of `run` for work that is spread over the machines of a cluster.
struct ClusterOptions: ParsableArguments {
  @Option(help: "Runs this share alone, e.g. 3/16, into a store of its own in DIR; mortal merge puts shares together.")
  var share: String?

  @Flag(help: "Submits the runs to Slurm as an array job, and a job that merges them.")
  var slurm = false

  @Option(help: "Tasks of the array, each with its share of the runs.")
  var tasks = 16

  @Option(help: "Processors of a task, and its runs at a time.")
  var cpusPerTask = 1

  @Option(help: "Time limit of a task, e.g. 2h. (default: the partition's)")
  var time: String?

  @Option(help: "Partition of the cluster.")
  var partition: String?

  @Option(help: "Further options of sbatch, e.g. '--account=physics --mem=4G'.")
  var sbatch: String?

  @Flag(help: "Waits until the results are merged.")
  var wait = false

  @Flag(help: "Prints the jobs' scripts and submits nothing.")
  var dryRun = false

  func validate() throws {
    if share != nil, slurm {
      throw ValidationError("--share and --slurm: one of the two; --slurm gives out the shares")
    }
    if !slurm, wait || dryRun { throw ValidationError("--wait and --dry-run belong to --slurm") }
  }

  func options() throws -> SlurmJob.Options {
    var options = SlurmJob.Options()
    options.tasks = tasks
    options.cpusPerTask = cpusPerTask
    options.partition = partition
    options.extra = sbatch
    if let time {
      let limit: Seconds
      do { limit = try Seconds(parsing: time) } catch { throw ValidationError("--time: \(error)") }
      guard limit.value > 0, limit.value < 3e7 else { throw ValidationError("--time: \(time) is outside 1min...347d") }
      options.minutes = Int((limit.value / 60).rounded(.up))
    }
    try options.validate()
    return options
  }

  /// Submits what is missing; where nothing is, or `--wait` has waited, tells of the results.
  func submit(_ execution: ExperimentExecution, for session: ExperimentSession) throws {
    let job = try execution.slurmJob(
      options(), in: session.folder, program: Bundle.main.executableURL?.resolvingSymlinksInPath().path ?? "mortal",
      retriesFailed: session.retriesFailed, enters: !dryRun)
    if dryRun {
      print(job.arrayScript + "\n" + job.mergeScript, terminator: "")
      let most = (execution.runs.count + job.options.tasks - 1) / job.options.tasks
      Terminal.note(
        "\(job.shares.count) of \(job.options.tasks) tasks, up to \(most) runs each; nothing was submitted")
      return
    }
    if !job.shares.isEmpty {
      let jobs = try SlurmQueue().submit(job, waits: wait)
      print("submitted \(job.shares.count) tasks as job \(jobs.array), the merge as job \(jobs.merge)")
      guard wait else {
        Terminal.note("how far they are: mortal status \(session.output)")
        return
      }
    }
    try session.tell(execution.summary(in: session.folder), of: execution)
  }
}
