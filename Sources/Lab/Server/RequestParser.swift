/// Makes requests (HTTP/1.0 and 1.1) of the bytes of a connection, as strictly as RFC 9112 allows: what is not understood
/// is refused with a status and a sentence, and nothing is kept beyond fixed sizes.
package struct RequestParser: Sendable {
  /// Most bytes of the request line with all header lines, and of a body.
  package static let mostHead = 16_384
  package static let mostBody = 65_536

  private var bytes: [UInt8] = []

  package init() {}

  /// Whether a request has begun and is not yet whole.
  package var isAmidRequest: Bool { !bytes.isEmpty }

  /// Takes what came in.
  package mutating func append(_ more: [UInt8]) { bytes += more }

  /// The next request; nil while it is not whole.
  /// - Throws: ``RequestFault``; the connection cannot go on then, since nobody knows where the next request begins.
  package mutating func next() throws(RequestFault) -> LabRequest? {
    // Empty lines before a request are allowed.
    while let first = bytes.first, first == 13 || first == 10 { bytes.removeFirst() }
    guard let (head, bodyStart) = try head() else { return nil }
    let lines = head.split(separator: 10, omittingEmptySubsequences: false).map { line in
      line.last == 13 ? line.dropLast() : line
    }
    var request = try Self.requestLine(lines[0])
    let isOld = try Self.isHTTP10(lines[0])
    for line in lines.dropFirst() {
      let (name, value) = try Self.header(line)
      guard request.headers[name] == nil || !["host", "content-length", "origin"].contains(name) else {
        throw RequestFault(400, "The header '\(name)' stands there twice; send it once.")
      }
      request.headers[name] = value
    }
    if request.headers["transfer-encoding"] != nil {
      throw RequestFault(501, "Transfer-Encoding is not understood here; send the body with a Content-Length.")
    }
    let length = try Self.length(request)
    let wish = (request.headers["connection"] ?? "").lowercased()
    request.keepsAlive = isOld ? wish == "keep-alive" : wish != "close"
    guard bytes.count - bodyStart >= length else { return nil }
    request.body = Array(bytes[bodyStart..<bodyStart + length])
    bytes.removeFirst(bodyStart + length)
    return request
  }

  /// The lines up to the empty one, and where the body begins.
  private func head() throws(RequestFault) -> (ArraySlice<UInt8>, Int)? {
    var index = 0
    let limit = min(bytes.count, Self.mostHead)
    while index < limit {
      if bytes[index] == 10 {
        if index + 1 < bytes.count, bytes[index + 1] == 10 { return (bytes[..<index], index + 2) }
        if index + 2 < bytes.count, bytes[index + 1] == 13, bytes[index + 2] == 10 {
          return (bytes[..<index], index + 3)
        }
      }
      index += 1
    }
    guard bytes.count < Self.mostHead else {
      throw RequestFault(
        431, "The request line and its headers are longer than \(Self.mostHead) bytes; send fewer or shorter ones.")
    }
    return nil
  }

  private static func requestLine(_ line: ArraySlice<UInt8>) throws(RequestFault) -> LabRequest {
    let parts = line.split(separator: 32, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].count <= 20, parts[0].allSatisfy(isToken) else {
      throw RequestFault(400, "The first line is no request; it should read like 'GET / HTTP/1.1'.")
    }
    let target = parts[1]
    guard target.first == 47, target.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw RequestFault(400, "The address does not begin with / or has characters that no address has.")
    }
    let text = String(decoding: target, as: UTF8.self)
    let pieces = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return LabRequest(
      method: String(decoding: parts[0], as: UTF8.self), path: String(pieces[0]),
      query: pieces.count > 1 ? String(pieces[1]) : "")
  }

  private static func isHTTP10(_ line: ArraySlice<UInt8>) throws(RequestFault) -> Bool {
    let version = String(decoding: line.split(separator: 32, omittingEmptySubsequences: false)[2], as: UTF8.self)
    switch version {
    case "HTTP/1.1": return false
    case "HTTP/1.0": return true
    default: throw RequestFault(505, "This server speaks HTTP/1.1 and HTTP/1.0.")
    }
  }

  private static func header(_ line: ArraySlice<UInt8>) throws(RequestFault) -> (String, String) {
    guard let colon = line.firstIndex(of: 58), colon > line.startIndex, line[..<colon].allSatisfy(isToken) else {
      throw RequestFault(400, "A header line is not of the form 'Name: value'.")
    }
    let value = line[(colon + 1)...].trimmingSpaces()
    guard value.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) }) else {
      throw RequestFault(400, "A header has control characters in its value.")
    }
    return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
  }

  private static func length(_ request: LabRequest) throws(RequestFault) -> Int {
    guard let text = request.headers["content-length"] else {
      guard ["POST", "PUT", "PATCH"].contains(request.method) else { return 0 }
      throw RequestFault(411, "A \(request.method) needs a Content-Length; send 0 for an empty body.")
    }
    guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let length = Int(text)
    else { throw RequestFault(400, "Content-Length is no whole number of bytes.") }
    guard length <= mostBody else {
      throw RequestFault(413, "The body has \(length) bytes; at most \(mostBody) are taken.")
    }
    return length
  }

  /// Characters of a method or a header's name (RFC 9110, token).
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    case 33, 35...39, 42, 43, 45, 46, 94...96, 124, 126: true
    default: false
    }
  }
}

extension ArraySlice<UInt8> {
  /// Without spaces and tabs at both ends.
  fileprivate func trimmingSpaces() -> ArraySlice<UInt8> {
    var slice = self
    while let first = slice.first, first == 32 || first == 9 { slice = slice.dropFirst() }
    while let last = slice.last, last == 32 || last == 9 { slice = slice.dropLast() }
    return slice
  }
}
