package import Learning

/// Sees a run at work: what is measured, and the net at every stage. It gets copies, so that whatever it does with them
/// (reads move a chip's clock on) leaves the run's numbers as they are.
package struct RunObserver: Sendable {
  /// Where a run is.
  package enum Stage: Sendable, Equatable {
    /// On its chip, before the first epoch.
    case untrained
    /// After an epoch.
    case epoch(Int)
    /// Trained and tested on its own chip.
    case home
    /// Copied to the chip of a serial number.
    case copy(Int)
    /// On another chip, where it has seen so many images.
    case revival(Int)
    /// A net on another chip that learns from what the first one says, after an epoch.
    case distillation(Int)
  }

  /// Name, step and value of a metric.
  package var metric: @Sendable (_ name: String, _ step: Int, _ value: Double) -> Void
  package var stage: @Sendable (_ stage: Stage, _ learner: any Learner, _ data: RunData) -> Void

  package init(
    metric: @escaping @Sendable (_ name: String, _ step: Int, _ value: Double) -> Void,
    stage: @escaping @Sendable (_ stage: Stage, _ learner: any Learner, _ data: RunData) -> Void
  ) {
    self.metric = metric
    self.stage = stage
  }
}

extension ExperimentRun {
  func observe(_ stage: RunObserver.Stage, _ learner: any Learner) { observer?.stage(stage, learner, data) }
}
