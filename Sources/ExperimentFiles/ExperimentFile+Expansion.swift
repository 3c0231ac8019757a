extension ExperimentFile {
  /// Most runs of one experiment.
  package static let mostRuns = 200_000

  /// Number of points of the sweep, before it is checked for equal ones.
  package var runCount: Int {
    axes.map(\.count).reduce(max(arms.count, 1)) { product, count in
      product.multipliedReportingOverflow(by: count).overflow ? Int.max : product * count
    }
  }

  /// All runs: every learner at every point of every axis.
  ///
  /// Seeds and chips vary slowest, so that an interrupted sweep has all learners on the first chips; then the learners,
  /// then the other axes in the order of the file, the last one fastest.
  /// - Throws: `ExperimentFileError.tooManyRuns`, `.sameRun`.
  package func runs() throws(ExperimentFileError) -> [ResolvedRun] {
    guard runCount <= Self.mostRuns else {
      throw .tooManyRuns(file: file, runs: runCount, allowed: Self.mostRuns)
    }
    let outer = [NetworkFields.seed.path, ChipFields.serial.path]
    let first = axes.filter { axis in axis.paths.contains(where: outer.contains) }
    let last = axes.filter { axis in !axis.paths.contains(where: outer.contains) }
    var points = [(configuration: base, label: [String]())]
    for axis in first { points = Self.cross(points, axis) }
    if !arms.isEmpty {
      points = points.flatMap { point in
        arms.map { arm in
          var next = point
          for setting in arm.settings { next.configuration.set(setting.path, setting.value, from: .learner) }
          next.label.insert(arm.label, at: 0)
          return next
        }
      }
    }
    for axis in last { points = Self.cross(points, axis) }
    var seen: [ResolvedConfiguration.Identity: String] = [:]
    var runs: [ResolvedRun] = []
    runs.reserveCapacity(points.count)
    for point in points {
      let label = point.label.isEmpty ? name : point.label.joined(separator: " ")
      let run = ResolvedRun(configuration: point.configuration, label: label)
      if let other = seen.updateValue(label, forKey: run.configuration.identity) {
        throw .sameRun(file: file, first: other, second: label)
      }
      runs.append(run)
    }
    return runs
  }

  private static func cross(
    _ points: [(configuration: ResolvedConfiguration, label: [String])], _ axis: SweepAxis
  ) -> [(configuration: ResolvedConfiguration, label: [String])] {
    points.flatMap { point in
      axis.points.map { values in
        var next = point
        for (path, value) in zip(axis.paths, values) {
          next.configuration.set(path, value, from: .sweep)
          next.label.append("\(path)=\(value.shownText)")
        }
        return next
      }
    }
  }
}

/// One run of an experiment: a configuration in which every field has its value.
package struct ResolvedRun: Sendable, Equatable {
  package let configuration: ResolvedConfiguration
  /// What sets it apart from the other runs: `learner=ff-in-situ chip.serial=3`.
  package let label: String
  /// What it reads from outside its configuration, by content; part of what it is.
  package var inputs: [InputContent]

  package init(configuration: ResolvedConfiguration, label: String, inputs: [InputContent] = []) {
    self.configuration = configuration
    self.label = label
    self.inputs = inputs
  }

  /// The text whose hash is the run's identity: its configuration, and a line for each thing that it reads.
  package var canonicalText: String {
    inputs.reduce(configuration.canonicalText) { $0 + "content \($1.field)=\($1.sha256)\n" }
  }
}

/// Something that a run reads from outside its configuration: a card, data.
package struct InputContent: Sendable, Hashable {
  /// The field that names it, and its value there: `chip.card`, `mine.yaml`.
  package var field: String
  package var name: String
  /// Of its file; of several files, of their names and checksums.
  package var sha256: String
  /// Bytes of all files.
  package var size: Int

  package init(field: String, name: String, sha256: String, size: Int) {
    self.field = field
    self.name = name
    self.sha256 = sha256
    self.size = size
  }
}
