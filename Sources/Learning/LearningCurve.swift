/// A training run as plain values: one point per epoch.
public struct LearningCurve: Sendable, Equatable, Codable {
  /// One epoch and, where it was tested after it, the test errors.
  public struct Point: Sendable, Equatable, Codable {
    /// What training saw.
    public var report: EpochReport
    /// Test error by the learner's usual way.
    public var testError: Double?

    /// See the properties.
    public init(report: EpochReport, testError: Double?) {
      self.report = report
      self.testError = testError
    }
  }

  /// The epochs in their order.
  public var points: [Point]

  /// See the property.
  public init(points: [Point] = []) { self.points = points }
}

extension Learner {
  /// Trains over a range of epochs and tests after each.
  ///
  /// - Parameters:
  ///   - epochs: counted from 1; a resumed run starts behind the last finished one.
  ///   - test: what to test on after every epoch; nil trains only.
  ///   - finished: called after every epoch, to save or to show progress; what it throws ends the run.
  public mutating func train(
    _ data: Examples, epochs: ClosedRange<Int>, test: Examples? = nil,
    finished: (Self, LearningCurve.Point) throws -> Void
  ) rethrows -> LearningCurve {
    var curve = LearningCurve()
    for epoch in epochs {
      let report = trainEpoch(data, epoch: epoch)
      var error: Double?
      if let test { error = testError(on: test) }
      let point = LearningCurve.Point(report: report, testError: error)
      curve.points.append(point)
      try finished(self, point)
    }
    return curve
  }
}
