import Foundation

/// Sends bytes to a port of this machine and reads the answer as it comes.
struct RawClient {
  private let file: Int32

  init?(port: UInt16) {
    file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard file >= 0, connected == 0 else {
      Foundation.close(file)
      return nil
    }
  }

  func close() { Foundation.close(file) }

  func send(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// The next answer: its status and body; nil where the other side closed without one.
  func answer(hasBody: Bool = true) -> (status: Int, body: String)? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      if let whole = Self.whole(bytes, hasBody) { return whole }
      let count = recv(file, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }

  private static func whole(_ bytes: [UInt8], _ hasBody: Bool) -> (status: Int, body: String)? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else { return nil }
    let head = text[..<end.lowerBound]
    guard hasBody, let place = head.range(of: "Content-Length: ") else { return (status, "") }
    let length = Int(head[place.upperBound...].prefix { $0.isNumber }) ?? 0
    let body = text[end.upperBound...]
    return body.utf8.count >= length ? (status, String(body)) : nil
  }

  /// Says that nothing more comes.
  func finishSending() { shutdown(file, Int32(SHUT_WR)) }

  /// What comes next; nil at the end.
  func received() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(file, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// A request of a page of the laboratory, and its answer.
  func post(_ path: String, _ body: String, client: String = "tests") -> (status: Int, body: String)? {
    send(
      [UInt8](
        """
        POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Lab-Client: \(client)\r
        Content-Length: \(body.utf8.count)\r\n\r\n\(body)
        """.utf8))
    return answer()
  }
}
