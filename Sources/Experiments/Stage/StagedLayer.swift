public import Matrices
public import Substrate

/// A layer with an unknown stage behind its weights: what is measured has gone through both.
///
/// As a `BlackBox` it is like any other, and Forward-Forward learns on it without knowing that it is there. Weights are
/// written and read back at the layer itself. Its derivative is that of what is believed of the stage: the truth,
/// another chip's stage, or a plain wire.
public struct StagedLayer<Base: ExactModel & WeightPort>: StagedModel, WeightPort {
  /// The layer of weights.
  public var base: Base
  /// What is there.
  public let stage: UnknownStage
  /// What the derivative is taken from; nil: nobody knows of a stage.
  public let believed: UnknownStage?
  /// Weighted sums of the last batch, for the derivative.
  private var sums: Matrix?

  public var inputs: Int { base.inputs }
  public var outputs: Int { base.outputs }
  public var tally: Tally { base.tally }

  /// The stage has as many units as the layer has outputs.
  public init(_ base: Base, stage: UnknownStage, believed: UnknownStage?) {
    precondition(stage.units == base.outputs, "a stage of \(stage.units) units behind \(base.outputs) outputs")
    self.base = base
    self.stage = stage
    self.believed = believed
  }

  public mutating func measure(_ activities: Matrix) -> Matrix {
    let measured = base.measure(activities)
    if believed != nil { sums = measured }
    return stage.outputs(measured)
  }

  public mutating func request(_ change: WeightChange) { base.request(change) }

  public mutating func effectiveWeights() -> Matrix { base.effectiveWeights() }

  public func throughStage(_ errors: Matrix) -> Matrix {
    guard let believed, let sums else { return errors }
    return believed.errorsAtSums(errors, sums: sums)
  }

  public mutating func program(_ weights: Matrix) { base.program(weights) }

  public mutating func readBack() -> Matrix { base.readBack() }
}
