import DeviceModels
import Randomness
import StrictYAML
import Testing

private func message(_ text: String) -> String {
  do {
    _ = try DeviceCard(text: text, file: "card.yaml")
    return "no error"
  } catch {
    return "\(error)"
  }
}

struct CardErrorTests {
  private func edited(_ name: String, _ old: String, _ new: String) throws -> String {
    let text = try shippedCard(name).text
    let parts = text.components(of: old)
    try #require(parts.count >= 2, "\(old) is not in \(name)")
    return parts[0] + new + parts[1...].joined(separator: old)
  }

  @Test func errorsNameLineColumnValueAndRemedy() throws {
    #expect(
      message(try edited("pcm-joshi2020", "gMax: 25 uS", "gMax: 25"))
        .hasPrefix("card.yaml:9:9 window.gMax: '25' has no unit"))
    #expect(
      message(try edited("pcm-joshi2020", "gMax: 25 uS", "gMax: 0 uS"))
        .contains("9:9 window.gMax: 0 uS is outside"))
    #expect(message(try edited("pcm-joshi2020", "gMax: 25 uS", "gMaxx: 25 uS")).contains("missing key 'gMax'"))
    #expect(
      message(try edited("pcm-hermes2023", "defects:\n  stuckLow", "defects:\n  stuckLo"))
        .contains("unknown key; did you mean 'stuckLow'?"))
    #expect(
      message(try edited("pcm-hermes2023", "stuckLow: 0.01", "stuckLow: 9 uS"))
        .contains("defects.stuckLow: found '9 uS', but a finite number without unit is expected"))
    #expect(message(try edited("pcm-joshi2020", "technology: pcm", "technology: pmc")).contains("did you mean 'pcm'?"))
    #expect(
      message(try edited("pcm-hermes2023", "  - parts: [defects]", "  - parts: [read]"))
        .contains("no source names the part 'defects'"))
    #expect(
      message(try edited("pcm-joshi2020", "polynomial: [0.26348", "power: [1, 2]\n    polynomial: [0.26348"))
        .contains("exactly one of polynomial, logarithmic"))
    #expect(message(try edited("rram-milo2021", "gMin: 50 uS", "gMin: 250 uS")).contains("conductances below gMax"))
    #expect(
      message(try edited("rram-neurram-wan2022", "time: 2 d", "time: 1 d")).contains("relaxation.changes[2].time"))
    #expect(
      message(try edited("rram-neurram-wan2022", "polynomial: [0.701", "saturating: [1, 2]\n# ["))
        != "no error")
    #expect(message("").contains("empty"))
    #expect(message("id: x\nid: y\n").contains("twice"))
  }

  @Test func unknownCardsNameTheNearest() throws {
    #expect(
      throws: DeviceModelsError.unknownCard(
        name: "pcm-joshi", nearest: ["pcm-joshi2020"], searched: [shippedLibrary.folder])
    ) { try shippedLibrary.card("pcm-joshi") }
    #expect(throws: YAMLError.self) { try shippedLibrary.card("/nowhere/else.yaml") }
    #expect(throws: DeviceModelsError.self) {
      try DeviceLibrary.find(environment: ["MORTAL_DEVICES": "/nowhere"])
    }
    #expect(throws: DeviceModelsError.self) {
      try DeviceLibrary.find(environment: [:], currentDirectory: "/nowhere", executable: "/nowhere/bin/mortal")
    }
    let root = String(shippedLibrary.folder.dropLast("/Devices".count))
    let found = try DeviceLibrary.find(
      environment: [:], currentDirectory: "/", executable: root + "/.build/x86_64/release/mortal")
    #expect(found.names == shippedLibrary.names)
  }

  @Test func missingPartsNameTheCardsThatHaveThem() throws {
    let card = try shippedCard("ideal")
    do {
      _ = try shippedLibrary.require(\.currentVoltage, named: "currentVoltage", of: card)
      Issue.record("ideal has no current-voltage part")
    } catch let error as DeviceModelsError {
      #expect(
        error
          == .missingPart(
            card: "ideal", part: "currentVoltage", cardsThatHaveIt: ["reram-1t1r-synaptogen2024", "rram-milo2021"]))
    }
  }

  /// 600 damaged cards: bytes replaced, removed, inserted, lines swapped. Each is a card or an error.
  @Test func damagedCardsAreCardsOrErrors() throws {
    var words = WordSequence(StreamKey(seed: 3).child("fuzz"))
    let letters = Array("0123456789-+.eE:[]{},\"'#&*!|>%@` \n\tuSVsdxyz\u{0}\u{7F}".utf8)
    let names = shippedLibrary.names
    var errors = 0
    for _ in 0..<600 {
      var bytes = Array(try shippedCard(names[words.next(below: names.count)]).text.utf8)
      for _ in 0...words.next(below: 6) {
        let at = words.next(below: bytes.count)
        switch words.next(below: 4) {
        case 0: bytes[at] = letters[words.next(below: letters.count)]
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(UInt8(words.next(below: 256)), at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + words.next(below: 60)))
        }
      }
      do {
        let document = try YAMLDocument(bytes: bytes, file: "fuzz.yaml")
        let card = try DeviceCard(document)
        let low = card.window.low
        let left = card.programmed(
          targets: [low, 1], event: StreamKey(seed: 2), step: 0, first: 0)
        #expect(left.count == 2)
      } catch is YAMLError {
        errors += 1
      } catch is DeviceModelsError {
        errors += 1
      }
    }
    #expect(errors > 100)
  }
}

extension String {
  /// The pieces between the occurrences of a separator.
  fileprivate func components(of separator: String) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      pieces.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return pieces + [String(rest)]
  }
}
