import Foundation
import Reports
import Testing

struct HTMLReportTests {
  static let svg = """
    <?xml version="1.0" encoding="utf-8"  standalone="no"?>
    <svg width="85.0mm" height="62.0mm"
     viewBox="0 0 241 176"
     xmlns="http://www.w3.org/2000/svg"
     xmlns:xlink="http://www.w3.org/1999/xlink"
    >
    <title>Gnuplot</title>
    <desc>Produced by GNUPLOT</desc>
    <defs><circle id='gpPt6' r='1'/><filter id="box"/></defs>
    <use xlink:href='#gpPt6'/><g filter="url(#box)"/>
    </svg>
    """

  static func report(drawings: [InlineSVG]) -> HTMLReport {
    HTMLReport(
      title: "Copies & <script>alert(1)</script>", question: "Is \"it\" mortal?", answer: "Yes: 3 < 4.",
      sections: [
        .init(
          "Errors",
          items: drawings.map { .figure(.init($0, caption: "<i>caption</i>", width: 85, files: ["figures/a b.csv"])) }
            + [.paragraph("a & b"), .table(Table(columns: ["x"], rows: [[.text("<td>")]]))])
      ],
      configuration: [
        .init(path: "chip.card", value: "<ideal>", isDefault: true),
        .init(path: "data.name", value: "digits", isDefault: false),
      ], provenance: [("Version", "1.0 <dev>")])
  }

  func drawing(_ prefix: String) throws -> InlineSVG {
    let directory = try ScratchDirectory()
    let file = directory.url.appendingPathComponent("x.svg")
    try Self.svg.write(to: file, atomically: true, encoding: .utf8)
    return try InlineSVG(contentsOf: file, prefix: prefix, title: "A <figure>")
  }

  @Test func everythingIsEscaped() throws {
    let html = Self.report(drawings: [try drawing("f1")]).html()
    for forbidden in ["<script", "<i>", "<ideal>", "<dev>", "<td><td>", "A <figure>", "3 < 4"] {
      #expect(!html.contains(forbidden), "\(forbidden) was not escaped")
    }
    #expect(html.contains("Copies &amp; &lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(html.contains("<title>A &lt;figure&gt;</title>"))
    #expect(html.contains("href=\"figures/a%20b.csv\""))
    #expect(html.contains("2 fields, 1 of them set"))
  }

  @Test func drawingsDoNotShareIds() throws {
    let html = Self.report(drawings: [try drawing("f1"), try drawing("f2")]).html()
    let ids = html.matches(of: /\bid=['"]([^'"]+)['"]/).map { String($0.output.1) }
    #expect(ids.count == 4 && Set(ids).count == 4)
    #expect(html.contains("xlink:href='#f2-gpPt6'") && html.contains("url(#f2-box)"))
    for reference in html.matches(of: /href='#([^']+)'/) { #expect(ids.contains(String(reference.output.1))) }
  }

  @Test func nothingIsLoadedFromOutside() throws {
    let html = Self.report(drawings: [try drawing("f1")]).html()
    #expect(!html.contains("src=") && !html.contains("<link") && !html.contains("@import"))
    let addresses = html.matches(of: /https?:[^"'\s]+/).map { String($0.output) }
    #expect(Set(addresses) == ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"], "only XML namespaces")
    #expect(!html.contains("<?xml"))
  }

  @Test func notAnSVG() throws {
    let directory = try ScratchDirectory()
    let file = directory.url.appendingPathComponent("x.svg")
    try "hello".write(to: file, atomically: true, encoding: .utf8)
    #expect(throws: ReportError.self) { try InlineSVG(contentsOf: file, prefix: "f", title: "t") }
  }
}
