package import Foundation
package import RunStore

/// How far the shares of an experiment are: what `mortal status` tells of a folder that several workers fill.
package struct ShareStatus: Sendable, Equatable {
  package let experiment: String
  /// Of the whole experiment, in the folder's own store and in those of its shares together.
  package let total: Int
  package let complete: Int
  package let failed: Int
  /// Finished runs that a merge would add to the folder's own store.
  package let unmerged: Int

  /// One share that has begun or is in the queue.
  package struct Line: Sendable, Equatable {
    package let share: RunShare
    package let status: ExperimentStatus
    /// What the queue says of its task; nil where it is not in the queue, or there is none.
    package let queue: String?
  }

  /// Shares with a store, by number, and queued tasks without one.
  package let lines: [Line]

  /// - Throws: `StoreError`.
  package init(_ folder: SharedFolder, in directory: URL, queue: SlurmQueue = SlurmQueue()) throws {
    let plan = try folder.plan()
    experiment = plan.experiment
    let own: ResultStore?
    do { own = try ResultStore(reading: directory) } catch StoreError.missing { own = nil }
    let merged = try own?.identities(of: plan.experiment, in: [.complete]) ?? []
    let mergedFailed = try own?.identities(of: plan.experiment, in: [.failed]) ?? []
    var complete = merged
    var failed = mergedFailed
    var listed = 0
    let jobs = SlurmQueue.jobs(in: directory, experiment: plan.experiment)
    let states = jobs.flatMap { queue.states(of: $0) } ?? [:]
    var lines: [Line] = []
    for share in folder.shares() {
      let store = try ResultStore(reading: folder.directory(of: share))
      let status = try store.status(of: plan.experiment)
      complete.formUnion(try store.identities(of: plan.experiment, in: [.complete]))
      failed.formUnion(try store.identities(of: plan.experiment, in: [.failed]))
      listed += status.total
      lines.append(
        Line(share: share, status: status, queue: jobs?.tasks == share.count ? states[share.number] : nil))
    }
    if let jobs {
      let begun = Set(lines.map(\.share))
      for task in states.keys.sorted() {
        let share = try RunShare(task, of: jobs.tasks)
        guard !begun.contains(share) else { continue }
        lines.append(
          Line(share: share, status: ExperimentStatus(experiment: plan.experiment), queue: states[task]))
      }
    }
    self.lines = lines
    let entered = try own?.status(of: plan.experiment).total ?? 0
    total = entered > 0 ? entered : listed
    self.complete = complete.count
    self.failed = failed.subtracting(complete).count
    unmerged = complete.subtracting(merged).count + failed.subtracting(mergedFailed).subtracting(complete).count
  }

  /// For a terminal: one line for the experiment, then one for each share that has not finished, at most 20.
  package var text: [String] {
    let begun = lines.count { $0.status.total > 0 }
    var head = "\(experiment): \(complete) of \(total) runs complete in \(begun) shares"
    if failed > 0 { head += ", \(failed) failed" }
    if unmerged > 0 { head += "; \(unmerged) to be merged (mortal merge DIR)" }
    let open = lines.filter { !$0.status.isFinished || $0.queue != nil || $0.status.failed > 0 }
    var text = [head]
    for line in open.prefix(20) {
      var parts = ["\(line.status.complete) of \(line.status.total) complete"]
      for (count, word) in [
        (line.status.running, "running or cut short"), (line.status.waiting, "waiting"), (line.status.failed, "failed"),
      ] where count > 0 { parts.append("\(count) \(word)") }
      text.append("  share \(line.share): " + parts.joined(separator: ", ") + (line.queue.map { "; \($0)" } ?? ""))
    }
    if open.count > 20 { text.append("  and \(open.count - 20) more shares that have not finished") }
    return text
  }
}
