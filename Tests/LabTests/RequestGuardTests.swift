import Lab
import Testing

@Suite struct RequestGuardTests {
  private let local = RequestGuard(host: "127.0.0.1", machine: "lecture-hall")

  private func status(_ headers: [String: String], method: String = "GET", path: String = "/api/cards") -> Int {
    do throws(RequestFault) {
      try local.check(LabRequest(method: method, path: path, headers: headers))
      return 200
    } catch {
      return error.status
    }
  }

  @Test(arguments: [
    "localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST:1", "lecture-hall:8080",
    "192.168.1.20:8080",
  ])
  func ownNamesAreLetIn(_ host: String) { #expect(status(["host": host]) == 200) }

  @Test(arguments: [
    "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:0",
    "localhost:99999", "localhost:x", "", "1.2.3.4.5:80", "256.1.1.1",
  ])
  func foreignNamesAreNot(_ host: String) { #expect(status(["host": host]) == 421) }

  @Test func foreignPagesMayNotAsk() {
    #expect(status(["host": "localhost:8080", "origin": "http://localhost:8080"]) == 200)
    #expect(status(["host": "localhost:8080", "origin": "http://localhost:8081"]) == 403)
    #expect(status(["host": "localhost:8080", "origin": "https://localhost:8080"]) == 403)
    #expect(status(["host": "localhost:8080", "origin": "null"]) == 403)
    #expect(status(["host": "localhost:8080", "sec-fetch-site": "cross-site"]) == 403)
    #expect(status([:]) == 400)
  }

  /// A form of another site can send no JSON.
  @Test func onlyJSONIsTaken() {
    #expect(status(["host": "localhost", "content-type": "text/plain"], method: "POST") == 415)
    #expect(status(["host": "localhost"], method: "POST") == 415)
    #expect(status(["host": "localhost", "content-type": "application/json; charset=utf-8"], method: "POST") == 200)
  }
}
