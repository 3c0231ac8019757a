import ArgumentParser
import NumPyFiles
import OutputFiles
import Workbench

struct MVMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mvm",
    abstract: "Programs weights on a chip and multiplies inputs with them.",
    discussion: """
      W is [inputs x outputs], X is [batch x inputs], Y is [batch x outputs], in the units of X times W.
      W and X may also be one array of an archive: net.npz:NAME, model.safetensors:NAME.
      Example: mortal mvm --card pcm-joshi2020 --serial 7 --weights W.npy --inputs X.npy --output Y.npy --at 1d
      """)

  @OptionGroup var chip: ChipOptions

  @Option(help: "Serial number of the chip.")
  var serial: Int

  @Option(help: "NumPy file of the weights, [inputs x outputs].")
  var weights: String

  @Option(help: "NumPy file of the inputs, [batch x inputs].")
  var inputs: String

  @Option(help: "NumPy file of a batch on which the converters' full scales are calibrated, [samples x inputs].")
  var calibration: String?

  @Option(help: "NumPy file to write the outputs to, [batch x outputs], Float32.")
  var output: String

  @OptionGroup var strictness: StrictOption

  @Flag(help: "Print scale, full scales, tiles, failed cells and counts as JSON.")
  var json = false

  func run() throws {
    _ = try OutputFile.ready(output, endings: ["npy"])
    let (matrix, weightNotices) = try ArrayFile(weights).matrixWithNotices()
    let (batch, inputNotices) = try ArrayFile(inputs).matrixWithNotices()
    (weightNotices + inputNotices).forEach(Terminal.warn)
    let calibrationBatch = try calibration.map { try ArrayFile($0).matrix() }
    let run = try MatrixVectorRun(
      chip: chip.chip(serial: serial).chip(), weights: matrix, inputs: batch, calibration: calibrationBatch,
      names: (weights, inputs))
    try strictness.judge(run.summary.warnings, saturation: run.summary.saturationWarnings)
    try NPY.write(run.outputs, to: output)
    if json {
      Terminal.tell(try JSONText.of(run.summary), of: output)
    } else {
      let summary = run.summary
      Terminal.tell(
        "\(summary.card) serial \(summary.serial): \(summary.batch) x \(summary.inputs) inputs through "
          + "\(summary.inputs) x \(summary.outputs) weights on \(summary.tiles[0]) x \(summary.tiles[1]) tiles; "
          + "relative error \(PercentText.of(summary.relativeError)); wrote \(output)", of: output)
    }
  }
}
