import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A small HTTP/1.1 server on 127.0.0.1, one request a connection, that can misbehave in the ways networks and mirrors
/// do. It ends with ``stop()``.
final class LocalServer: Sendable {
  enum Behaviour: Sendable {
    /// Sends what is asked for, ranges included.
    case honest
    /// Closes the connection after so many bytes of content, in the first so many requests.
    case cuts(after: Int, requests: Int)
    /// As `cuts`, but answers every request with the whole file.
    case cutsAndIgnoresRanges(after: Int)
    /// Answers a range with bytes that begin elsewhere than asked.
    case shiftsRanges
    /// Answers without a Content-Length and with more and more bytes.
    case neverEnds
    /// Announces this length, as text, and sends nothing more.
    case announces(String)
    /// Sends one byte every tenth of a second, for so many tenths.
    case trickles(Int)
    /// Answers every request with this status.
    case fails(Int)
  }

  struct Request: Sendable, Equatable {
    let path: String
    let range: String?
    let encoding: String?
  }

  struct SocketError: Error {
    let call: String
    let code: Int32
  }

  let port: UInt16
  private let listener: Int32
  private let files: [String: [UInt8]]
  private let behaviour: Behaviour
  private let log = Mutex<[Request]>([])

  init(files: [String: [UInt8]], behaviour: Behaviour = .honest) throws {
    self.files = files
    self.behaviour = behaviour
    #if canImport(Glibc)
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (listener, size) = (listener, length)
    let bound = withUnsafeMutablePointer(to: &address) { pointer -> Int32 in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(listener, generic, size) == 0, listen(listener, 16) == 0 else { return -1 }
        return getsockname(listener, generic, &length)
      }
    }
    guard bound == 0 else { throw SocketError(call: "bind", code: errno) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in serve() }
  }

  var url: String { "http://127.0.0.1:\(port)/files/" }

  /// What was asked for so far.
  var requests: [Request] { log.withLock { $0 } }

  /// Ends the thread, which closes its socket itself: a number that is free may be another server's at once.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else {
        close(listener)
        return
      }
      answer(connection)
      shutdown(connection, Int32(SHUT_WR))
      close(connection)
    }
  }

  private func answer(_ connection: Int32) {
    guard let request = receive(connection) else { return }
    let number = log.withLock { log -> Int in
      log.append(request)
      return log.count
    }
    if case .fails(let status) = behaviour {
      _ = send(connection, "HTTP/1.1 \(status) No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
      return
    }
    guard let file = files[URL(fileURLWithPath: request.path).lastPathComponent] else {
      _ = send(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      return
    }
    var first = request.range.flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0
    var isPartial = request.range != nil
    var limit = Int.max
    switch behaviour {
    case .cuts(let after, let requests) where number <= requests: limit = after
    case .cutsAndIgnoresRanges(let after):
      (first, isPartial) = (0, false)
      if number == 1 { limit = after }
    case .shiftsRanges where isPartial: first = max(0, first - 1)
    case .neverEnds:
      guard send(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") else { return }
      while send(connection, file) {}
      return
    case .announces(let length):
      _ = send(connection, "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\nConnection: close\r\n\r\n")
      return
    case .trickles(let count):
      guard send(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") else { return }
      for _ in 0..<count {
        guard send(connection, [0]) else { return }
        usleep(100_000)
      }
      return
    default: break
    }
    guard first < file.count else {
      _ = send(connection, "HTTP/1.1 416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      return
    }
    let content = Array(file[first...])
    let range = isPartial ? "Content-Range: bytes \(first)-\(file.count - 1)/\(file.count)\r\n" : ""
    let head = "HTTP/1.1 \(isPartial ? "206 Partial Content" : "200 OK")\r\nContent-Length: \(content.count)\r\n"
    guard send(connection, head + range + "Connection: close\r\n\r\n") else { return }
    _ = send(connection, Array(content.prefix(limit)))
  }

  private func receive(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      bytes += piece[..<count]
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    func header(_ name: String) -> String? {
      lines.first { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    return Request(path: String(words[1]), range: header("range"), encoding: header("accept-encoding"))
  }

  private func send(_ connection: Int32, _ text: String) -> Bool { send(connection, Array(text.utf8)) }

  private func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
      var on: Int32 = 1
      setsockopt(connection, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.send(connection, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, flags)
        #else
          Darwin.send(connection, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, flags)
        #endif
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
