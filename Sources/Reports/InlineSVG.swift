public import Foundation

/// A drawing made ready to stand inside an HTML page.
public struct InlineSVG: Sendable, Equatable {
  /// The `<svg>` element.
  public let markup: String

  /// Takes an SVG file that gnuplot wrote.
  ///
  /// The prologue is dropped, the title replaced, and every id gets `prefix`, so that several drawings on one page do
  /// not take each other's marks.
  /// - Parameters:
  ///   - prefix: letters and digits, different for each drawing of the page.
  ///   - title: read aloud by screen readers.
  /// - Throws: `ReportError.unreadable`.
  public init(contentsOf file: URL, prefix: String, title: String) throws {
    let text: String
    do {
      text = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw ReportError.unreadable(path: file.path, reason: error.localizedDescription)
    }
    guard let start = text.range(of: "<svg") else {
      throw ReportError.unreadable(path: file.path, reason: "there is no <svg> element in it")
    }
    var markup = String(text[start.lowerBound...])
    if let old = markup.range(of: "<title>"), let end = markup.range(of: "</title>") {
      markup.replaceSubrange(old.lowerBound..<end.upperBound, with: "<title>\(HTMLText.escaped(title))</title>")
    }
    if let old = markup.range(of: "<desc>"), let end = markup.range(of: "</desc>") {
      markup.removeSubrange(old.lowerBound..<end.upperBound)
    }
    for (before, after) in [
      ("id='", "id='\(prefix)-"), ("id=\"", "id=\"\(prefix)-"), ("href='#", "href='#\(prefix)-"),
      ("url(#", "url(#\(prefix)-"), ("font-family=\"Arial\"", "font-family=\"Arial, Helvetica, sans-serif\""),
    ] { markup = markup.replacing(before, with: after) }
    self.markup = markup.replacing("<svg", with: "<svg role=\"img\"", maxReplacements: 1)
  }
}
