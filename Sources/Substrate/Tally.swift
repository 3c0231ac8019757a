/// What a layer has been asked to do: the counts that cost time and energy on hardware.
public struct Tally: Sendable, Equatable, Codable {
  /// Input vectors that were sent through.
  public var vectorsRead = 0
  /// Digital-to-analog conversions: one a line that is driven and vector.
  public var inputConversions = 0.0
  /// Analog-to-digital conversions.
  public var conversions = 0
  /// Cells that carried current in a read, references among them: one a cell and vector.
  public var cellReads = 0.0
  /// Energy that reads spent in the cells, V² G t summed over cells and vectors, in joule.
  public var readEnergy = 0.0
  /// Requests for a weight change.
  public var requests = 0
  /// Write pulses, expected number where pulses are drawn in aggregate.
  public var writePulses = 0.0
  /// Those of them that raise a conductance.
  public var upPulses = 0.0
  /// Pulses spent in closed-loop programming.
  public var programPulses = 0.0
  /// Reads of single cells that check what a write did.
  public var verifyReads = 0.0
  /// Cells that closed-loop programming gave up on, in its last run.
  public var failedCells = 0
  /// Energy spent in writing, in joule, where the device card says what a pulse costs.
  public var writeEnergy = 0.0
  /// Multiply-adds in floating point that the layer's own digital memory of changes took.
  public var digitalProducts = 0.0
  /// Bytes of that memory that were read or written.
  public var digitalBytes = 0.0

  public init() {}

  /// Adds two layers' counts.
  public static func + (left: Tally, right: Tally) -> Tally {
    var sum = left
    sum.vectorsRead += right.vectorsRead
    sum.inputConversions += right.inputConversions
    sum.conversions += right.conversions
    sum.cellReads += right.cellReads
    sum.readEnergy += right.readEnergy
    sum.requests += right.requests
    sum.writePulses += right.writePulses
    sum.upPulses += right.upPulses
    sum.programPulses += right.programPulses
    sum.verifyReads += right.verifyReads
    sum.failedCells += right.failedCells
    sum.writeEnergy += right.writeEnergy
    sum.digitalProducts += right.digitalProducts
    sum.digitalBytes += right.digitalBytes
    return sum
  }

  /// Counts that older states do not have are 0.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func count(_ key: CodingKeys) throws -> Int { try values.contains(key) ? values.decode(Int.self, forKey: key) : 0 }
    func sum(_ key: CodingKeys) throws -> Double {
      try values.contains(key) ? values.decode(Double.self, forKey: key) : 0
    }
    (vectorsRead, conversions, requests) = (try count(.vectorsRead), try count(.conversions), try count(.requests))
    failedCells = try count(.failedCells)
    (inputConversions, cellReads, readEnergy) = (try sum(.inputConversions), try sum(.cellReads), try sum(.readEnergy))
    (writePulses, upPulses, programPulses) = (try sum(.writePulses), try sum(.upPulses), try sum(.programPulses))
    (verifyReads, writeEnergy) = (try sum(.verifyReads), try sum(.writeEnergy))
    (digitalProducts, digitalBytes) = (try sum(.digitalProducts), try sum(.digitalBytes))
  }
}
