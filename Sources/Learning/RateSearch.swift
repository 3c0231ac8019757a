/// A small fair search of a learning rate: every arm of a comparison gets the same number of tries, judged on the same
/// validation examples, and all tries are kept.
public struct RateSearch: Sendable, Equatable, Codable {
  /// One try.
  public struct Trial: Sendable, Equatable, Codable {
    /// The rate tried.
    public var rate: Float
    /// Share of validation examples classified wrongly at the end; NaN or above 1 never wins.
    public var validationError: Double

    /// See the properties.
    public init(rate: Float, validationError: Double) {
      self.rate = rate
      self.validationError = validationError
    }
  }

  /// All tries, in the order of the rates given.
  public let trials: [Trial]

  /// A search that was made and written down before.
  public init(trials: [Trial]) {
    precondition(!trials.isEmpty, "a search needs a rate")
    self.trials = trials
  }

  /// The rate with the smallest validation error, the smallest rate of equals.
  public var best: Trial {
    trials.min { left, right in
      let (a, b) = (left.validationError, right.validationError)
      if a.isNaN || b.isNaN { return !a.isNaN }
      return a == b ? left.rate < right.rate : a < b
    } ?? trials[0]
  }

  /// Trains one learner per rate and tests it on validation examples.
  ///
  /// - Parameters:
  ///   - rates: at least one.
  ///   - train: what each learner learns from, `epochs` times.
  ///   - validation: what it is judged on; must not be the test examples.
  ///   - make: a fresh learner of a given rate, on layers of its own.
  /// - Throws: what `make` throws.
  public init(
    rates: [Float], train: Examples, validation: Examples, epochs: Int,
    make: (Float) throws -> any Learner
  ) throws {
    precondition(!rates.isEmpty, "a search needs a rate")
    trials = try rates.map { rate in
      var learner = try make(rate)
      for epoch in 1...epochs { _ = learner.trainEpoch(train, epoch: epoch) }
      return Trial(rate: rate, validationError: learner.testError(on: validation))
    }
  }
}
