package import StrictYAML

/// An experiment as its file describes it.
///
/// The file is read strictly: an unknown key, a wrong type, a value or unit that is not allowed is an error with file,
/// line, column, what is allowed and the nearest valid name.
package struct ExperimentFile: Sendable {
  /// As the file names it.
  package let name: String
  /// What the experiment asks, a sentence.
  package let question: String
  /// What all runs start from.
  package let base: ResolvedConfiguration
  /// Empty: the learner of `base` alone.
  package let arms: [LearnerArm]
  package let axes: [SweepAxis]
  /// Metrics that tables and exports show; empty shows all.
  package let metrics: [Metric]
  /// Names of figures that the report shows; empty shows those of its kind of experiment. Whether there are such
  /// figures, the room of the reports says.
  package let figures: [String]
  /// Whether this is the quick variant.
  package let isQuick: Bool
  /// `path=value` of every `--set`.
  package let settings: [String]
  /// The experiment's name in a store: a quick variant, and one with fields set on the command line, lies beside the
  /// experiment as its file has it and takes nothing from it. `first-look (quick, learner.epochs=3)`.
  package var recordedName: String {
    let variant = (isQuick ? ["quick"] : []) + settings
    return variant.isEmpty ? name : "\(name) (\(variant.joined(separator: ", ")))"
  }
  /// The file's text and name.
  package let text: String
  package let file: String

  private static let special = ["name", "question", "learners", "sweep", "metrics", "report", "quick"]
  private static let quickSpecial = ["learners", "sweep"]

  /// Reads a file.
  /// - Parameters:
  ///   - quick: applies the file's `quick:` section.
  ///   - options: `path=value` of every `--set`; they win over everything, axes of the sweep included.
  /// - Throws: `YAMLError`, `ExperimentFileError`.
  package init(contentsOf path: String, quick: Bool = false, options: [String] = []) throws {
    try self.init(document: try YAMLDocument(contentsOf: path), quick: quick, options: options)
  }

  /// Reads a document.
  package init(document: YAMLDocument, quick: Bool = false, options: [String] = []) throws {
    var document = document
    let optionPaths = try document.set(assignments: options)
    let root = document.root
    name = try root.string("name")
    question = try root.string("question")
    if root.contains("study") {
      throw ExperimentFileError.removedKey(
        place: root.optionalValue("study")?.place ?? root.place,
        remedy: "it never had an effect; remove the line (`report:` chooses figures)")
    }
    let assignments = try FieldAssignments(root, in: [""], special: Self.special).all
    var arms = try Self.arms(root)
    var axes = try Self.axes(root)
    let selection = try ReportSelection(root)
    metrics = selection.metrics
    figures = selection.figures
    var quickAssignments: [FieldAssignment] = []
    if let section = try root.optionalMapping("quick") {
      let found = try FieldAssignments(section, in: [""], special: Self.quickSpecial).all
      let quickArms = try Self.arms(section)
      let quickAxes = try Self.axes(section)
      if quick {
        quickAssignments = found
        if !quickArms.isEmpty { arms = quickArms }
        axes = Self.replacing(axes, by: quickAxes)
      }
    }
    try root.finish()
    var base = ResolvedConfiguration()
    for item in assignments { base.set(item.path, item.value, from: item.isOption ? .option : .file) }
    for item in quickAssignments where !optionPaths.contains(item.path) {
      base.set(item.path, item.value, from: .quick)
    }
    // A value from quick or from the command line is meant to hold everywhere: no axis and no learner changes it.
    let fixed = optionPaths + quickAssignments.map(\.path)
    try Self.release(fixed, from: &axes, document: document)
    self.arms = arms.map { $0.without(fixed) }
    self.axes = axes
    self.base = base
    isQuick = quick
    settings = options
    text = document.text
    file = document.file
  }

  private static func arms(_ mapping: YAMLMapping) throws(YAMLError) -> [LearnerArm] {
    guard mapping.contains("learners") else {
      FieldAssignments.teach(mapping, ["learners"])
      return []
    }
    var arms: [LearnerArm] = []
    for value in try mapping.list("learners", count: 1...1_000) {
      let arm = try LearnerArm(value) { (inner: YAMLMapping) throws(YAMLError) in try inner.finish() }
      guard !arms.contains(where: { $0.label == arm.label }) else {
        throw value.outside("'\(arm.label)' twice", allowed: "learners that differ; give each a label of its own")
      }
      arms.append(arm)
    }
    return arms
  }

  private static func axes(_ mapping: YAMLMapping) throws(YAMLError) -> [SweepAxis] {
    guard let sweep = try mapping.optionalMapping("sweep") else { return [] }
    return try SweepReader(sweep).axes
  }

  /// Axes of the same fields are replaced in place, others added at the end.
  private static func replacing(_ axes: [SweepAxis], by others: [SweepAxis]) -> [SweepAxis] {
    var result = axes
    for axis in others {
      if let index = result.firstIndex(where: { $0.paths == axis.paths }) {
        result[index] = axis
      } else {
        result.removeAll { old in old.paths.contains(where: axis.paths.contains) }
        result.append(axis)
      }
    }
    return result
  }

  /// Takes fixed fields out of the sweep; an axis without fields goes.
  private static func release(_ fixed: [String], from axes: inout [SweepAxis], document: YAMLDocument) throws {
    for index in axes.indices {
      let keep = axes[index].paths.indices.filter { !fixed.contains(axes[index].paths[$0]) }
      guard keep.count < axes[index].paths.count else { continue }
      axes[index].points = axes[index].points.map { point in keep.map { point[$0] } }
      axes[index].paths = keep.map { axes[index].paths[$0] }
    }
    axes.removeAll { $0.paths.isEmpty }
  }
}

extension LearnerArm {
  /// The arm without fields that are fixed for all.
  func without(_ fixed: [String]) -> LearnerArm {
    LearnerArm(label: label, settings: settings.filter { !fixed.contains($0.path) })
  }

  private init(label: String, settings: [Setting]) {
    self.label = label
    self.settings = settings
  }
}
