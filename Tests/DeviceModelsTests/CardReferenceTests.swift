import DeviceModels
import Foundation
import StrictYAML
import Testing

@Suite struct CardReferenceTests {
  /// A key that the decoder reads and the reference does not explain, a key that it explains and the decoder does not
  /// read, and a way through the decoder that no specimen goes (so that keys of it could be missing) are all named.
  @Test func decoderAndReferenceAgree() throws {
    let differences = try CardReference().differences
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }

  /// With MORTAL_WRITE_DOCS=1 the page is written anew.
  @Test func pageIsWhatTheProgramPrints() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/card-fields.md").standardizedFileURL
    let markdown = try CardReference().markdown
    if ProcessInfo.processInfo.environment["MORTAL_WRITE_DOCS"] != nil { try Data(markdown.utf8).write(to: page) }
    #expect(
      try String(contentsOf: page, encoding: .utf8) == markdown,
      "run `mortal device schema --markdown > docs/card-fields.md`")
  }

  /// No shipped card leads the decoder to a key that the specimens do not reach.
  @Test func shippedCardsHaveNoOtherFields() throws {
    let reference = try CardReference()
    for name in shippedLibrary.names {
      let document = try YAMLDocument(contentsOf: "\(shippedLibrary.folder)/\(name).yaml")
      #expect(try reference.missing(from: document) == [], "\(name)")
    }
  }

  /// A survey sees what a reader asks for, whether it is there or not, without indices.
  @Test func surveysSeeEveryQuestion() throws {
    let survey = YAMLSurvey()
    let root = try YAMLDocument(text: "a: 1\nlist: [{x: 2}, {x: 3}]\n", file: "t").root(survey: survey)
    _ = try root.number("a", in: 0...5)
    _ = try root.int("b", in: 1...9, default: 4)
    for item in try root.mappings("list", count: 1...3) { _ = try item.number("x") }
    _ = try root.optional("c") { value throws(YAMLError) in try value.string() }
    #expect(survey.keys.map(\.path) == ["a", "b", "list", "list[]", "list[].x", "c"])
    #expect(survey.keys.map(\.isRequired) == [true, false, true, false, true, false])
    #expect(survey.keys[1].fallback == "4" && survey.keys[1].allowed == "1...9")
    #expect(survey.neverGiven == ["b", "c"])
  }
}
