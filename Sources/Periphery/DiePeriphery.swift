public import Randomness

/// How much the peripheries of dies differ as wholes: what all bit-line converters of a die have in common beyond their
/// own spreads.
///
/// The gain is that of the die's read reference, which the converters of reads do not share with the verify path: a cell
/// that was written to its target closed-loop is still read with this factor. An error of all conductances that
/// verification cannot see is this error; two measured dies agree in their verified conductances within 0.05 % (A. Levy et
/// al., IEEE TED 2021). The values are assumed.
public struct DiePeripherySpread: Sendable, Equatable {
  /// Relative standard deviation, over dies, of the gain of all reads of a die, 0…0.5; nil for an assumed 5 %, and none
  /// for cells that are ideal.
  public var gain: Double?
  /// Standard deviation, over dies, of the offset of all bit-line converters of a die, in LSB.
  public var offset: Double

  public init(gain: Double? = 0, offset: Double = 0) {
    self.gain = gain
    self.offset = offset
  }
}

/// The periphery of one die: a draw of the chip's identity.
public struct DiePeriphery: Sendable, Equatable {
  /// Factor on the currents that bit-line converters meet.
  public let gain: Float
  /// Added to the offset of every bit-line converter, in LSB.
  public let offset: Float

  /// A die without errors of its own.
  public static let none = DiePeriphery(gain: 1, offset: 0)

  public init(gain: Float, offset: Float) {
    self.gain = gain
    self.offset = offset
  }

  /// 1 + s ξ, held above a tenth, and s ξ.
  /// - Parameters:
  ///   - die: the chip's key.
  ///   - isIdeal: whether the chip's cells are ideal ones, whose reads have no gain of their own unless one is given.
  public init(_ spread: DiePeripherySpread, die: StreamKey, isIdeal: Bool) {
    gain = Float(max(0.1, 1 + (spread.gain ?? (isIdeal ? 0 : 0.05)) * Double(die.child("die").normals(1)[0])))
    offset = spread.offset == 0 ? 0 : Float(spread.offset) * die.child("dieOffset").normal()
  }
}
