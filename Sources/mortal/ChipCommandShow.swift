import ArgumentParser
import Foundation
import OutputFiles
import Reports
import Workbench

struct ChipCommandShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "A chip's fingerprint, the statistics of its variation, and maps of stuck cells and gains.",
    discussion: "Example: mortal chip show --card ecram-tang2018 --serial 7 --output chip7")

  @OptionGroup var chip: ChipOptions

  @Option(help: "Serial number of the chip.")
  var serial: Int

  @Option(help: "Word lines of the array.")
  var rows = 128

  @Option(help: "Bit lines of the array.")
  var cols = 128

  @Option(help: "Folder to draw maps into.")
  var output: String?

  func run() throws {
    if let output { try OutputFolder.prepare(output) }
    let portrait = try ChipPortrait(chip.chip(serial: serial).chip(), rows: rows, columns: cols)
    portrait.notices.forEach(Terminal.warn)
    print(try portrait.table().plainText())
    if let output {
      for figure in portrait.figures() {
        try figure.figure.draw(to: URL(fileURLWithPath: output), name: figure.name)
        print("wrote \(output)/\(figure.name).svg, .pdf, .png, .csv")
      }
    }
  }
}
