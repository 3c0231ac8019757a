public import Learning

/// What one learner came to on one chip.
public struct ArmOutcome: Sendable, Codable {
  public var arm: LearnerName
  /// Serial number of the chip; 0 where there is none.
  public var chip: Int
  public var seed: Int
  /// Test errors as fractions, where it learned (or was first programmed) and after its weights were copied to another
  /// chip; no copy without a chip.
  public var testError: Double
  public var copyError: Double?
  /// Forward-Forward nets: test error by goodness over all labels.
  public var goodnessError: Double?
  public var epochs: Int
  /// Of training, writing on the chip and testing there; arms that share a digitally trained net count its training each.
  public var seconds: Double
  /// Write pulses per weight: of training in situ (writing the first weights is left out), or of closed-loop programming.
  public var writesPerWeight: Double
  /// Energy of writing in joule.
  public var writeEnergy: Double
  /// Forward and backward passes of one example that training took.
  public var forwardPasses: Int
  public var backwardPasses: Int
  /// The learning rate that the search chose, and what it tried.
  public var rate: Float
  public var search: RateSearch?
  /// Share of conversions that saturated during the final test.
  public var saturation: Double
  public var curve: [CurvePoint]
  public var goodness: [GoodnessHistogram]

  /// One epoch of training.
  public struct CurvePoint: Sendable, Codable {
    public var epoch: Int
    public var trainingError: Double
    public var validationError: Double
  }
}

extension ArmOutcome {
  /// - Parameters:
  ///   - configuration: of the run.
  ///   - found: what it measured.
  init(_ configuration: ResolvedConfiguration, _ found: StudyMeasurement) {
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
