/// How far a study is.
public struct StudyStatus: Sendable, Equatable {
  public var study: String
  public var waiting = 0
  public var running = 0
  public var complete = 0
  public var failed = 0
  /// Mean wall time of the complete runs.
  public var meanSeconds: Double?

  public var total: Int { waiting + running + complete + failed }
  public var isFinished: Bool { waiting + running == 0 }
}
