import Randomness

/// How each converter of a row of lines strays from the ideal one: fixed for ever by the key of the die.
public struct LineErrors: Sendable, Equatable {
  /// Gain of each line, the die's common part included; 1 is ideal.
  public let gain: [Float]
  /// Offset of each line, in LSB.
  public let offset: [Float]
  /// Peak of each line's second-order bow, in LSB: a₂ (1 − u²), u = code / highest code.
  public let secondOrderBow: [Float]
  /// Peak of each line's third-order bow, in LSB: a₃ (u − u³) · 3√3/2.
  public let thirdOrderBow: [Float]

  /// Whether there is any bow; with one bit, both codes being ends, there is none.
  let hasBow: Bool

  /// Number of lines.
  public var count: Int { gain.count }

  /// Draws the errors of lines `first ..< first + count` of the group that `identity` names: line i takes draw i of
  /// each child stream, so that a line has the same errors in whatever portions lines are made. The common part of the
  /// gain comes from `die`.
  init(
    _ specification: ConverterSpecification, count: Int, identity: StreamKey, first: Int, die: StreamKey,
    periphery: DiePeriphery = .none
  ) {
    precondition(count >= 0 && first >= 0, "lines \(first)..<\(first + count)")
    func draws(_ label: String, _ spread: Double) -> [Float] {
      guard spread > 0 else { return [Float](repeating: 0, count: count) }
      return identity.child(label).normals(count, from: first).map { Float(spread) * $0 }
    }
    let dieGain = (1 + Float(specification.dieGainSpread) * die.child("dieGain").normal()) * periphery.gain
    gain = draws("gain", specification.gainSpread).map { (1 + $0) * dieGain }
    offset = draws("offset", specification.offsetSpread).map { $0 + (specification.bits == nil ? 0 : periphery.offset) }
    let bow = specification.integralNonlinearity * 0.5.squareRoot()
    hasBow = bow > 0 && specification.bits.map { $0 > 1 } ?? false
    secondOrderBow = draws("secondOrderBow", hasBow ? bow : 0)
    thirdOrderBow = draws("thirdOrderBow", hasBow ? bow : 0)
  }
}
