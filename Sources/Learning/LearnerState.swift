/// The digital numbers of a learner as plain arrays, for saving and resuming.
public struct LearnerState: Sendable, Equatable, Codable {
  /// Which kind of learner it belongs to.
  public var learner: String
  /// The arrays by name.
  public var arrays: [String: [Float]]
  /// Counters.
  public var passes: PassCounts

  /// See the properties.
  public init(learner: String, arrays: [String: [Float]], passes: PassCounts) {
    self.learner = learner
    self.arrays = arrays
    self.passes = passes
  }

  /// Checks that this state has exactly the arrays of `other`, at the same lengths.
  ///
  /// - Throws: ``LearningError/stateDoesNotFit(field:found:expected:)``.
  func checkFits(_ other: LearnerState) throws(LearningError) {
    guard learner == other.learner else {
      throw .stateDoesNotFit(field: "learner", found: learner, expected: other.learner)
    }
    for (name, values) in other.arrays.sorted(by: { $0.key < $1.key }) {
      guard let found = arrays[name] else {
        throw .stateDoesNotFit(field: name, found: "missing", expected: "\(values.count) numbers")
      }
      guard found.count == values.count else {
        throw .stateDoesNotFit(field: name, found: "\(found.count) numbers", expected: "\(values.count) numbers")
      }
    }
    if let extra = arrays.keys.filter({ other.arrays[$0] == nil }).min() {
      throw .stateDoesNotFit(field: extra, found: "present", expected: "absent")
    }
  }
}
