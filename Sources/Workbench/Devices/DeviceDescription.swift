package import DeviceModels
internal import StrictYAML
internal import Units

/// What `mortal device show` tells about a card: every value and where it comes from.
package struct DeviceDescription: Sendable, Codable, Equatable {
  /// Where values of the card come from.
  package struct Source: Sendable, Codable, Equatable {
    package let parts: [String]
    package let paper: String
    package let doi: String?
    package let url: String?
    package let place: String
    package let evidence: String
  }

  package let listing: DeviceListing
  package let file: String
  package let confidence: String
  package let mapping: String
  /// Values by path, as in the card's file.
  package let values: [String: String]
  /// Paths of values that the file does not give.
  package let defaults: [String]
  package let sources: [Source]
  package let assumptions: [String]
  /// Number of published points that `mortal device check` compares with.
  package let publishedPoints: Int

  package init(_ card: DeviceCard) {
    listing = DeviceListing(card)
    file = card.file
    confidence = card.confidence
    mapping = card.mapping.rawValue
    let physical = card.values.filter { value in
      !["sources", "check", "assumptions"].contains { value.path.hasPrefix($0) }
    }
    values = Dictionary(uniqueKeysWithValues: physical.map { ($0.path, $0.text) })
    defaults = physical.filter { $0.source == .default }.map(\.path)
    sources = card.sources.map {
      Source(
        parts: $0.parts, paper: $0.paper, doi: $0.doi, url: $0.url, place: $0.place, evidence: $0.evidence.rawValue)
    }
    assumptions = card.assumptions
    publishedPoints = card.publishedPoints.count
    order = physical.map(\.path)
  }

  /// The card of a name or path.
  package init(nameOrPath: String) throws { try self.init(DeviceLibrary.card(nameOrPath)) }

  /// The paths in the order of the card.
  private let order: [String]

  /// The description as lines of text.
  package var lines: [String] {
    var lines = ["\(listing.id): \(listing.title)", "file: \(file)", "confidence: \(confidence)", ""]
    for path in order where !["id", "title", "confidence"].contains(path) {
      let mark = defaults.contains(path) ? "  (default)" : ""
      lines.append("\(path): \(values[path] ?? "")\(mark)")
    }
    lines += ["", "Sources:"]
    for source in sources {
      let link = (source.doi.map { " doi \($0)" } ?? "") + (source.url.map { " \($0)" } ?? "")
      lines.append("- \(source.parts.joined(separator: ", ")) (\(source.evidence)): \(source.paper);\(link)")
      lines.append("  \(source.place)")
    }
    if !assumptions.isEmpty { lines += ["", "Assumptions:"] + assumptions.map { "- \($0)" } }
    return lines
  }
}
