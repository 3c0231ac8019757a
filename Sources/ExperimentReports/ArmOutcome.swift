package import ExperimentFiles
internal import Experiments
package import Learning
internal import RunStore

/// What one learner came to on one chip.
package struct ArmOutcome: Sendable, Codable {
  package var arm: LearnerName
  /// Serial number of the chip; 0 where there is none.
  package var chip: Int
  package var seed: Int
  /// Test errors as fractions, where it learned (or was first programmed) and after its weights were copied to another
  /// chip; no copy without a chip.
  package var testError: Double
  package var copyError: Double?
  /// Forward-Forward nets: test error by goodness over all labels.
  package var goodnessError: Double?
  package var epochs: Int
  /// Wall time of the run.
  package var seconds: Double
  /// Write pulses per weight: of training in situ (writing the first weights is left out), or of closed-loop programming.
  package var writesPerWeight: Double
  /// Energy of writing in joule.
  package var writeEnergy: Double
  /// Forward and backward passes of one example that training took.
  package var forwardPasses: Int
  package var backwardPasses: Int
  /// The learning rate that the search chose, and what it tried.
  package var rate: Float
  package var search: RateSearch?
  /// Share of conversions that saturated during the final test.
  package var saturation: Double
  package var curve: [CurvePoint]
  package var goodness: [GoodnessHistogram]

  /// One epoch of training.
  package struct CurvePoint: Sendable, Codable {
    package var epoch: Int
    package var trainingError: Double
    package var validationError: Double
  }
}

extension ArmOutcome {
  /// - Parameter run: complete; nil for a run of a learner that this program does not have.
  /// - Throws: `StoreError`.
  init?(_ run: StoredRun, in results: ExperimentResults) throws {
    guard let arm = LearnerName(rawValue: run.parameters[LearnerFields.name.path] ?? "") else { return nil }
    func value(_ metric: Metric) -> Double { run.metric(metric) ?? 0 }
    self.arm = arm
    chip = arm.hasChip ? run.serial : 0
    seed = Int(run.parameters[NetworkFields.seed.path] ?? "") ?? 0
    testError = run.metric(.testError) ?? .nan
    copyError = run.steps(of: .copyError).first?.value
    goodnessError = run.metric(.goodnessError)
    let trained = run.steps(of: .trainingError)
    epochs = trained.map(\.step).max() ?? 0
    seconds = run.seconds ?? .nan
    writesPerWeight = value(.writesPerWeight)
    writeEnergy = value(.writeEnergy)
    forwardPasses = Int(exactly: value(.forwardPasses).rounded()) ?? 0
    backwardPasses = Int(exactly: value(.backwardPasses).rounded()) ?? 0
    rate = Float(value(.rate))
    let tries = run.steps(of: Metric.search.named("rate")).map { step, rate in
      RateSearch.Trial(
        rate: Float(rate), validationError: run.metric(Metric.search.named("validationError"), step: step) ?? .nan)
    }
    search = tries.isEmpty ? nil : RateSearch(trials: tries)
    saturation = value(.saturation)
    curve = trained.compactMap { epoch, training in
      run.metric(.epochValidationError, step: epoch).map {
        CurvePoint(epoch: epoch, trainingError: training, validationError: $0)
      }
    }
    goodness = try results.goodness(of: run)
  }
}
