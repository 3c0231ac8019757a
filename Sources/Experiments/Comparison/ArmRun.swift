internal import Crossbar
internal import DeviceModels
internal import Foundation
internal import Learning
internal import Matrices
internal import Randomness
internal import Substrate

/// Trains an arm on one chip, tests it there, copies its weights to another chip and tests it there.
struct ArmRun: Sendable {
  let training: ArmTraining
  /// Serial number of the chip; also selects the seed, so that every chip has its own order of data and noise.
  let serial: Int
  let rate: Float
  let search: RateSearch?

  private var settings: ComparisonSettings { training.settings }
  private var seed: UInt64 { settings.seed &+ UInt64(serial) }

  /// - Parameter trained: a learner whose weights the arm programs, for arms that learn digitally; nil: it trains.
  func outcome(
    trained: ArmTraining.Result?, progress: @Sendable (_ epoch: Int) -> Void
  ) throws -> ArmOutcome {
    let start = ContinuousClock().now
    let result = try trained ?? training.train(serial: serial, seed: seed, rate: rate, progress: progress)
    var learner = result.learner
    let arm = training.arm
    if arm.hasChip, !arm.isInSitu, arm != .readoutOnly {
      // Learned digitally: now the weights are written on the chip.
      try putOnChip(&learner, weights: learner.readBackWeights(), serial: serial)
    }
    let before = Self.conversions(learner)
    let testError = learner.testError(on: training.data.test)
    let saturation = Self.saturation(learner, since: before)
    let goodnessError: Double? = Self.goodnessError(&learner, training.data.test)
    let goodness = Self.goodness(&learner, training.data.test)
    let tally = learner.tally
    let weights = learner.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
    let elapsed = ContinuousClock().now - start
    var copyError: Double?
    if arm.hasChip {
      let copied = learner.readBackWeights()
      try putOnChip(&learner, weights: copied, serial: settings.copySerial(of: serial))
      copyError = learner.testError(on: training.data.test)
    }
    return ArmOutcome(
      arm: arm, chip: arm.hasChip ? serial : 0, seed: seed, testError: testError, copyError: copyError,
      goodnessError: goodnessError, epochs: settings.epochs,
      seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18,
      writesPerWeight: (arm.isInSitu ? tally.writePulses : tally.programPulses) / Double(weights), writeEnergy: tally.writeEnergy,
      forwardPasses: learner.passes.forward, backwardPasses: learner.passes.backward, rate: rate, search: search,
      saturation: saturation, curve: result.curve, goodness: goodness)
  }

  /// Puts the learner's weights on a chip: written closed-loop, its converters calibrated there.
  private func putOnChip(_ learner: inout any Learner, weights: [Matrix], serial: Int) throws {
    let made = ArmLayers(
      training.arm, settings: settings, card: training.card, data: training.data, seed: seed)
    let layers = try made.onChip(
      serial: serial, weights: weights, calibration: training.calibrationBatch(rows: 256),
      inSitu: false, seed: seed)
    learner.layers = layers
  }

  private static func goodnessError(_ learner: inout any Learner, _ test: Examples) -> Double? {
    guard var net = learner as? ForwardForward else { return nil }
    let predictions = net.predictions(for: test.images, by: .goodness)
    learner = net
    return test.error(of: predictions)
  }

  private static func goodness(_ learner: inout any Learner, _ test: Examples) -> [GoodnessHistogram] {
    guard var net = learner as? ForwardForward else { return [] }
    let samples = net.goodnessSamples(test)
    learner = net
    return samples.map { $0.histogram(bins: 60) }
  }

  private static func conversions(_ learner: any Learner) -> (saturated: Int, all: Int) {
    let chips = learner.layers.compactMap { $0 as? CrossbarLayer }
    return (chips.reduce(0) { $0 + $1.saturatedOutputs }, chips.reduce(0) { $0 + $1.tally.conversions })
  }

  private static func saturation(_ learner: any Learner, since before: (saturated: Int, all: Int)) -> Double {
    let now = conversions(learner)
    return now.all > before.all ? Double(now.saturated - before.saturated) / Double(now.all - before.all) : 0
  }
}
