internal import FlyingSocks
internal import Foundation
internal import Synchronization

/// Listens, reads requests, hands them to the site and writes its answers. Nothing that comes in can stop it: every
/// request has limits of size and time, and every fault is an answer.
package final class LabServer: Sendable {
  private let host: String
  private let port: UInt16
  private let gate: RequestGuard
  private let answer: @Sendable (LabRequest) async -> LabResponse
  private let connections = Mutex(0)

  /// Most connections at a time; more are told to come again.
  static let mostConnections = 512
  /// Seconds for a request once it has begun, and between two requests.
  static let requestTime = 10.0
  static let idleTime = 60.0
  /// Seconds that a listener may take over a part of an answer.
  static let writeTime = 20.0
  /// Seconds between two signs of life to a listener.
  static let beatTime = 15.0

  package init(
    host: String, port: UInt16, answer: @escaping @Sendable (LabRequest) async -> LabResponse
  ) {
    self.host = host
    self.port = port
    self.answer = answer
    gate = RequestGuard(host: host, machine: ProcessInfo.processInfo.hostName)
  }

  /// Serves until the task is cancelled.
  /// - Parameter ready: told of the port once connections are taken; 0 asks the system for a free one.
  /// - Throws: ``LabError/cannotListen(address:reason:)``.
  package func run(ready: @Sendable (UInt16) -> Void) async throws {
    signal(SIGPIPE, SIG_IGN)
    let pool = SocketPool<Poll>.make(maxEvents: 64)
    let listening: AsyncSocket
    do {
      try await pool.prepare()
      let socket = try openSocket()
      listening = try AsyncSocket(socket: socket, pool: pool)
      ready(Self.port(of: socket) ?? port)
    } catch {
      throw LabError.cannotListen(address: "\(host):\(port)", reason: error.localizedDescription)
    }
    defer { try? listening.close() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await pool.run() }
      group.addTask { try await self.accept(on: listening) }
      try await group.next()
      group.cancelAll()
    }
  }

  private func openSocket() throws -> Socket {
    func bound(_ address: some SocketAddress) throws -> Socket {
      let socket = try Socket(domain: Int32(type(of: address).family), type: .stream)
      try socket.setValue(true, for: .localAddressReuse)
      try socket.bind(to: address)
      try socket.listen()
      return socket
    }
    if host.contains(":") { return try bound(sockaddr_in6.inet6(ip6: host, port: port)) }
    return try bound(sockaddr_in.inet(ip4: host == "localhost" ? "127.0.0.1" : host, port: port))
  }

  private static func port(of socket: Socket) -> UInt16? {
    switch try? socket.sockname() {
    case .ip4(_, let port), .ip6(_, let port): port
    default: nil
    }
  }

  private func accept(on listening: AsyncSocket) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      while true {
        do {
          let socket = try await listening.accept()
          group.addTask { await self.serve(socket) }
        } catch is CancellationError {
          throw CancellationError()
        } catch {
          // Out of file descriptors, or a connection that was gone before it was taken: the next one may do.
          try await Task.sleep(for: .milliseconds(20))
        }
      }
    }
  }

  private func serve(_ socket: AsyncSocket) async {
    let isOne = connections.withLock { count in
      count += 1
      return count <= Self.mostConnections
    }
    defer {
      connections.withLock { $0 -= 1 }
      try? socket.close()
    }
    guard isOne else {
      let fault = RequestFault(503, "Too many connections; try again in a moment.")
      _ = try? await send(LabResponse(fault), keepsAlive: false, isHead: false, to: socket)
      return
    }
    var parser = RequestParser()
    while !Task.isCancelled {
      do {
        guard let request = try await read(&parser, from: socket) else { return }
        let response = await respond(to: request)
        try await send(response, keepsAlive: request.keepsAlive, isHead: request.method == "HEAD", to: socket)
        if case .events = response.body { return }
        guard request.keepsAlive else { return }
      } catch let fault as RequestFault {
        _ = try? await send(LabResponse(fault), keepsAlive: false, isHead: false, to: socket)
        await drain(socket)
        return
      } catch {
        return
      }
    }
  }

  private func respond(to request: LabRequest) async -> LabResponse {
    do throws(RequestFault) {
      try gate.check(request)
    } catch {
      return LabResponse(error)
    }
    return await answer(request)
  }

  /// The next request; nil where the other side has gone, or says nothing for long.
  private func read(_ parser: inout RequestParser, from socket: AsyncSocket) async throws -> LabRequest? {
    var began: ContinuousClock.Instant?
    while true {
      if let request = try parser.next() { return request }
      let now = ContinuousClock.now
      if parser.isAmidRequest, began == nil { began = now }
      var left = Self.idleTime
      if let began {
        left = Self.requestTime - Double((now - began).components.seconds)
        guard left > 0 else { throw RequestFault(408, "The request took too long to come in.") }
      }
      do {
        let bytes = try await within(left) { try await socket.read(atMost: 4096) }
        parser.append(bytes)
      } catch is Overdue {
        guard parser.isAmidRequest else { return nil }
        throw RequestFault(408, "The request took too long to come in.")
      } catch {
        // The other side sends no more; it may still listen.
        guard parser.isAmidRequest else { return nil }
        throw RequestFault(400, "The request ended before it was whole.")
      }
    }
  }

  private func send(_ response: LabResponse, keepsAlive: Bool, isHead: Bool, to socket: AsyncSocket) async throws {
    var head = Data(response.head(keepsAlive: keepsAlive).utf8)
    switch response.body {
    case .bytes(let bytes):
      if !isHead { head.append(contentsOf: bytes) }
      let whole = head
      try await within(Self.writeTime) { try await socket.write(whole) }
    case .events(let events):
      let start = head
      try await within(Self.writeTime) { try await socket.write(start) }
      try await sendEvents(events, to: socket)
    }
  }

  /// Writes events as they come, and a beat now and then: who has gone is noticed by that.
  private func sendEvents(_ events: AsyncStream<String>, to socket: AsyncSocket) async throws {
    let (merged, continuation) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for await event in events { continuation.yield(event) }
        continuation.finish()
      }
      group.addTask {
        while !Task.isCancelled {
          try await Task.sleep(for: .seconds(Self.beatTime))
          continuation.yield(":\n\n")
        }
      }
      defer { group.cancelAll() }
      for await event in merged {
        try await within(Self.writeTime) { try await socket.write(Data(event.utf8)) }
      }
    }
  }

  /// Reads what is still coming, so that the answer is not lost with a connection that is reset.
  private func drain(_ socket: AsyncSocket) async {
    _ = try? await within(0.3) {
      var left = 64
      while left > 0, try await !socket.read(atMost: 4096).isEmpty { left -= 1 }
    }
  }
}

/// A time that ran out.
struct Overdue: Error {}

/// The result of some work, unless it takes longer.
func within<Result: Sendable>(
  _ seconds: Double, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: .milliseconds(Int(seconds * 1000)))
      throw Overdue()
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw Overdue() }
    return first
  }
}
