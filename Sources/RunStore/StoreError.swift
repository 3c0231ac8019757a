/// What can go wrong with a store of results, its shares, and a cluster's queue.
package enum StoreError: Error, Equatable, CustomStringConvertible {
  /// There is no store where results were to be read.
  case missing(path: String)
  /// The file is an SQLite database of another program.
  case foreign(path: String)
  /// The file is not an SQLite database, or a damaged one.
  case corrupted(path: String, detail: String)
  /// The store was written by an earlier version of the program and is only to be read: it is brought to the present
  /// version in a copy.
  case older(path: String, version: Int, known: Int)
  /// The store was written by a newer version of the program.
  case newer(path: String, version: Int, known: Int)
  /// The directory or the file cannot be written.
  case readOnly(path: String, reason: String)
  /// No space left.
  case diskFull(path: String)
  /// Another process kept the store locked for too long.
  case busy(path: String)
  /// No experiment of that name.
  case unknownExperiment(path: String, name: String, known: [String])
  /// A text that is no share.
  case badShare(text: String)
  /// An option outside its range.
  case outOfRange(option: String, value: String, allowed: String)
  /// A folder without shares.
  case noShares(directory: String)
  /// A description of shares that cannot be read.
  case damagedPlan(path: String, reason: String)
  /// A program of the queue that is not installed.
  case noQueue(program: String)
  /// The queue refused.
  case refused(program: String, status: Int32, reason: String)
  /// Tasks of an earlier submission are still in the queue.
  case stillQueued(job: String, tasks: Int)
  /// Anything else that SQLite reports.
  case database(path: String, message: String)

  package var description: String {
    switch self {
    case .missing(let path):
      return "\(path): no such store of results; `mortal run FILE --output DIR` makes one"
    case .foreign(let path):
      return "\(path): an SQLite database of another program, not a store of results; choose another directory"
    case .corrupted(let path, let detail):
      return "\(path): the store is damaged (\(detail)). Nothing was changed or deleted: move the file away to start "
        + "again, or recover what is left of it with `sqlite3 \(path) .recover`"
    case .older(let path, let version, let known):
      return "\(path): store of version \(version), this program's is \(known); run the experiment once more on it"
    case .newer(let path, let version, let known):
      return "\(path): the store has schema version \(version), this program knows versions up to \(known); "
        + "use the program that wrote it, or a newer one"
    case .readOnly(let path, let reason):
      return "\(path): cannot be written (\(reason)); choose a directory that you may write to"
    case .diskFull(let path):
      return "\(path): no space left on the device, or the size limit of files is reached. Runs that were finished "
        + "are kept: make room and run the same command again"
    case .busy(let path):
      return "\(path): another process has kept the store locked for half a minute; try again"
    case .unknownExperiment(let path, let name, let known):
      let list = known.isEmpty ? "none" : known.joined(separator: ", ")
      return "\(path): no experiment '\(name)' in this store; it has \(list)"
    case .badShare(let text):
      return "--share: '\(text)' is no share; write NUMBER/COUNT with 1 <= NUMBER <= COUNT, as 3/16"
    case .outOfRange(let option, let value, let allowed):
      return "\(option): \(value) is outside \(allowed)"
    case .noShares(let directory):
      return "\(directory): no shares to merge; `mortal run FILE --output DIR --share 1/4` or `--slurm` makes them"
    case .damagedPlan(let path, let reason):
      return "\(path): cannot be read (\(reason)); run the experiment once more with --share or --slurm, which writes "
        + "it anew"
    case .noQueue(let program):
      return "\(program) is not installed here; use --slurm on a machine of the cluster, or --share NUMBER/COUNT with "
        + "another scheduler"
    case .refused(let program, let status, let reason):
      return "\(program) ended with status \(status): \(reason)"
    case .stillQueued(let job, let tasks):
      return "\(tasks) tasks of job \(job) are still in the queue; wait for them (mortal status DIR) or cancel them "
        + "(scancel \(job)), then submit again"
    case .database(let path, let message):
      return "\(path): \(message)"
    }
  }
}
