/// A request that is wrong in some way, by number: the same on every machine.
struct DamagedRequest {
  let bytes: [UInt8]

  private struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      // SplitMix64.
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return Int((z ^ (z >> 31)) % UInt64(sides))
    }
  }

  private static let paths = [
    "/", "/pages/main.js", "/api/cards", "/api/room/pulses", "/api/room/drift", "/api/room/trace", "/api/room/array",
    "/api/room/fingerprint", "/api/room/guess", "/api/room/classPulses", "/api/runs", "/api/runs/x/stop",
    "/api/runs/x/events", "/api/runs/x/drawing", "/api/class", "/api/nothing", "//", "/%00", "/..//../etc/passwd",
  ]
  private static let values = [
    "1", "-1", "1e308", "1e999", "null", "true", "\"\"", "\"\\u0000\"", "[]", "{}", "[[[]]]", "99999999999999999999",
    "0.1", "\"ecram-tang2018\"", "\"../../etc/passwd\"", "[1,2,3]", "\"x", "NaN", "-0", "1e-400", "[\"a\"]",
    "\"\\ud800\"",
  ]
  private static let names = [
    "card", "serial", "up", "down", "target", "temperature", "interval", "edits", "dacBits", "adcBits", "wire", "stuck",
    "pattern", "round", "noise", "guess", "room", "hidden", "negatives", "pixels", "count", "", "x", "__proto__",
  ]

  init(number: UInt64) {
    var dice = Dice(state: number &* 0x2545_f491_4f6c_dd1d)
    let path = Self.paths[dice.roll(Self.paths.count)]
    var body = "{"
    for index in 0...dice.roll(4) {
      body += (index > 0 ? "," : "") + "\"\(Self.names[dice.roll(Self.names.count)])\":"
      body += Self.values[dice.roll(Self.values.count)]
    }
    body += "}"
    // A damaged request never begins a training: what it would ask for has a wrong value in it.
    if path == "/api/runs" { body = body.replacing("}", with: ",\"epochs\":-1}") }
    var head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += "Content-Length: \(body.utf8.count)\r\n\r\n"
    var bytes = [UInt8]((head + body).utf8)
    switch dice.roll(9) {
    case 0:  // bytes changed
      for _ in 0...dice.roll(6) { bytes[dice.roll(bytes.count)] = UInt8(dice.roll(256)) }
    case 1: bytes.removeLast(1 + dice.roll(bytes.count - 1))  // cut off
    case 2: bytes = (0..<(1 + dice.roll(600))).map { _ in UInt8(dice.roll(256)) }  // noise
    case 3:  // a piece twice
      let from = dice.roll(bytes.count)
      bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 40)], at: dice.roll(bytes.count))
    case 4:  // other headers
      let headers = [
        "Host: evil.example", "Content-Length: -5", "Content-Length: abc", "Transfer-Encoding: chunked",
        "Origin: http://evil.example", "Content-Type: text/plain", "Expect: 100-continue", "Upgrade: websocket",
        "Range: bytes=0-", ": empty", "X: \u{7f}", "Connection: close", "Last-Event-ID: 99999999999999999999",
      ]
      let line = headers[dice.roll(headers.count)]
      bytes = [UInt8](
        "POST \(path) HTTP/1.1\r\n\(line)\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    case 5:  // other methods and versions
      let methods = ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "G E T", "", "PATCH", "HEAD"]
      let versions = ["HTTP/1.1", "HTTP/2", "HTTP/0.9", "HTTPS/1.1", ""]
      let line = "\(methods[dice.roll(methods.count)]) \(path) \(versions[dice.roll(versions.count)])"
      bytes = [UInt8]("\(line)\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".utf8)
    case 6:  // long
      bytes = [UInt8](("GET /" + String(repeating: "a", count: 8000 + dice.roll(20_000)) + " HTTP/1.1\r\n\r\n").utf8)
    default: break  // well-formed, with wrong values
    }
    self.bytes = bytes
  }
}
