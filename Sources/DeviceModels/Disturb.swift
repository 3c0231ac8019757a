internal import StrictYAML

/// What a voltage that shall change nothing does to a cell that is moved by pulses, as a share of the mean step that a
/// full pulse of that direction would make at its state.
///
/// No shipped card has this part: pulse statistics are published at one voltage. A chip's configuration can assume a share
/// (``Crossbar``), and says then that it did.
public struct Disturb: Sendable, Equatable {
  /// Of a pulse at half the write voltage.
  public let half: Double?
  /// Of a pulse at a third of it.
  public let third: Double?
  /// Of one read at the read voltage.
  public let read: Double?

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    func share(_ name: String) throws(YAMLError) -> Double? {
      try mapping.optional(name) { (value) throws(YAMLError) in try value.number(in: 0...1) }
    }
    half = try share("half")
    third = try share("third")
    read = try share("read")
  }
}
