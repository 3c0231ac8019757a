import ArgumentParser
import Reports
import Workbench

struct ChipCommandCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "How far chips are apart: cell by cell, and in inter-chip Hamming distance.",
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
    let portraits = try numbers.map { try ChipPortrait(chip.chip(serial: $0).chip(), rows: rows, columns: cols) }
    portraits[0].notices.forEach(Terminal.warn)
    var distances: [ChipDistance] = []
    for first in portraits.indices {
      for second in portraits.indices where second > first {
        distances.append(try ChipDistance(portraits[first], portraits[second]))
      }
    }
    print(ChipDistance.table(distances, of: portraits[0]).plainText())
  }
}
