/// The pages by name. They are part of the program, so that it can be moved and called from anywhere.
package enum Pages {
  package static func text(_ name: String) -> String? { PageTexts.byName[name] }

  package static var names: [String] { PageTexts.byName.keys.sorted() }

  static func contentType(_ name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml; charset=utf-8"
    default: "application/json; charset=utf-8"
    }
  }
}
