public import Matrices
public import Substrate

/// A layer with an unknown stage before or behind its weights.
///
/// As a `BlackBox` it is like any other, and Forward-Forward learns on it without knowing that it is there. A stage before
/// the weights changes what reaches them, and so what their changes are made of, as cells see nothing else; a stage
/// behind them changes what is measured. Weights are written and read back at the layer itself. Its derivative is that
/// of what is believed of the stage: the truth, another chip's stage, or a plain wire.
public struct StagedLayer<Base: ExactModel & WeightPort>: StagedModel, CurvedModel, WeightPort {
  /// Where the stage lies.
  public enum Place: Sendable { case beforeWeights, behindWeights }

  /// The layer of weights.
  public var base: Base
  public let place: Place
  /// What is there.
  public let stage: UnknownStage
  /// What the derivative is taken from; nil: nobody knows of a stage.
  public let believed: UnknownStage?
  /// What came to the stage in the last batch, for the derivative.
  private var last: Matrix?

  public var inputs: Int { base.inputs }
  public var outputs: Int { base.outputs }
  public var tally: Tally { base.tally }

  /// The stage has as many units as there are lines at its place.
  public init(_ base: Base, _ place: Place, stage: UnknownStage, believed: UnknownStage?) {
    let lines = place == .beforeWeights ? base.inputs : base.outputs
    precondition(stage.units == lines, "a stage of \(stage.units) units on \(lines) lines")
    self.base = base
    self.place = place
    self.stage = stage
    self.believed = believed
  }

  public mutating func measure(_ activities: Matrix) -> Matrix {
    switch place {
    case .beforeWeights:
      if believed != nil { last = activities }
      return base.measure(stage.outputs(activities))
    case .behindWeights:
      let sums = base.measure(activities)
      if believed != nil { last = sums }
      return stage.outputs(sums)
    }
  }

  public mutating func request(_ change: WeightChange) {
    guard place == .beforeWeights else { return base.request(change) }
    var reaching = change
    reaching.terms = change.terms.map {
      WeightChange.Term(inputs: stage.outputs($0.inputs), signals: $0.signals, batches: $0.batches)
    }
    base.request(reaching)
  }

  public mutating func effectiveWeights() -> Matrix { base.effectiveWeights() }

  public func errorsAtSums(_ errors: Matrix) -> Matrix { place == .behindWeights ? back(errors) : errors }

  public func errorsAtInputs(_ errors: Matrix) -> Matrix { place == .beforeWeights ? back(errors) : errors }

  public var isCurved: Bool { (base as? any CurvedModel)?.isCurved ?? false }

  public mutating func errorsBack(_ errors: Matrix) -> Matrix {
    guard var curved = base as? any CurvedModel, curved.isCurved else {
      return product(errors, base.effectiveWeights(), transposeRight: true)
    }
    let result = curved.errorsBack(errors)
    if let changed = curved as? Base { base = changed }
    return result
  }

  private func back(_ errors: Matrix) -> Matrix {
    guard let believed, let last else { return errors }
    return believed.errorsBack(errors, at: last)
  }

  public mutating func program(_ weights: Matrix) { base.program(weights) }

  public mutating func readBack() -> Matrix { base.readBack() }
}

extension StagedLayer: ShiftableWeights where Base: ShiftableWeights {
  public mutating func measure(_ activities: Matrix, shiftedBy shift: WeightShift) -> Matrix {
    switch place {
    case .beforeWeights:
      if believed != nil { last = activities }
      return base.measure(stage.outputs(activities), shiftedBy: shift)
    case .behindWeights:
      let sums = base.measure(activities, shiftedBy: shift)
      if believed != nil { last = sums }
      return stage.outputs(sums)
    }
  }
}
