/// Lets in only those who mean this server: whoever names it by its own name, from a page of its own.
///
/// A page of another site that a student has open could otherwise send requests here (a foreign origin), or have its name
/// point here (DNS rebinding).
package struct RequestGuard: Sendable {
  private let names: Set<String>

  /// - Parameters:
  ///   - host: the address that is listened on.
  ///   - machine: the machine's name, by which others reach it.
  package init(host: String, machine: String = "") {
    names = Set(["localhost", "127.0.0.1", "[::1]", host, "[\(host)]", machine].map { $0.lowercased() })
      .subtracting(["", "[]"])
  }

  /// - Throws: ``RequestFault`` 421 for another server's name, 403 for a foreign origin, 415 for a body that a form of
  ///   another site could have sent.
  package func check(_ request: LabRequest) throws(RequestFault) {
    guard let host = request.headers["host"] else { throw RequestFault(400, "The request has no header 'Host'.") }
    guard isOwn(host) else {
      throw RequestFault(
        421, "This server is not called '\(shown(host))'. Open it by the address that it printed when it started.")
    }
    if let origin = request.headers["origin"], origin.lowercased() != "http://" + host.lowercased() {
      throw RequestFault(403, "Pages of '\(shown(origin))' may not ask this server.")
    }
    if let site = request.headers["sec-fetch-site"], site == "cross-site", request.path != "/" {
      throw RequestFault(403, "Pages of other sites may not ask this server.")
    }
    if request.method == "POST" {
      let type = (request.headers["content-type"] ?? "").split(separator: ";").first.map(String.init) ?? ""
      guard type.lowercased() == "application/json" else {
        throw RequestFault(415, "Send JSON, with the header Content-Type: application/json.")
      }
    }
  }

  /// Whether a name with or without a port is ours: a name that was given, or an address in numbers, which no foreign name
  /// server can point anywhere.
  private func isOwn(_ host: String) -> Bool {
    var name = host.lowercased()
    if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") {
      guard let port = Int(name[name.index(after: colon)...]), (1...65_535).contains(port) else { return false }
      name = String(name[..<colon])
    }
    if names.contains(name) { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return true }
    return name.hasPrefix("[") && name.hasSuffix("]")
      && name.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
  }

  private func shown(_ text: String) -> String { String(text.prefix(60)) }
}
