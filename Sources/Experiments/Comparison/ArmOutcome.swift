package import ExperimentFiles
package import Learning

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
  /// Of training, writing on the chip and testing there; arms that share a digitally trained net count its training each.
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
  /// - Parameters:
  ///   - configuration: of the run.
  ///   - found: what it measured.
  init(_ configuration: ResolvedConfiguration, _ found: RunMeasurement) {
    func value(_ name: String) -> Double { found.value(name) ?? 0 }
    arm = configuration[LearnerFields.name]
    chip = arm.hasChip ? configuration[ChipFields.serial] : 0
    seed = configuration[NetworkFields.seed]
    testError = found.value("testError") ?? .nan
    copyError = configuration[CopyFields.recipients].first.flatMap { found.value("copyError", step: $0) }
    goodnessError = found.value("goodnessError")
    epochs = configuration[LearnerFields.epochs]
    seconds = found.seconds
    writesPerWeight = value("writesPerWeight")
    writeEnergy = value("writeEnergy")
    forwardPasses = Int(value("forwardPasses"))
    backwardPasses = Int(value("backwardPasses"))
    rate = Float(value("rate"))
    search = found.search
    saturation = value("saturation")
    curve = (1...epochs).compactMap { epoch in
      guard let training = found.value("trainingError", step: epoch),
        let validation = found.value("epochValidationError", step: epoch)
      else { return nil }
      return CurvePoint(epoch: epoch, trainingError: training, validationError: validation)
    }
    goodness = found.goodness
  }
}
