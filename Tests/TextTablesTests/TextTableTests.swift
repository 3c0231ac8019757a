import Foundation
import Testing
import TextTables

private func table(_ text: String) throws -> TextTable { try TextTable(Array(text.utf8), path: "t.csv") }

private func failure(_ text: String) -> TableError? {
  do throws(TableError) {
    _ = try TextTable(Array(text.utf8), path: "t.csv")
    return nil
  } catch {
    return error
  }
}

@Suite struct TextTableTests {
  @Test(arguments: [
    "a,b\n1,2\n3,4\n", "a;b\r\n1;2\r\n3;4\r\n", "a\tb\r1\t2\r3\t4", "a b\n1  2 \n\n# a comment\n 3 4\n",
    "\u{FEFF}a,b\n1,2\n3,4", "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n", "# made by a script, version 2\na,b\n1,2\n3,4\n",
  ])
  func readsWhatSpreadsheetsWrite(_ text: String) throws {
    let table = try table(text)
    #expect(table.header == ["a", "b"])
    #expect(table.rows.map(\.fields) == [["1", "2"], ["3", "4"]])
    #expect(try table.number(table.rows[1], table.column("B")) == 4)
  }

  @Test func decimalCommasNeedOtherSeparators() throws {
    let german = try table("x;y\n0,25;1,5\n3;4,0\n")
    #expect(try german.number(german.rows[0], 0) == 0.25)
    #expect(throws: TableError.notANumber(path: "t.csv", line: 2, column: 1, text: "1.000,5")) {
      let table = try table("x;y\n1.000,5;2\n")
      _ = try table.number(table.rows[0], 0)
    }
    // Two numbers of 0,2 and one of 3 look like four fields and three.
    #expect(failure("0,2,0,2\n0,2,3\n") == .decimalComma(path: "t.csv", line: 2, text: "0,2,3"))
  }

  @Test func quotesHoldAnything() throws {
    let table = try table("name,value\n\"a, \"\"b\"\"\nc\",1\nd,2\n")
    #expect(table.rows.map(\.fields) == [["a, \"b\"\nc", "1"], ["d", "2"]])
    #expect(table.rows.map(\.line) == [2, 4])
    #expect(failure("a,b\n\"1,2\n") == .openQuote(path: "t.csv", line: 2))
  }

  @Test func namesThePlaceOfWhatIsWrong() throws {
    #expect(failure("") == .empty(path: "t.csv"))
    #expect(failure("\n# nothing\n") == .empty(path: "t.csv"))
    #expect(failure("a,b\n1,2\n3\n") == .unevenLine(path: "t.csv", line: 3, fields: 1, expected: 2))
    #expect(throws: TableError.notText(path: "t.csv", line: 2)) {
      try TextTable([0x61, 0x0A, 0xFF, 0xFE], path: "t.csv")
    }
    let numbers = try table("1,2\n3,nan\n4,abc\n5,\n")
    #expect(numbers.header == nil)
    #expect(throws: TableError.notFinite(path: "t.csv", line: 2, column: 2, text: "nan")) {
      try numbers.number(numbers.rows[1], 1)
    }
    #expect(throws: TableError.notANumber(path: "t.csv", line: 3, column: 2, text: "abc")) {
      try numbers.number(numbers.rows[2], 1)
    }
    #expect(throws: TableError.notANumber(path: "t.csv", line: 4, column: 2, text: "")) {
      try numbers.number(numbers.rows[3], 1)
    }
    #expect(throws: TableError.missingColumn(path: "t.csv", name: "c", found: ["a", "b"])) {
      try table("a,b\n1,2\n").column("c")
    }
    #expect(throws: TableError.missing(path: "/nowhere.csv")) {
      try TextTable(contentsOf: "/nowhere.csv")
    }
    #expect(throws: TableError.self) { try TextTable(contentsOf: "/") }
  }

  @Test func messagesShowLittleOfAFile() {
    let evil = "\u{1B}[31m" + String(repeating: "x", count: 500)
    let text = TableError.notANumber(path: "t.csv", line: 1, column: 1, text: evil).description
    #expect(text.count < 140)
    #expect(!text.contains("\u{1B}") && text.contains("\\u{1b}[31m") && text.contains("…"))
  }
}
