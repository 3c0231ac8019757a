import StrictYAML
import Testing
import Units

private enum Kind: String, CaseIterable { case pcm, rram, ecram }

private func document(_ text: String) throws -> YAMLMapping { try YAMLDocument(text: text, file: "card.yaml").root }

private func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}

struct StrictYAMLTests {
  @Test func readsEveryKind() throws {
    let root = try document(
      """
      title: A card
      kind: rram
      gMax: 25 uS
      states: 32
      ratio: 1e-3
      on: true
      levels: [0.1, 0.5]
      pulse:
        stepUp: 0.01
      parts:
        - name: one
        - name: two
      """)
    #expect(try root.string("title") == "A card")
    #expect(try root.choice("kind", of: Kind.self) == .rram)
    #expect(try abs(root.quantity("gMax", Siemens.self, in: Siemens(0)...Siemens(1e-3)).value - 25e-6) < 1e-18)
    #expect(try root.int("states", in: 1...64) == 32)
    #expect(try root.number("ratio", in: 0...1) == 1e-3)
    #expect(try root.bool("on"))
    #expect(try root.numbers("levels") == [0.1, 0.5])
    #expect(try root.mapping("pulse").number("stepUp") == 0.01)
    #expect(try root.mappings("parts").map { try $0.string("name") } == ["one", "two"])
    #expect(try root.number("missing", default: 3) == 3)
    #expect(try root.optional("absent") { (value) throws(YAMLError) in try value.number() } == nil)
    try root.finish()
    #expect(root.resolved.filter { $0.source == .default }.map(\.path) == ["missing"])
    #expect(root.resolved.first { $0.path == "pulse.stepUp" }?.text == "0.01")
  }

  @Test func errorsNameFileLineColumnPathValueAndWhatIsAllowed() throws {
    let text = "title: x\npulse:\n  stepUp: 0\n  width: 5\n  share: 3 V\n"
    let pulse = try document(text).mapping("pulse")
    #expect(
      message { _ = try pulse.number("stepUp", in: 1e-6...1) }
        == "card.yaml:3:11 pulse.stepUp: 0.0 is outside 1e-06...1")
    #expect(
      message { _ = try pulse.quantity("width", Seconds.self) }
        .hasPrefix("card.yaml:4:10 pulse.width: '5' has no unit"))
    #expect(
      message { _ = try pulse.number("share") }
        == "card.yaml:5:10 pulse.share: found '3 V', but a finite number without unit is expected")
    #expect(
      message { _ = try pulse.number("depth", in: 0...1) }
        == "card.yaml:3:3 pulse: missing key 'depth'; write depth: a number in 0...1")
    #expect(message { _ = try pulse.quantity("share", Siemens.self) }.contains("unknown unit 'V'"))
  }

  @Test func unknownKeysNameTheNearestValidOne() throws {
    let root = try document("gMax: 25 uS\npulse:\n  stepUpp: 0.1\n")
    _ = try root.quantity("gMax", Siemens.self)
    let pulse = try root.mapping("pulse")
    _ = try pulse.number("stepUp", default: 0.5)
    #expect(
      message { try root.finish() }
        == "card.yaml:3:3 pulse.stepUpp: unknown key; did you mean 'stepUp'?")
    let other = try document("wholly: 1\n")
    _ = try other.number("x", default: 1)
    #expect(message { try other.finish() } == "card.yaml:1:1 wholly: unknown key; valid keys: x")
    #expect(message { _ = try document("kind: rramm\n").choice("kind", of: Kind.self) }.contains("did you mean 'rram'"))
  }

  @Test(arguments: [
    "", "# only a comment\n", "--- \n...\n", "just text", "- a\n- b\n", "a: 1\na: 2\n", "a: &x 1\nb: *y\n",
    "a: *nowhere\n", "a: [1, 2\n", "a: \"unclosed\n", "a:\n\tb: 1\n", "a: !!python/object 1\n", "? [1, 2]\n: 3\n",
    "a: 1\n---\nb: 2\n", "a: {b: 1, b: 2}\n", "\u{0}", "a: \u{7}\n", "%YAML 3.0\n", "a: 1\n b: 2\n", "? &a [x]\n: 1\n",
    "!custom {a: 1}\n", "a: !secret b\n",
  ])
  func refusesWhatIsNotOneSimpleMapping(_ text: String) {
    #expect(throws: YAMLError.self) { try YAMLDocument(text: text, file: "x.yaml") }
  }

  @Test func duplicateKeysNameTheirLine() {
    #expect(message { _ = try document("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n") }.hasPrefix("card.yaml:3:3"))
  }

  @Test func notUTF8() {
    #expect(throws: YAMLError.self) { try YAMLDocument(bytes: [0x61, 0x3A, 0x20, 0xFF, 0xFE], file: "x.yaml") }
    #expect(throws: YAMLError.missingFile(file: "/nowhere/x.yaml", reason: "no such file")) {
      try YAMLDocument(contentsOf: "/nowhere/x.yaml")
    }
  }

  @Test(arguments: [".inf", ".nan", "nan", "inf", "-inf", "1e999", "0x10", "'1'", "one", "[1]", "{a: 1}", "~", "1_000"])
  func refusesWhatIsNotAFiniteNumber(_ text: String) throws {
    let root = try document("a: \(text)\n")
    #expect(throws: YAMLError.self) { try root.number("a") }
  }

  @Test func bombsAreRefusedQuickly() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      bomb += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }
    #expect(throws: YAMLError.self) { try YAMLDocument(text: bomb, file: "bomb.yaml") }
    for unit in ["[", "{a: ", "- ", "? ", "-\n", "[[", "{", "? - "] {
      let deep = String(repeating: unit, count: 50_000)
      #expect(throws: YAMLError.self) { try YAMLDocument(text: deep, file: "deep.yaml") }
    }
    let stairs = (0..<3000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(throws: YAMLError.self) { try YAMLDocument(text: stairs, file: "stairs.yaml") }
  }

  @Test func overridesReplaceAndAddAndAreRecorded() throws {
    var document = try YAMLDocument(text: "a: 1\nlist: [{n: 1}, {n: 2}]\n", file: "x.yaml")
    try document.set(path: "a", value: "5")
    try document.set(path: "list[1].n", value: "7")
    try document.set(path: "chip.gMax", value: "25 uS")
    let root = document.root
    #expect(try root.int("a") == 5)
    #expect(try root.mappings("list").map { try $0.int("n") } == [1, 7])
    #expect(try root.mapping("chip").quantity("gMax", Siemens.self) == Siemens(parsing: "25 uS"))
    try root.finish()
    #expect(root.resolved.map(\.source) == [.override, .file, .override, .override])
    #expect(
      message {
        _ = try document.root.string("a")
        try document.set(path: "list[4].n", value: "1")
      }
        == "--set list[4].n: the list has 2 entries, the last is [1]")
    #expect(throws: YAMLError.self) { try document.set(path: "a.b", value: "1") }
    #expect(throws: YAMLError.self) { try document.set(path: "list.b", value: "1") }
    #expect(throws: YAMLError.self) { try document.set(path: "", value: "1") }
    #expect(throws: YAMLError.self) { try document.set(path: "list[x]", value: "1") }
    #expect(throws: YAMLError.self) { try document.set(path: "a", value: "[1,") }
    try document.set(path: "a", value: "-1")
    #expect(message { _ = try document.root.int("a", in: 0...3) } == "--set a=-1 a: -1 is outside 0...3")
  }

  @Test func editDistances() {
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("stpeUp", "stepUp") == 1)
    #expect(nearest("zzzzzz", among: ["stepUp"]) == nil)
  }
}

/// What repeats itself in a file may be written once.
@Suite struct AliasTests {
  private func document(_ text: String) throws -> YAMLDocument { try YAMLDocument(text: text, file: "t.yaml") }

  @Test func aliasesAndMergeKeysAreResolved() throws {
    let text = """
      base: &base {card: ideal, bits: 8}
      other: &other {bits: 4, rows: 128}
      chip:
        <<: *base
        bits: 6
      both: {<<: [*base, *other]}
      same: *base
      list: [&n 3, *n]
      """
    let root = try document(text).root
    let chip = try root.value("chip").mapping()
    #expect(try chip.value("card").string() == "ideal")
    #expect(try chip.value("bits").int() == 6, "a key of the mapping itself goes before a merged one")
    let both = try root.value("both").mapping()
    #expect(try both.value("bits").int() == 8 && both.value("rows").int() == 128)
    #expect(try root.value("same").mapping().value("bits").int() == 8)
    #expect(try root.value("list").list().map { try $0.int() } == [3, 3])
  }

  @Test func keysOfTheWritersOwnHoldAnchors() throws {
    let root = try document("x-base: &base {bits: 8}\nchip: *base\n").root
    #expect(try root.value("chip").mapping().value("bits").int() == 8)
    try root.finish()
    #expect(throws: YAMLError.self) {
      let root = try document("y-base: &base {bits: 8}\nchip: *base\n").root
      _ = try root.value("chip").mapping().value("bits").int()
      try root.finish()
    }
  }

  @Test(arguments: [
    ("a: *nowhere\n", "undefined alias"),
    ("a: {<<: 3}\n", "<< merges a mapping"),
    ("a: {x: 1, x: 2}\n", "stands twice"),
  ])
  func wrongOnesAreNamed(_ text: String, _ message: String) {
    let error = #expect(throws: YAMLError.self) { try document(text) }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains(message))
  }

  /// Forty lists, each of two of the one before, stand for 2⁴⁰ values; as keys they would be hashed.
  @Test func exponentialTreesAreRefused() {
    let lists = (0..<40).map { "a\($0): &a\($0) [\($0 == 0 ? "1, 1" : "*a\($0 - 1), *a\($0 - 1)")]\n" }.joined()
    #expect(throws: YAMLError.self) { try document(lists) }
    #expect(throws: YAMLError.self) { try document(lists + "? *a39\n: 1\n") }
    #expect(throws: YAMLError.self) { try document(lists + "*a39 : 1\n") }
    #expect(throws: YAMLError.self) { try document(lists + "[*a39]: 1\n") }
  }

  @Test func textAsPeopleHaveIt() throws {
    #expect(try document("\u{FEFF}a: 1\n").root.value("a").int() == 1)
    let comma = #expect(throws: YAMLError.self) { try document("rate: 0,1\n").root.value("rate").number() }
    #expect(comma?.description.contains("such as 0.1") == true)
    let evil = String(repeating: "x", count: 5000)
    let long = #expect(throws: YAMLError.self) {
      try document("a: \"\\e[31m\(evil)\"\n").root.value("a").number()
    }
    #expect((long?.description.count ?? 9999) < 200)
    #expect(long?.description.contains("\u{1B}") == false)
    #expect(throws: YAMLError.missingFile(file: "/", reason: "is a directory; give the name of a file in it")) {
      try YAMLDocument(contentsOf: "/")
    }
  }
}
