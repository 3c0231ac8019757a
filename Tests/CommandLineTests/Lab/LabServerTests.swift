import Foundation
import Synchronization
import Testing

/// `mortal lab` and what comes to its port.
@Suite(.serialized, .enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct LabServerTests {
  private let lab: RunningLab

  init() throws { lab = try RunningLab(["--jobs", "1"]) }

  private func client() throws -> RawClient {
    try #require(RawClient(port: lab.port))
  }

  /// The name of a run in an answer.
  private static func run(in body: String) -> String? {
    body.split(separator: "\"").map(String.init).first { $0.count == 32 }
  }

  @Test func pagesAreServed() throws {
    let client = try client()
    defer { client.close() }
    for (path, word) in [
      ("/", "<main"), ("/pages/main.js", "import"), ("/pages/de.json", "Leserauschen hat ein Gedächtnis"),
    ] {
      client.send([UInt8]("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      let answer = try #require(client.answer())
      #expect(answer.status == 200 && answer.body.contains(word), "\(path)")
    }
    for path in ["/pages/../Package.swift", "/pages/%2e%2e%2fPackage.swift", "/etc/passwd", "/pages/", "/api"] {
      client.send([UInt8]("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      #expect(client.answer()?.status == 404, "\(path)")
    }
  }

  @Test func aTrainingIsToldAsItGoesAndItsNetCanBeAsked() throws {
    let client = try client()
    defer { client.close() }
    let started = try #require(
      client.post("/api/runs", #"{"room": "forward", "epochs": 2, "hidden": 20, "serial": 9}"#, client: "student"))
    #expect(started.status == 202)
    let run = try #require(Self.run(in: started.body))
    let listener = try self.client()
    defer { listener.close() }
    listener.send([UInt8]("GET /api/runs/\(run)/events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
    var events = ""
    while let more = listener.more() { events += more }
    #expect(events.contains("event: start") && events.contains("\"name\":\"epochTestError\""))
    #expect(events.components(separatedBy: "event: epoch\n").count == 4)
    #expect(events.hasSuffix("}\n\n") && events.contains("event: done"))
    let pixels = "[" + [String](repeating: "0.5", count: 784).joined(separator: ",") + "]"
    let answer = try #require(client.post("/api/runs/\(run)/drawing", "{\"pixels\": \(pixels)}"))
    let again = try #require(client.post("/api/runs/\(run)/drawing", "{\"pixels\": \(pixels)}"))
    #expect(answer.status == 200 && answer.body.contains("goodness"))
    #expect(again.body.count == answer.body.count)
    // The class sees it.
    client.send([UInt8]("GET /api/class HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
    #expect(try #require(client.answer()).body.contains("\"serial\":9"))
  }

  @Test func aTrainingCanBeStopped() throws {
    let client = try client()
    defer { client.close() }
    for _ in 0..<2 {
      let started = try #require(client.post("/api/runs", #"{"room": "forward", "epochs": 30}"#, client: "stopper"))
      let run = try #require(Self.run(in: started.body))
      #expect(client.post("/api/runs/\(run)/stop", "{}")?.status == 200)
      let listener = try self.client()
      listener.send([UInt8]("GET /api/runs/\(run)/events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      var events = ""
      while let more = listener.more() { events += more }
      #expect(events.contains("stopped") && !events.contains("event: done"))
      listener.close()
    }
  }

  @Test func noClientMayFloodTheQueue() throws {
    let client = try client()
    defer { client.close() }
    let statuses = (0..<6).compactMap { _ in
      client.post("/api/runs", #"{"room": "forward", "epochs": 30}"#, client: "flood")
    }
    #expect(statuses.filter { $0.status == 202 }.count == 3 && statuses.filter { $0.status == 429 }.count == 3)
    for started in statuses where started.status == 202 {
      if let run = Self.run(in: started.body) {
        _ = client.post("/api/runs/\(run)/stop", "{}")
      }
    }
  }

  /// Requests that are damaged in every way: each gets a status and a sentence, and the server goes on.
  ///
  /// 1,500 of them here; `MORTAL_LAB_FUZZ=10000` says how many.
  @Test func damagedRequestsGetAStatusAndASentence() throws {
    let port = lab.port
    let count = ProcessInfo.processInfo.environment["MORTAL_LAB_FUZZ"].flatMap { Int($0) } ?? 1500
    let failures = Mutex<[String]>([])
    let statuses = Mutex<[Int: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      for index in stride(from: worker, to: count, by: 8) {
        let bytes = DamagedRequest(number: UInt64(index)).bytes
        guard let client = RawClient(port: port) else {
          failures.withLock { $0.append("\(index): no connection") }
          continue
        }
        client.send(bytes)
        client.finishSending()
        let answer = client.answer(hasBody: !bytes.starts(with: [UInt8]("HEAD".utf8)))
        client.close()
        guard let answer else {
          failures.withLock { $0.append("\(index): no answer") }
          continue
        }
        statuses.withLock { $0[answer.status, default: 0] += 1 }
        if answer.status >= 400, !bytes.starts(with: [UInt8]("HEAD".utf8)) {
          let isSentence = answer.body.hasPrefix("{\"error\":\"") && answer.body.hasSuffix("\"}")
          if !isSentence || answer.status >= 500 && ![501, 503, 505].contains(answer.status) {
            failures.withLock { $0.append("\(index): \(answer)") }
          }
        }
      }
    }
    let failed = failures.withLock { $0.count }
    #expect(failed == 0, "\(failures.withLock { $0.prefix(5) })")
    let found = statuses.withLock { $0 }
    print("damaged requests by status: \(found.sorted { $0.key < $1.key })")
    #expect(found.filter { $0.key >= 400 }.values.reduce(0, +) > count / 2 && found.count >= 8)
    let client = try client()
    defer { client.close() }
    #expect(client.post("/api/room/pulses", "{}")?.status == 200)
  }

  /// Thirty students at once in rooms 1 to 4: no error, and sliders answer.
  ///
  /// Two seconds here; `MORTAL_LAB_LOAD=120` says how long, and then times are held to their limits.
  @Test func thirtyStudentsAtOnce() async throws {
    let seconds = ProcessInfo.processInfo.environment["MORTAL_LAB_LOAD"].flatMap { Double($0) }
    let outcome = try await aside { [lab] in LoadTest(lab: lab).run(students: 30, seconds: seconds ?? 2) }
    print(outcome.summary)
    #expect(outcome.errors.isEmpty, "\(outcome.errors.prefix(3))")
    #expect(outcome.sliderTimes.count > 30 && outcome.trainings > 0)
    if seconds != nil {
      #expect(outcome.percentile95 < 0.5 && outcome.grownMegabytes < 300)
    }
  }
}

extension RawClient {
  /// What comes next of a stream; nil at its end.
  func more() -> String? { received().map { String(decoding: $0, as: UTF8.self) } }
}
