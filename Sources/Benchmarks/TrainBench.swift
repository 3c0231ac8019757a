internal import Crossbar
internal import ExperimentFiles
internal import Experiments
internal import Foundation
internal import Learning
internal import Matrices
internal import RunStore

/// `mortal bench train`: an epoch of Forward-Forward, and of every other learner, beside its matrix products alone, and on
/// a chip beside the digital one.
package enum TrainBench {
  /// - Parameter only: of cases, those whose names contain it.
  /// - Throws: what making learners and chips throws.
  package static func run(only: String = "") throws -> [BenchmarkResult] {
    let policies = [WritePolicy.parallelPulses, .mixedPrecision]
    var cases: [(name: String, run: () throws -> BenchmarkResult)] = policies.map { policy in
      let name = "ff-in-situ-\(policy.rawValue)"
      return (name, { try inSitu(name, policy, hidden: [500, 500, 500], images: 2_000) })
    }
    let wide = [2_000, 2_000, 2_000, 2_000]
    cases.append(
      ("ff-in-situ-wide", { try inSitu("ff-in-situ-wide", .mixedPrecision, hidden: wide, images: 500, repetitions: 3) })
    )
    cases.append(("bp-in-situ-parallelPulses", backprop))
    cases += policies.map { policy in ("threads-ff-in-situ-\(policy.rawValue)", { try threads(policy) }) }
    return try (BenchmarkResult.isWanted("ff-digital", only: only) ? [digital()] : []) + LearnerBench.run(only: only)
      + cases.filter { BenchmarkResult.isWanted($0.name, only: only) }.map { try $0.run() }
  }

  private static func digital() throws -> BenchmarkResult {
    let digital = try TrainingBench.run()
    return BenchmarkResult(
      case: "ff-digital", shape: digital.shape.map(String.init).joined(separator: "-"), batch: digital.batchSize,
      seconds: digital.epochSeconds, gemmSeconds: digital.productSeconds, ratio: digital.ratio, repetitions: 3,
      extra: ["gigaflops": digital.gigaflops])
  }

  /// An epoch of a Forward-Forward net on `ecram-tang2018`, with converters, noise and pulses, beside the same epoch on
  /// the digital engine: `gemmSeconds` is the digital epoch here. Memory is what the process grew by with the net on
  /// its chip, after an epoch.
  private static func inSitu(
    _ name: String, _ policy: WritePolicy, hidden: [Int], images: Int, repetitions: Int = 5
  ) throws -> BenchmarkResult {
    let shared = SharedWork()
    func run(_ learner: LearnerName) throws -> ExperimentRun {
      try ExperimentRun(
        settings(learner, policy, hidden: hidden, images: images), shared: shared, context: RunContext())
    }
    let digitalRun = try run(.ffDigital)
    let data = digitalRun.data
    var digital = digitalRun.learner
    _ = digital.trainEpoch(data.train, epoch: 0)
    let before = ReadBench.residentBytes()
    var chip = try run(.ffInSitu).learner
    _ = chip.trainEpoch(data.train, epoch: 0)
    let sizes = [784] + hidden
    let weights = zip(sizes, hidden).reduce(0) { $0 + $1.0 * $1.1 }
    let bytes = Double(ReadBench.residentBytes() - before) / Double(weights)
    var epoch = 0
    let timing = PairedTiming.run(repetitions: repetitions) {
      epoch += 1
      _ = chip.trainEpoch(data.train, epoch: epoch)
    } against: {
      _ = digital.trainEpoch(data.train, epoch: epoch)
    }
    return BenchmarkResult(
      case: name, shape: sizes.map(String.init).joined(separator: "-"), batch: 100, seconds: timing.seconds,
      gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: repetitions,
      extra: ["residentBytesPerWeight": bytes])
  }

  /// An epoch of backpropagation in situ with parallel pulses: 60,000 images, 784-256-128-10, batch 64, the size that
  /// other simulators report. On one thread, and on all.
  private static func backprop() throws -> BenchmarkResult {
    var configuration = settings(.bpExact, .parallelPulses, hidden: [256, 128], images: 60_000)
    configuration.set(LearnerFields.batch, to: 64)
    let run = try ExperimentRun(configuration, shared: SharedWork(), context: RunContext())
    let data = run.data
    var learner = run.learner
    var epoch = 0
    func pass() {
      epoch += 1
      _ = learner.trainEpoch(data.train, epoch: epoch)
    }
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let timing = PairedTiming.run(repetitions: 2, .wall) {
      pass()
    } against: {
      Workers.threads.withValue(processors) { pass() }
    }
    return BenchmarkResult(
      case: "bp-in-situ-parallelPulses", shape: "784-256-128-10", batch: 64, seconds: timing.seconds, repetitions: 2,
      extra: ["images": 60_000, "threads": Double(processors), "secondsOnAllThreads": timing.reference])
  }

  /// The epoch of ``inSitu(_:_:hidden:images:repetitions:)`` on all processors beside one thread: `gemmSeconds` is the
  /// one on one thread. Processor seconds tell how much more work the threads made.
  private static func threads(_ policy: WritePolicy) throws -> BenchmarkResult {
    let hidden = [500, 500, 500]
    let run = try ExperimentRun(
      settings(.ffInSitu, policy, hidden: hidden, images: 2_000), shared: SharedWork(), context: RunContext())
    let data = run.data
    var learner = run.learner
    let processors = ProcessInfo.processInfo.activeProcessorCount
    var epoch = 0
    func pass() {
      epoch += 1
      _ = learner.trainEpoch(data.train, epoch: epoch)
    }
    let timing = PairedTiming.run(repetitions: 5, .wall) {
      Workers.threads.withValue(processors) { pass() }
    } against: {
      pass()
    }
    return BenchmarkResult(
      case: "threads-ff-in-situ-\(policy.rawValue)", shape: "784-500-500-500", batch: 100, seconds: timing.seconds,
      gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: 5,
      extra: ["threads": Double(processors), "timesAsFast": 1 / timing.ratio])
  }

  private static func settings(
    _ learner: LearnerName, _ policy: WritePolicy, hidden: [Int], images: Int
  ) -> ResolvedConfiguration {
    var settings = ResolvedConfiguration()
    settings.set(DataFields.train, to: images)
    settings.set(DataFields.validation, to: 0)
    settings.set(DataFields.test, to: 100)
    settings.set(NetworkFields.hidden, to: hidden)
    settings.set(LearnerFields.epochs, to: 100)
    settings.set(LearnerFields.rate, to: 0.01)
    settings.set(LearnerFields.name, to: learner)
    settings.set(ChipFields.mapping, to: .referenceDevice)
    settings.set(ChipFields.write, to: policy)
    return settings
  }
}
