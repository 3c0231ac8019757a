internal import ExperimentFiles
internal import Experiments
internal import Foundation
internal import Learning
internal import Matrices
internal import RunStore
internal import Synchronization

/// Runs a lesson's experiment and tells what happens.
package enum LessonRun {
  /// - Parameters:
  ///   - detailed: whether goodness, fields and cost are told, and the net is kept for drawings.
  ///   - onMetric: told of every number, with its learner's place in the file.
  package static func run(
    _ lesson: Lesson, job: LabJob, detailed: Bool = true,
    onMetric: @escaping @Sendable (_ arm: Int, _ name: String, _ step: Int, _ value: Double) -> Void = { _, _, _, _ in }
  ) {
    let start = ContinuousClock.now
    job.log.tell(
      "start",
      LessonEvents.json(
        LessonEvents.Start(
          room: lesson.room.rawValue, card: lesson.card, serial: lesson.serial, mate: lesson.mate,
          epochs: lesson.epochs, labels: lesson.labels, yaml: lesson.yaml, images: 500)))
    do {
      // Data and what learners have in common are made once a lesson.
      let runner = ExperimentRunner()
      for (arm, configuration) in lesson.runs.enumerated() {
        _ = try runner.execute(
          configuration, RunContext(isCancelled: { job.isCancelled }),
          observer: observer(arm, job: job, detailed: detailed && lesson.room != .blackbox, onMetric))
      }
      let seconds = ContinuousClock.now - start
      job.log.end("done", LessonEvents.json(LessonEvents.Done(seconds: seconds.seconds)))
    } catch is CancellationError {
      job.log.end("failed", LessonEvents.json(LessonEvents.Failed(error: "stopped")))
    } catch {
      job.log.end("failed", LessonEvents.json(LessonEvents.Failed(error: "\(error)")))
    }
  }

  private static func observer(
    _ arm: Int, job: LabJob, detailed: Bool, _ onMetric: @escaping @Sendable (Int, String, Int, Double) -> Void
  ) -> RunObserver {
    let start = Mutex<Matrix?>(nil)
    return RunObserver(
      metric: { name, step, value in
        job.log.tell(
          "metric", LessonEvents.json(LessonEvents.Metric(arm: arm, name: name, step: step, value: value)))
        onMetric(arm, name, step, value)
      },
      stage: { stage, learner, data in
        guard detailed else { return }
        let cost: (String, Int)
        switch stage {
        case .untrained: cost = ("epoch", 0)
        case .epoch(let epoch): cost = ("epoch", epoch)
        case .home: cost = ("home", 0)
        case .copy(let serial): cost = ("copy", serial)
        case .revival(let seen): cost = ("revival", seen)
        case .distillation(let epoch): cost = ("distillation", epoch)
        }
        if cost.0 == "epoch", let net = learner as? ForwardForward {
          job.net = net
          if cost.1 == 0 { start.withLock { $0 = LessonEvents.firstWeights(net) } }
          job.log.tell(
            "epoch",
            LessonEvents.json(
              LessonEvents.epoch(arm: arm, cost.1, net, data.test, start: start.withLock { $0 })))
        }
        job.log.tell(
          "cost", LessonEvents.json(LessonEvents.Cost(arm: arm, stage: cost.0, step: cost.1, learner)))
      })
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
