package import Foundation

/// An answer: whole, or events as they come.
package struct LabResponse: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Server-sent events, until the sequence ends or the listener goes.
    case events(AsyncStream<String>)
  }

  package var status: Int
  package var contentType: String
  package var body: Body

  package init(_ status: Int = 200, _ contentType: String, _ body: Body) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  package init(_ fault: RequestFault) {
    let sentence = (try? JSONEncoder().encode(["error": fault.sentence])).map { [UInt8]($0) } ?? []
    self.init(fault.status, Self.json, .bytes(sentence))
  }

  package init(json: Data, status: Int = 200) { self.init(status, Self.json, .bytes([UInt8](json))) }

  package static let json = "application/json; charset=utf-8"

  /// The bytes of a whole answer; nil for events.
  package var bytes: [UInt8]? {
    if case .bytes(let bytes) = body { bytes } else { nil }
  }

  /// Status line and headers. Pages may load nothing from anywhere else and be shown in no other page.
  func head(keepsAlive: Bool) -> String {
    var lines = [
      "HTTP/1.1 \(status) \(RequestFault.phrase(status))", "Content-Type: \(contentType)", "Cache-Control: no-store",
      "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer",
      "Cross-Origin-Resource-Policy: same-origin",
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ]
    switch body {
    case .bytes(let bytes): lines.append("Content-Length: \(bytes.count)")
    case .events: break
    }
    let stays = if case .bytes = body { keepsAlive } else { false }
    lines.append("Connection: \(stays ? "keep-alive" : "close")")
    return lines.joined(separator: "\r\n") + "\r\n\r\n"
  }
}
