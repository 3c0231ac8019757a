internal import StrictYAML

/// Where values of a card come from.
public struct CardSource: Sendable, Equatable {
  /// How the value was obtained from the source.
  public enum Evidence: String, Sendable, CaseIterable {
    /// Printed in the source.
    case quoted
    /// Fitted to a figure or table of the source.
    case fitted
    /// Printed in the source as a limit ("below 0.5 %"): the card stands at the limit.
    case bound
    /// Computed from printed values.
    case derived
    /// Assumed: the source does not give it.
    case assumed
  }

  /// The parts of the card that this source stands for.
  public let parts: [String]
  public let paper: String
  public let doi: String?
  public let url: String?
  /// Equation, figure, table or file.
  public let place: String
  public let evidence: Evidence

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    var parts: [String] = []
    for value in try mapping.list("parts", count: 1...64) { parts.append(try value.string()) }
    self.parts = parts
    paper = try mapping.string("paper")
    doi = try mapping.optional("doi") { (value) throws(YAMLError) in try value.string() }
    url = try mapping.optional("url") { (value) throws(YAMLError) in try value.string() }
    place = try mapping.string("where")
    evidence = try mapping.choice("evidence", of: Evidence.self)
  }
}
