import ArgumentParser
import Reports
import Workbench

struct ChipCommandCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "How far chips are apart: cell by cell, in Hamming distance, and as physically unclonable functions.",
    discussion: "Example: mortal chip compare --card ecram-tang2018 --serials 7,8,7")

  @OptionGroup var chip: ChipOptions

  @Option(help: "Serial numbers, separated by commas; every pair is compared.")
  var serials: String

  @Option(help: "Word lines of the array.")
  var rows = 128

  @Option(help: "Bit lines of the array.")
  var cols = 128

  func run() throws {
    let numbers = try serials.split(separator: ",").map { text in
      guard let number = Int(text) else {
        throw ValidationError("--serials: '\(text)' is no whole number; write for example 7,8,7")
      }
      return number
    }
    guard numbers.count >= 2 else { throw ValidationError("--serials: give at least two, such as 7,8") }
    let comparison = try ChipComparison(numbers, rows: rows, columns: cols) { try chip.chip(serial: $0).chip() }
    comparison.portraits[0].notices.forEach(Terminal.warn)
    print(ChipDistance.table(comparison.distances, of: comparison.portraits[0]).plainText())
    let measures = try PUFMeasures(comparison.chips, rows: rows, columns: cols)
    print(measures.table().plainText())
  }
}
