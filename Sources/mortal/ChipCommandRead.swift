import ArgumentParser
import Matrices
import NumPyFiles
import OutputFiles
import Workbench

struct ChipCommandRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Puts conductances from a file on a chip and sends inputs through them.",
    discussion: """
      Inputs are fractions of the card's read voltage within -1...1; outputs are currents in microampere.
      Example: mortal chip read --card pcm-joshi2020 --serial 7 --conductances g.npy --inputs X.npy --output I.npy
      """)

  @OptionGroup var chip: ChipOptions

  @Option(help: "Serial number of the chip.")
  var serial: Int

  @Option(help: "NumPy file of conductances in microsiemens, [2 x inputs x outputs].")
  var conductances: String

  @Option(help: "NumPy file of the inputs, [batch x inputs].")
  var inputs: String

  @Option(help: "NumPy file of a batch on which the converters' full scales are calibrated, [samples x inputs].")
  var calibration: String?

  @Option(help: "NumPy file to write the currents to, [batch x outputs].")
  var output: String

  @OptionGroup var strictness: StrictOption

  func run() throws {
    _ = try OutputFile.ready(output, endings: ["npy"])
    let array = try ArrayFile(conductances).read()
    try array.requireElements()
    try array.requireFiniteValues()
    let reading = try ChipTransfer.read(
      array.floats(), shape: array.shape, inputs: ArrayFile(inputs).matrix(),
      calibration: calibration.map { try ArrayFile($0).matrix() }, on: chip.chip(serial: serial).chip())
    try strictness.judge(reading.warnings, saturation: reading.saturation)
    let currents = reading.currents
    try NPY.write(currents, to: output)
    Terminal.tell("wrote \(output): \(currents.rows) x \(currents.columns) currents in uA", of: output)
  }
}
