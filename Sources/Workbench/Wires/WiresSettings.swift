internal import Units
package import Wires

/// Wire resistances as text from the command line.
package struct WiresSettings: Sendable {
  /// Segments, in ohm or with a unit; nil where the node's or none are meant.
  package var word: String?
  package var bit: String?
  package var driver: String?
  package var sense: String?
  package var access: String?
  /// A technology node, for segments that are not given.
  package var node: String?
  /// Whether a cell has the pitch of a bare crosspoint.
  package var crosspoint = false
  package var bothEnds = false

  package init() {}

  /// The resistances.
  /// - Throws: `UnitsError` for text that is no resistance, `WiresError` for a value that is not allowed and for an
  ///   unknown node.
  package func specification() throws -> WireSpecification {
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
