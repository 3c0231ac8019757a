import NumPyFiles
import Testing

@Suite struct JSONTextTests {
  private func read(_ text: String) throws -> JSONText { try JSONText(text.utf8) }

  @Test func valuesKeepTheirText() throws {
    let value = try read(#" {"b": [1, -0.5e+3, true, false, null], "a": "x\"\\\/\n\u00e4\ud83d\ude00", "c": {}} "#)
    #expect(value["b"] == .list([.number("1"), .number("-0.5e+3"), .flag(true), .flag(false), .null]))
    #expect(value["a"] == .text("x\"\\/\nä😀"))
    #expect(value.encoded == #"{"b":[1,-0.5e+3,true,false,null],"a":"x\"\\/\nä😀","c":{}}"#)
    #expect(try read(value.encoded) == value)
    #expect(try read(JSONText.text("\u{0}\u{1F}").encoded) == .text("\u{0}\u{1F}"))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "1e", "nul", "tru", "\"", "\"\\x\"", "\"\\u12\"",
    "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\u{1}\"", "1 2", "{\"a\":1,\"a\":2}", "NaN", "'a'", "[1 2]", "{\"a\" 1}",
    "\"\\u+123\"",
  ])
  func whatIsNotJSON(text: String) { #expect(throws: JSONText.Damage.self) { try read(text) } }

  @Test func depthAndBytes() throws {
    #expect(try read(String(repeating: "[", count: 63) + String(repeating: "]", count: 63)) != .null)
    #expect(throws: JSONText.Damage.self) { try read(String(repeating: "[", count: 100_000)) }
    #expect(throws: JSONText.Damage.self) { try JSONText([0x22, 0xFF, 0x22]) }
  }
}
