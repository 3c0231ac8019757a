public import Foundation

/// A study's report: one HTML file that needs nothing else, drawings included.
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
  /// What the study asks.
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
  /// - Throws: `ReportError.unwritable`.
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
