/// What a layer has been asked to do: the counts that cost time and energy on hardware.
public struct Tally: Sendable, Equatable, Codable {
  /// Input vectors that were sent through.
  public var vectorsRead = 0
  /// Analog-to-digital conversions.
  public var conversions = 0
  /// Requests for a weight change.
  public var requests = 0
  /// Write pulses, expected number where pulses are drawn in aggregate.
  public var writePulses = 0.0
  /// Pulses spent in closed-loop programming.
  public var programPulses = 0.0
  /// Cells that closed-loop programming gave up on, in its last run.
  public var failedCells = 0
  /// Energy spent in writing, in joule, where the device card says what a pulse costs.
  public var writeEnergy = 0.0

  public init() {}

  /// Adds two layers' counts.
  public static func + (left: Tally, right: Tally) -> Tally {
    var sum = left
    sum.vectorsRead += right.vectorsRead
    sum.conversions += right.conversions
    sum.requests += right.requests
    sum.writePulses += right.writePulses
    sum.programPulses += right.programPulses
    sum.failedCells += right.failedCells
    sum.writeEnergy += right.writeEnergy
    return sum
  }
}
