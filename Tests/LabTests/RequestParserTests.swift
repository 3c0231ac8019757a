import Lab
import Testing

@Suite struct RequestParserTests {
  private func parse(_ text: String) throws -> LabRequest? {
    var parser = RequestParser()
    parser.append([UInt8](text.utf8))
    return try parser.next()
  }

  @Test func aRequestIsRead() throws {
    let request = try #require(
      try parse("POST /api/room/pulses?x=1 HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 2\r\n\r\n{}"))
    #expect(request.method == "POST" && request.path == "/api/room/pulses" && request.query == "x=1")
    #expect(request.headers["host"] == "localhost:8080" && request.body == [123, 125] && request.keepsAlive)
  }

  @Test func twoRequestsInOnePiece() throws {
    var parser = RequestParser()
    for byte in "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.0\nHost: x\n\n".utf8 { parser.append([byte]) }
    #expect(try parser.next()?.path == "/a")
    let second = try #require(try parser.next())
    #expect(second.path == "/b" && !second.keepsAlive)
    #expect(try parser.next() == nil && !parser.isAmidRequest)
  }

  @Test(arguments: [
    ("GET\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400), ("G\u{1}T / HTTP/1.1\r\n\r\n", 400),
    ("GET x HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505), ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nA : b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\n\r\n", 411), ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
    ("GET /" + String(repeating: "a", count: 17_000), 431),
  ])
  func whatIsNotUnderstoodIsRefused(_ text: String, _ status: Int) {
    #expect { try parse(text) } throws: { error in
      guard let fault = error as? RequestFault else { return false }
      return fault.status == status && fault.sentence.hasSuffix(".")
    }
  }

  @Test func halfARequestIsNoneYet() throws {
    #expect(try parse("GET / HTTP/1.1\r\nHost: x\r\n") == nil)
    #expect(try parse("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab") == nil)
  }
}
