public import Units

/// The parasitic resistances of one crossbar array, all in ohm.
///
/// Word line i: source – driver – segment – cell (i, 0) – segment – … – cell (i, n−1), its right end open. Bit line j:
/// its top end open, cell (0, j) – segment – … – cell (m−1, j) – segment – sense – virtual ground. Each cell stands in
/// series with its access resistance. A segment of 0 ohm merges the nodes it joins.
public struct WireSpecification: Sendable, Equatable, Hashable {
  /// One word-line segment, between two neighbouring cells and between the driver and the first cell.
  public var word: Ohms
  /// One bit-line segment, between two neighbouring cells and between the last cell and the sense amplifier.
  public var bit: Ohms
  /// In series with each source.
  public var driver: Ohms
  /// Between each bit line and its virtual ground.
  public var sense: Ohms
  /// In series with each cell: the on-resistance of its access transistor.
  public var access: Ohms
  /// Whether each word line is driven at its right end too, there through a driver and a segment of its own.
  public var inputsFromBothEnds: Bool

  /// No wires at all: the array is its conductances.
  public static let ideal = WireSpecification()

  /// Resistances in ohm; every one left out is zero.
  public init(
    word: Ohms = Ohms(0), bit: Ohms = Ohms(0), driver: Ohms = Ohms(0), sense: Ohms = Ohms(0),
    access: Ohms = Ohms(0), inputsFromBothEnds: Bool = false
  ) {
    self.word = word
    self.bit = bit
    self.driver = driver
    self.sense = sense
    self.access = access
    self.inputsFromBothEnds = inputsFromBothEnds
  }

  /// The wires of a technology node, the same along both directions; see ``WireNode``.
  public init(node: WireNode, pitch: WireNode.Pitch = .oneTransistor) {
    let segment = node.segmentResistance(pitch)
    self.init(word: segment, bit: segment)
  }

  /// These wires at another temperature than the 300 K they are given for: copper, ρ = ρ(300 K) (1 + 0.0039 (T − 300 K)),
  /// in word and bit lines; drivers, amplifiers and transistors stay. Below 100 K, where the line is no longer straight,
  /// the resistance of 100 K is kept.
  public func at(_ temperature: Kelvin) -> WireSpecification {
    guard temperature.value != 300 else { return self }
    let factor = 1 + 0.0039 * (max(temperature.value, 100) - 300)
    var wires = self
    wires.word = Ohms(word.value * factor)
    wires.bit = Ohms(bit.value * factor)
    return wires
  }

  /// Whether every resistance is zero, so that the effective conductances are the cells' own, bit for bit.
  public var isIdeal: Bool {
    [word, bit, driver, sense, access].allSatisfy { $0.value == 0 }
  }

  /// Checks every resistance.
  /// - Throws: ``WiresError/resistance(name:value:)`` for the first that is negative, not a number or infinite.
  public func validate() throws(WiresError) {
    for (name, resistance) in [
      ("word-line segment", word), ("bit-line segment", bit), ("driver", driver), ("sense", sense),
      ("access", access),
    ] where !(resistance.value >= 0 && resistance.value.isFinite) {
      throw .resistance(name: name, value: resistance.value)
    }
  }
}
