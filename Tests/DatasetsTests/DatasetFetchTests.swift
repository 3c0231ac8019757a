import Foundation
import Randomness
import Synchronization
import Testing

@testable import Datasets

/// Downloads from a server on this machine: whole, cut, resumed, wrong.
@Suite(.serialized) struct DatasetFetchTests {
  private static func bytes(_ count: Int, _ label: String) -> [UInt8] {
    var words = WordSequence(StreamKey(seed: 1).child(label))
    return (0..<count).map { _ in UInt8(words.nextWord() >> 24) }
  }

  private static let long = bytes(300_000, "long")
  private static let short = bytes(70, "short")
  private static let files = ["long.gz": long, "short.gz": short]

  /// A set of the two files as they should be.
  private func dataset(_ directory: URL) throws -> PublishedDataset {
    let files = try [("long.gz", Self.long), ("short.gz", Self.short)].map { name, bytes in
      let file = directory.appendingPathComponent("expected-" + name)
      try Data(bytes).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      return PublishedDataset.File(name: name, byteCount: bytes.count, sha256: try Checksum.sha256(of: file))
    }
    return PublishedDataset(name: "test", mirror: try #require(URL(string: "http://127.0.0.1:1/")), files: files)
  }

  /// Serves `files` with a behaviour while `body` runs; afterwards what lies in the directory is returned by name.
  private func withServer(
    _ behaviour: LocalServer.Behaviour = .honest, files: [String: [UInt8]] = files, attempts: Int = 4,
    partial: [UInt8]? = nil, _ body: (DatasetFetch, LocalServer, URL) throws -> Void
  ) throws -> [String: [UInt8]] {
    try withTemporaryDirectory { directory in
      let server = try LocalServer(files: files, behaviour: behaviour)
      defer { server.stop() }
      if let partial { try Data(partial).write(to: directory.appendingPathComponent("long.gz.part")) }
      let fetch = try DatasetFetch(
        dataset(directory), mirror: server.url, directory: directory, attempts: attempts)
      try body(fetch, server, directory)
      return try content(directory)
    }
  }

  private func content(_ directory: URL) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, [UInt8](try Data(contentsOf: directory.appendingPathComponent($0))))
      })
  }

  private func failure(_ fetch: DatasetFetch) -> DatasetError? {
    do throws(DatasetError) {
      try fetch.run()
      return nil
    } catch {
      return error
    }
  }

  @Test func knowsSHA256() throws {
    try withTemporaryDirectory { directory in
      let file = directory.appendingPathComponent("abc")
      try Data("abc".utf8).write(to: file)
      // FIPS 180-4, the example of one block.
      #expect(
        try Checksum.sha256(of: file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
  }

  @Test func fetchesOnceAndReportsProgress() throws {
    let seen = Mutex<[DatasetFetch.Progress]>([])
    let result = try withServer { fetch, server, _ in
      try fetch.run { step in seen.withLock { $0.append(step) } }
      #expect(server.requests.map(\.path) == ["/files/long.gz", "/files/short.gz"])
      #expect(server.requests.allSatisfy { $0.range == nil && $0.encoding == "identity" })
      try fetch.run()
      #expect(server.requests.count == 2, "files that are there are not fetched again")
    }
    #expect(result == Self.files)
    let long = seen.withLock { $0 }.filter { $0.file == "long.gz" }
    #expect(long.last == DatasetFetch.Progress(file: "long.gz", received: 300_000, total: 300_000))
    #expect(zip(long, long.dropFirst()).allSatisfy { $0.received < $1.received })
  }

  @Test func replacesADamagedFile() throws {
    let result = try withServer { fetch, _, directory in
      try Data([1, 2, 3]).write(to: directory.appendingPathComponent("short.gz"))
      try fetch.run()
    }
    #expect(result == Self.files)
  }

  @Test func continuesAfterACut() throws {
    let result = try withServer(.cuts(after: 100_000, requests: 2)) { fetch, server, _ in
      try fetch.run()
      #expect(server.requests.map(\.range) == [nil, "bytes=100000-", "bytes=200000-", nil])
    }
    #expect(result == Self.files)
  }

  @Test func continuesInALaterRun() throws {
    let first = try withServer(.cuts(after: 1000, requests: 99), attempts: 2) { fetch, server, directory in
      let partial = directory.appendingPathComponent("long.gz.part").path
      guard
        case .interrupted(let url, 2000, 300_000, partial, _) = failure(fetch), url == server.url + "long.gz"
      else {
        Issue.record("a cut transfer did not end with .interrupted")
        return
      }
    }
    #expect(first == ["long.gz.part": Array(Self.long[..<2000])])
    let second = try withServer(partial: first["long.gz.part"]) { fetch, server, _ in
      try fetch.run()
      #expect(server.requests.first?.range == "bytes=2000-")
    }
    #expect(second == Self.files)
  }

  @Test func startsAgainWhereRangesAreIgnored() throws {
    let result = try withServer(.cutsAndIgnoresRanges(after: 5000)) { fetch, server, _ in
      try fetch.run()
      #expect(server.requests.map(\.range) == [nil, "bytes=5000-", nil])
    }
    #expect(result == Self.files)
  }

  @Test func startsAgainWhereRangesAreShifted() throws {
    let result = try withServer(.shiftsRanges, partial: Array(Self.long[..<77])) { fetch, server, _ in
      try fetch.run()
      #expect(server.requests.map(\.range) == ["bytes=77-", nil, nil])
    }
    #expect(result == Self.files)
  }

  @Test func throwsAwayAForeignBeginning() throws {
    let result = try withServer(partial: Self.bytes(4000, "foreign")) { fetch, server, _ in
      try fetch.run()
      #expect(server.requests.map(\.range) == ["bytes=4000-", nil, nil])
    }
    #expect(result == Self.files)
    let whole = try withServer(partial: Self.bytes(300_000, "foreign")) { fetch, _, _ in try fetch.run() }
    #expect(whole == Self.files)
    let more = try withServer(partial: Self.bytes(300_001, "foreign")) { fetch, _, _ in try fetch.run() }
    #expect(more == Self.files)
  }

  @Test func keepsNothingOfAWrongFile() throws {
    var wrong = Self.long
    wrong[123_456] ^= 1
    let kept = try withServer(files: ["long.gz": wrong]) { fetch, server, _ in
      guard case .checksumMismatch(server.url + "long.gz", _, let found) = failure(fetch) else {
        Issue.record("a wrong file was accepted")
        return
      }
      #expect(found.count == 64)
    }
    #expect(kept.isEmpty)
    // A wrong end after a right beginning: fetched once more as a whole, then given up.
    let resumed = try withServer(files: ["long.gz": wrong], partial: Array(Self.long[..<9])) { fetch, server, _ in
      guard case .checksumMismatch = failure(fetch) else {
        Issue.record("a wrong file was accepted")
        return
      }
      #expect(server.requests.map(\.range) == ["bytes=9-", nil])
    }
    #expect(resumed.isEmpty)
  }

  @Test(arguments: [1, 299_999, 300_001])
  func keepsNothingOfAnotherLength(_ length: Int) throws {
    let kept = try withServer(files: ["long.gz": Self.bytes(length, "other")]) { fetch, server, _ in
      #expect(failure(fetch) == .wrongSize(url: server.url + "long.gz", expected: 300_000, found: length))
    }
    #expect(kept.isEmpty)
  }

  @Test func stopsAServerThatNeverEnds() throws {
    let kept = try withServer(.neverEnds) { fetch, _, _ in
      guard case .wrongSize(_, 300_000, let found) = failure(fetch) else {
        Issue.record("an endless file was accepted")
        return
      }
      #expect(found > 300_000)
    }
    #expect(kept.isEmpty)
  }

  /// Lengths beyond 64 bits, negative ones and texts are no lengths of the file that is wanted.
  @Test(arguments: ["9223372036854775807", "99999999999999999999", "299999"])
  func refusesAnnouncedLengths(_ length: String) throws {
    let kept = try withServer(.announces(length)) { fetch, _, _ in
      switch failure(fetch) {
      case .wrongSize(_, 300_000, _), .interrupted(_, 0, 300_000, _, _): break
      case let other: Issue.record("a length of \(length) ended with \(String(describing: other))")
      }
    }
    #expect(kept.isEmpty)
  }

  @Test func givesUpOnATrickle() throws {
    let kept = try withTemporaryDirectory { directory in
      let server = try LocalServer(files: Self.files, behaviour: .trickles(100))
      defer { server.stop() }
      let fetch = try DatasetFetch(
        dataset(directory), mirror: server.url, directory: directory, attempts: 1, patience: 1)
      guard case .interrupted(_, 1..<100, 300_000, _, let reason) = failure(fetch) else {
        Issue.record("one byte a tenth of a second was waited for")
        return try content(directory)
      }
      #expect(reason.contains("bytes a second"))
      return try content(directory)
    }
    #expect(kept.keys.sorted() == ["long.gz.part"], "what arrived is kept")
  }

  /// An endless body of zeros as fast as loopback gives it: memory stays where it was.
  @Test func anEndlessBodyTakesNoMemory() throws {
    func resident() throws -> Int {
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
      return (Int(pages) ?? 0) * 4096
    }
    guard FileManager.default.fileExists(atPath: "/proc/self/statm") else { return }
    let before = try resident()
    _ = try withServer(.neverEnds) { fetch, _, _ in #expect(failure(fetch) != nil) }
    #expect(try resident() - before < 200_000_000)
  }

  @Test func showsNoPasswords() throws {
    try withTemporaryDirectory { directory in
      let dataset = try dataset(directory)
      let fetch = try DatasetFetch(
        dataset, mirror: "http://user:s3cret@127.0.0.1:1/", directory: directory, attempts: 1)
      let message = try #require(failure(fetch)).description
      #expect(message.contains("http://***@127.0.0.1:1/long.gz") && !message.contains("s3cret"))
      #expect(throws: DatasetError.invalidURL("ftp://***@host/")) {
        try DatasetFetch(dataset, mirror: "ftp://a:s3cret@host/", directory: directory)
      }
    }
  }

  @Test(arguments: [403, 404, 500])
  func namesTheStatus(_ status: Int) throws {
    let kept = try withServer(.fails(status)) { fetch, server, _ in
      #expect(failure(fetch) == .badResponse(url: server.url + "long.gz", status: status))
    }
    #expect(kept.isEmpty)
    let missing = try withServer(files: ["long.gz": Self.long]) { fetch, server, _ in
      #expect(failure(fetch) == .badResponse(url: server.url + "short.gz", status: 404))
    }
    #expect(missing == ["long.gz": Self.long])
  }

  @Test func startsAgainWhereTheRangeIsRefused() throws {
    let files = ["long.gz": Self.bytes(50, "stub")]
    let kept = try withServer(files: files, partial: Array(Self.long[..<60])) { fetch, server, _ in
      #expect(failure(fetch) == .wrongSize(url: server.url + "long.gz", expected: 300_000, found: 50))
      #expect(server.requests.map(\.range) == ["bytes=60-", nil])
    }
    #expect(kept.isEmpty)
  }

  @Test func namesAServerThatIsNotThere() throws {
    let kept = try withServer { fetch, server, _ in
      server.stop()
      guard case .interrupted(_, 0, 300_000, _, let reason) = failure(fetch) else {
        Issue.record("no server, but no .interrupted")
        return
      }
      #expect(!reason.isEmpty)
    }
    #expect(kept.isEmpty)
  }

  @Test(arguments: ["", "files", "ftp://host/", "http://", "/mirror"])
  func refusesMirrorsThatAreNoAddresses(_ mirror: String) throws {
    try withTemporaryDirectory { directory in
      let dataset = try dataset(directory)
      #expect(throws: DatasetError.invalidURL(mirror)) {
        try DatasetFetch(dataset, mirror: mirror, directory: directory)
      }
    }
  }

  @Test func knowsThePublishedSets() throws {
    #expect(PublishedDataset.known.map(\.name) == ["mnist", "fashion-mnist", "cifar-10"])
    for dataset in PublishedDataset.known {
      #expect(dataset.files.count == (dataset.name == "cifar-10" ? 1 : 4))
      #expect(Set(dataset.files.map(\.sha256)).count == dataset.files.count)
      for file in dataset.files {
        #expect(file.sha256.count == 64 && file.sha256.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(file.byteCount > 0)
      }
    }
    #expect(throws: DatasetError.unknownDataset(name: "emnist", known: ["mnist", "fashion-mnist", "cifar-10"])) {
      try PublishedDataset.named("emnist")
    }
  }
}
