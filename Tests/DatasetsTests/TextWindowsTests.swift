import Datasets
import Foundation
import Matrices
import Testing

@Suite struct TextWindowsTests {
  @Test func charactersBecomeRows() {
    let text = TextWindows("The  Fox,\nand 7 grapes!", name: "fox")
    #expect(String(text.symbols.map { TextWindows.alphabet[Int($0)] }) == "the fox, and grapes")
    #expect(text.omitted == 2)
    #expect(text.count == 9)
    let windows = text.windows(0..<9)
    #expect(windows.height == 10 && windows.width == 30 && windows.classes == 30)
    // "the fox, a" then "n".
    #expect(windows.labels[0] == 13)
    for place in 0..<10 {
      let row = (0..<30).map { windows.images[0, place * 30 + $0] }
      #expect(row.firstIndex(of: 1) == Int(text.symbols[place]) && row.reduce(0, +) == 1)
    }
  }

  @Test func partsShareNoCharacter() throws {
    let text = TextWindows(String(repeating: "abcdefghij, klmnop. ", count: 20), name: "letters")
    let split = try text.split(train: 100, validation: 50, test: 60)
    #expect(split.train.count == 100 && split.validation.count == 50 && split.test.count == 60)
    // The last training window ends, with its label, before the first validation window begins, and so on.
    #expect(split.validation.images.rows(0..<1) == text.windows(text.count - 120..<text.count - 119).images)
    #expect(throws: DatasetError.tooFewSamples(name: "letters", requested: 420, available: 390)) {
      try text.split(train: 300, validation: 50, test: 50)
    }
  }

  /// Counted by hand: in "abababac…" a is followed by b, b by a.
  @Test func countingPredicts() {
    let text = TextWindows(String(repeating: "ab", count: 30) + String(repeating: "c", count: 3), name: "ab")
    let train = text.windows(0..<40)
    let test = text.windows(40..<53)  // labels: 10 of "ab…", then c, c, c
    let baselines = TextBaselines(train: train, test: test)
    // The windows at even places are followed by a: both are equally frequent, and a is said. Of the 13 test labels, five
    // are a.
    #expect(baselines.unigramError == 8.0 / 13)
    // Only what follows "ab", "bc" and "cc" at the end is wrong: c, c and c; pairs never seen get an a.
    #expect(baselines.trigramError == 3.0 / 13)
  }

  @Test func refusesWhatIsNoText() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("text-" + UUID().uuidString)
    try Data([0xFF, 0xFE, 0x41]).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(throws: DatasetError.unreadable(path: file.path, reason: "is not UTF-8 text")) {
      try TextWindows(contentsOf: file)
    }
  }
}
