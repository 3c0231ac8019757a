/// What entering an experiment changed in its store.
package struct RegistrationNotes: Sendable, Equatable {
  /// Something outside that is not what finished runs read under the same name.
  package struct Change: Sendable, Equatable {
    package var input: RunEntry.Input
    /// Finished runs with another content.
    package var finished: Int
    /// Runs of the experiment with the present content that are not complete.
    package var toDo: Int
  }

  /// Runs that an experiment of the same name listed before, and lists no more.
  package var left = 0
  package var changed: [Change] = []

  /// One sentence for each thing that a user must know.
  package func lines(of experiment: String) -> [String] {
    var lines = changed.map { change in
      "\(change.input.field) \(change.input.name) has changed since: \(change.finished) finished "
        + "\(change.finished == 1 ? "run" : "runs") made with it as it was stay under their own identity; "
        + "\(change.toDo) \(change.toDo == 1 ? "run" : "runs") to do"
    }
    if left > 0, changed.isEmpty {
      lines.append(
        "'\(experiment)' was here with another configuration: \(left) of its \(left == 1 ? "run stays" : "runs stay") in "
          + "the store, outside the experiment as it is now, whose report replaces the former one")
    }
    return lines
  }
}
