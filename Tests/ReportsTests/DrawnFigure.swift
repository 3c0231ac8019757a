import Foundation
import FoundationXML
import Reports
import Testing

/// A directory of its own for one test, removed at the end.
final class ScratchDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("reports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// The CSV's fields, heading first (for fields without quotes).
  func csv(_ name: String) throws -> [[String]] {
    try text(name).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

/// What a well-formed SVG file holds.
final class ParsedSVG: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String] = []
  /// Where each text stands: what the group about it is moved by.
  private(set) var places: [(x: Double, y: Double)] = []
  private var collecting: String?

  init(_ file: URL) throws {
    super.init()
    let parser = try #require(XMLParser(contentsOf: file))
    parser.delegate = self
    let whole = parser.parse()
    try #require(whole, "\(file.lastPathComponent) is not well-formed: \(String(describing: parser.parserError))")
  }

  /// Places of the marks of one kind, in drawing order.
  func marks(_ id: String) -> [(x: Double, y: Double)] {
    elements.compactMap { element in
      guard element.name == "use", element.attributes["xlink:href"] == "#\(id)" else { return nil }
      return Self.translation(element.attributes)
    }
  }

  private static func translation(_ attributes: [String: String]) -> (x: Double, y: Double)? {
    guard let transform = attributes["transform"], let start = transform.range(of: "translate("),
      let end = transform[start.upperBound...].firstIndex(of: ")")
    else { return nil }
    let numbers = transform[start.upperBound..<end].split(separator: ",").compactMap { Double($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    guard name == "text" else { return }
    collecting = ""
    places.append(elements.last { $0.name == "g" }.flatMap { Self.translation($0.attributes) } ?? (.nan, .nan))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { collecting? += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard name == "text", let collected = collecting else { return }
    texts.append(collected.trimmingCharacters(in: .whitespacesAndNewlines))
    collecting = nil
  }
}

/// Checks that `pixels` are an affine image of `values`, to the hundredth of a pixel that gnuplot writes.
func expectAffine(_ pixels: [Double], _ values: [Double], _ comment: Comment) throws {
  try #require(pixels.count == values.count, comment)
  let slope = (pixels[pixels.count - 1] - pixels[0]) / (values[values.count - 1] - values[0])
  for (pixel, value) in zip(pixels, values) {
    #expect(abs(pixels[0] + slope * (value - values[0]) - pixel) < 0.05, comment)
  }
}
