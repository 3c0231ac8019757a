internal import Crossbar
internal import ExperimentFiles
internal import Experiments
internal import Learning
internal import RunStore

/// `mortal bench train`: an epoch of Forward-Forward beside its matrix products alone, and on a chip beside the digital
/// one.
package enum TrainBench {
  /// - Throws: what making learners and chips throws.
  package static func run() throws -> [BenchmarkResult] {
    let digital = try TrainingBench.run()
    var results = [
      BenchmarkResult(
        case: "ff-digital", shape: digital.shape.map(String.init).joined(separator: "-"), batch: digital.batchSize,
        seconds: digital.epochSeconds, gemmSeconds: digital.productSeconds, ratio: digital.ratio, repetitions: 3,
        extra: ["gigaflops": digital.gigaflops])
    ]
    for policy in [WritePolicy.parallelPulses, .mixedPrecision] { results.append(try inSitu(policy)) }
    return results
  }

  /// An epoch of 2,000 digits of 784-500-500-500 on `ecram-li2018`, with converters, noise and pulses, beside the same
  /// epoch on the digital engine: `gemmSeconds` is the digital epoch here.
  private static func inSitu(_ policy: WritePolicy) throws -> BenchmarkResult {
    var settings = ResolvedConfiguration()
    settings.set(DataFields.train, to: 2_000)
    settings.set(DataFields.validation, to: 0)
    settings.set(DataFields.test, to: 100)
    settings.set(LearnerFields.epochs, to: 100)
    settings.set(LearnerFields.rate, to: 0.01)
    settings.set(ChipFields.mapping, to: .referenceDevice)
    settings.set(ChipFields.write, to: policy)
    let shared = SharedWork()
    func run(_ name: LearnerName) throws -> ExperimentRun {
      settings.set(LearnerFields.name, to: name)
      return try ExperimentRun(settings, shared: shared, context: RunContext())
    }
    let (chipRun, digitalRun) = (try run(.ffInSitu), try run(.ffDigital))
    let data = chipRun.data
    var (chip, digital) = (chipRun.learner, digitalRun.learner)
    var epoch = 0
    let timing = PairedTiming.run(repetitions: 5) {
      epoch += 1
      _ = chip.trainEpoch(data.train, epoch: epoch)
    } against: {
      _ = digital.trainEpoch(data.train, epoch: epoch)
    }
    return BenchmarkResult(
      case: "ff-in-situ-\(policy.rawValue)", shape: "784-500-500-500", batch: 100, seconds: timing.seconds,
      gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: 5)
  }
}
