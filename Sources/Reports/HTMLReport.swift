public import Foundation

/// An experiment's report: one HTML file that needs nothing else, drawings included.
public struct HTMLReport: Sendable {
  /// A drawing with its caption.
  public struct Illustration: Sendable {
    public var drawing: InlineSVG
    public var caption: String
    /// Printed width in millimetres.
    public var width: Double
    /// Files with the same figure or its numbers, relative to the page: a link each.
    public var files: [String]

    public init(_ drawing: InlineSVG, caption: String, width: Double, files: [String] = []) {
      self.drawing = drawing
      self.caption = caption
      self.width = width
      self.files = files
    }
  }

  /// A part of a section.
  public enum Item: Sendable {
    case paragraph(String)
    case table(Table)
    case figure(Illustration)
  }

  public struct Section: Sendable {
    public var heading: String
    public var items: [Item]

    public init(_ heading: String, items: [Item]) {
      self.heading = heading
      self.items = items
    }
  }

  /// One value of the resolved configuration.
  public struct Setting: Sendable, Equatable {
    public var path: String
    public var value: String
    public var isDefault: Bool

    public init(path: String, value: String, isDefault: Bool) {
      self.path = path
      self.value = value
      self.isDefault = isDefault
    }
  }

  public var title: String
  /// What the experiment asks.
  public var question: String
  /// One sentence drawn from the numbers.
  public var answer: String
  public var sections: [Section]
  public var configuration: [Setting]
  /// Program version, BLAS core, threads, seed: name and value.
  public var provenance: [(name: String, value: String)]

  public init(
    title: String, question: String, answer: String, sections: [Section], configuration: [Setting],
    provenance: [(name: String, value: String)]
  ) {
    self.title = title
    self.question = question
    self.answer = answer
    self.sections = sections
    self.configuration = configuration
    self.provenance = provenance
  }

  /// Writes the page.
  /// - Throws: `ReportError.output`.
  public func write(to file: URL) throws { try TextFile.write(html(), to: file) }

  /// The page as text.
  public func html() -> String {
    let body = sections.map(Self.html).joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>\(HTMLText.escaped(title))</h1>
      <p class="question">\(HTMLText.escaped(question))</p>
      <p class="answer"><strong>Answer.</strong> \(HTMLText.escaped(answer))</p>
      \(body)
      \(configurationHTML)
      </main>
      </body>
      </html>

      """
  }

  private static func html(_ section: Section) -> String {
    let items = section.items.map { item in
      switch item {
      case .paragraph(let text): return "<p>\(HTMLText.escaped(text))</p>"
      case .table(let table): return "<div class=\"wide\">\n\(table.html())</div>"
      case .figure(let figure): return html(figure)
      }
    }
    return "<section>\n<h2>\(HTMLText.escaped(section.heading))</h2>\n\(items.joined(separator: "\n"))\n</section>"
  }

  private static func html(_ figure: Illustration) -> String {
    let links = figure.files.map { file in
      let name = file.split(separator: "/").last.map(String.init) ?? file
      let target = file.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file
      return "<a href=\"\(HTMLText.escaped(target))\">\(HTMLText.escaped(name))</a>"
    }
    let beside = links.isEmpty ? "" : " <span class=\"files\">Files: \(links.joined(separator: ", "))</span>"
    return """
      <figure style="max-width: \(figure.width * 1.6)mm">
      \(figure.drawing.markup)
      <figcaption>\(HTMLText.escaped(figure.caption))\(beside)</figcaption>
      </figure>
      """
  }

  private var configurationHTML: String {
    let settings = configuration.map { setting in
      let cells = ["<code>\(HTMLText.escaped(setting.path))</code>", "<code>\(HTMLText.escaped(setting.value))</code>"]
      let origin = setting.isDefault ? "default" : "set"
      let row = (cells + [origin]).map { "<td>\($0)</td>" }.joined()
      return "<tr\(setting.isDefault ? " class=\"default\"" : "")>\(row)</tr>"
    }
    let origin = provenance.map { "<dt>\(HTMLText.escaped($0.name))</dt><dd>\(HTMLText.escaped($0.value))</dd>" }
    return """
      <section>
      <h2>Resolved configuration</h2>
      <details>
      <summary>\(configuration.count) fields, \(configuration.count { !$0.isDefault }) of them set</summary>
      <table>
      <thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Origin</th></tr></thead>
      <tbody>
      \(settings.joined(separator: "\n"))
      </tbody>
      </table>
      </details>
      </section>
      <section>
      <h2>Made with</h2>
      <dl>
      \(origin.joined(separator: "\n"))
      </dl>
      </section>
      """
  }
}

extension HTMLReport {
  /// The page's style sheet: dark text on white, one column, prints well.
  static let style = """
    html { color: #1a1a1a; background: #ffffff; font: 16px/1.5 "Helvetica Neue", Helvetica, Arial, sans-serif; }
    main { max-width: 62rem; margin: 2rem auto 4rem; padding: 0 1.2rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 0.6rem; }
    h2 { font-size: 1.2rem; margin: 2.2rem 0 0.6rem; }
    .question { font-size: 1.1rem; margin: 0 0 0.8rem; }
    .answer { border-left: 4px solid #0072b2; padding: 0.4rem 0 0.4rem 0.9rem; margin: 0 0 1.5rem; }
    figure { margin: 1.2rem 0 1.8rem; }
    figure svg { display: block; width: 100%; height: auto; image-rendering: pixelated; }
    figcaption { font-size: 0.9rem; margin-top: 0.4rem; }
    .files { color: #555555; white-space: normal; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.9rem; margin: 0.8rem 0 1.2rem; }
    caption { text-align: left; margin-bottom: 0.4rem; }
    th { text-align: left; border-bottom: 1.5px solid #1a1a1a; padding: 0.25rem 0.9rem 0.25rem 0; }
    td { border-bottom: 1px solid #e2e2e2; padding: 0.25rem 0.9rem 0.25rem 0; vertical-align: top; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    tr.default td { color: #666666; }
    code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.92em; }
    dt { font-weight: 600; float: left; clear: left; margin-right: 0.6rem; }
    dd { margin: 0 0 0.2rem; }
    @media print { details > * { display: block; } main { margin: 0; max-width: none; } }
    """
}

/// Text made safe for HTML.
enum HTMLText {
  /// Replaces the five characters that mean something in HTML; control characters, which HTML forbids, become blanks.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        if scalar.value < 32 || scalar.value == 127 { result += " " } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}
