internal import Units
public import Wires

/// Wire resistances as text from the command line.
public struct WiresSettings: Sendable {
  /// Segments, in ohm or with a unit; nil where the node's or none are meant.
  public var word: String?
  public var bit: String?
  public var driver: String?
  public var sense: String?
  public var access: String?
  /// A technology node, for segments that are not given.
  public var node: String?
  /// Whether a cell has the pitch of a bare crosspoint.
  public var crosspoint = false
  public var bothEnds = false

  public init() {}

  /// The resistances.
  /// - Throws: `UnitsError` for text that is no resistance, `WiresError` for a value that is not allowed and for an
  ///   unknown node.
  public func specification() throws -> WireSpecification {
    var wires = WireSpecification.ideal
    if let node {
      wires = WireSpecification(node: try WireNode(parsing: node), pitch: crosspoint ? .crosspoint : .oneTransistor)
    }
    if let word { wires.word = try Self.resistance(word) }
    if let bit { wires.bit = try Self.resistance(bit) }
    if let driver { wires.driver = try Self.resistance(driver) }
    if let sense { wires.sense = try Self.resistance(sense) }
    if let access { wires.access = try Self.resistance(access) }
    wires.inputsFromBothEnds = bothEnds
    try wires.validate()
    return wires
  }

  private static func resistance(_ text: String) throws -> Ohms {
    if let number = Double(text) { return Ohms(number) }
    return try Ohms(parsing: text)
  }
}
