/// One request as it came in.
package struct LabRequest: Sendable {
  package var method: String
  /// Without the query, not decoded.
  package var path: String
  package var query: String
  /// By name in small letters.
  package var headers: [String: String]
  package var body: [UInt8]
  /// Whether the connection stays open after the answer.
  package var keepsAlive: Bool

  package init(
    method: String = "GET", path: String, query: String = "", headers: [String: String] = [:], body: [UInt8] = [],
    keepsAlive: Bool = true
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.keepsAlive = keepsAlive
  }

  /// Who asks, as its page says: work is shared out fairly among these. A page that says nothing shares with all others
  /// that say nothing.
  package var client: String {
    let named = headers["x-lab-client"] ?? ""
    let isName = !named.isEmpty && named.utf8.count <= 40 && named.utf8.allSatisfy(RequestParser.isToken)
    return isName ? named : "unnamed"
  }
}
