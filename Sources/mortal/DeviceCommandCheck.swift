import ArgumentParser
import Foundation
import OutputFiles
import Reports
import Workbench

struct DeviceCommandCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compares cards with the published values, by Monte Carlo.",
    discussion: """
      A line per value: estimate, 95 % interval, reference with its source, verdict. A value differs when the reference
      lies outside the 99.9 % interval for all values of the run together; then the exit code is 1.
      Example: mortal device check pcm-joshi2020 sonos-40nm-2022
      """)

  @Argument(help: "Names or paths of cards; all shipped cards without any.") var cards: [String] = []
  @Option(help: "Draws per value.") var draws = 100_000
  @Option(help: "Seed of the draws.") var seed: UInt64 = 1
  @Option(help: "Folder to draw estimates over published values into.") var output: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    if let output { try OutputFolder.prepare(output) }
    let check = try DeviceCheck(cards: cards, draws: draws, seed: seed)
    if json {
      print(try JSONText.of(check))
    } else {
      for line in check.lines { print(line.text) }
      let agreeing = check.lines.filter(\.agrees).count
      print("\(agreeing) of \(check.lines.count) values agree (seed \(seed), \(draws) draws each)")
      if !check.cardsWithoutPoints.isEmpty {
        print("without published points: \(check.cardsWithoutPoints.joined(separator: ", "))")
      }
    }
    if let output {
      for figure in check.figures { try figure.plot.draw(to: URL(fileURLWithPath: output), name: figure.name) }
      Terminal.note("drew \(check.figures.count) figures into \(output)")
    }
    if !check.passed { throw ExitCode(1) }
  }
}
