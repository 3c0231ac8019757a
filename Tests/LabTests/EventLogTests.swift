import Lab
import Testing

@Suite struct EventLogTests {
  @Test func whoComesLateHearsAll() async throws {
    let log = EventLog()
    log.tell("metric", "1")
    let early = try log.stream()
    log.tell("metric", "2")
    log.end("done", "3")
    log.tell("metric", "4")
    let late = try log.stream()
    let again = try log.stream(from: 2)
    var heard: [[String]] = []
    for stream in [early, late, again] {
      var events: [String] = []
      for await event in stream { events.append(event) }
      heard.append(events)
    }
    #expect(heard[0] == heard[1] && heard[0].count == 3)
    #expect(heard[2] == ["id: 2\nevent: done\ndata: 3\n\n"])
  }

  @Test func memoryIsBounded() throws {
    let log = EventLog()
    let line = String(repeating: "x", count: 1 << 20)
    for _ in 0..<10 { log.tell("metric", line) }
    #expect(log.events.count == 3)
  }
}
