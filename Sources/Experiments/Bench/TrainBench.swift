internal import Crossbar
internal import DeviceModels
internal import Learning
internal import Matrices
internal import Randomness

/// `mortal bench train`: an epoch of Forward-Forward beside its matrix products alone, and on a chip beside the digital
/// one.
public enum TrainBench {
  /// - Throws: what making learners and chips throws.
  public static func run() throws -> [BenchmarkResult] {
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
    let data = try ComparisonData(source: "digits", train: 2000, validation: 100, test: 100, seed: 1)
    var settings = ComparisonSettings()
    settings.epochs = 100
    settings.chip.writePolicy = policy
    let card = try DeviceLibrary.card(settings.card)
    var chip = try ArmTraining(arm: .ffInSitu, settings: settings, card: card, data: data)
      .learner(serial: 1, seed: 1, rate: 0.01, epochs: 100)
    var digital = try ArmTraining(arm: .ffDigital, settings: settings, card: card, data: data)
      .learner(serial: 1, seed: 1, rate: 0.01, epochs: 100)
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
