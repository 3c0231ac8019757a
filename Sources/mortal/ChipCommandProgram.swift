import ArgumentParser
import Crossbar
import Matrices
import NumPyFiles
import OutputFiles
import Workbench

struct ChipCommandProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program",
    abstract: "Programs weights on a chip and writes the conductances that its cells then have.",
    discussion: """
      The file has the shape [2 x inputs x outputs]: the weights' cells and what is subtracted from them, in microsiemens.
      Example: mortal chip program --card pcm-joshi2020 --serial 7 --weights W.npy --export g.npy
      """)

  @OptionGroup var chip: ChipOptions

  @Option(help: "Serial number of the chip.")
  var serial: Int

  @Option(help: "NumPy file of the weights, [inputs x outputs].")
  var weights: String

  @Option(help: "NumPy file to write the conductances to.")
  var export: String

  func run() throws {
    _ = try OutputFile.ready(export, option: "--export", endings: ["npy"])
    let (matrix, notices) = try ArrayFile(weights).matrixWithNotices()
    notices.forEach(Terminal.warn)
    let target = try chip.chip(serial: serial).chip()
    target.notices.forEach(Terminal.warn)
    let result = try ChipTransfer.program(matrix, on: target)
    try NPY.write(result.microsiemens, shape: [2, matrix.rows, matrix.columns], to: export)
    Terminal.tell(
      "wrote \(export): 2 x \(matrix.rows) x \(matrix.columns) conductances in uS; weight = \(result.scale) x "
        + "(first - second)/Gmax; \(result.failedCells) cells could not be programmed", of: export)
  }
}
