import ArgumentParser
import Foundation
import OutputFiles
import Reports
import Workbench

/// Options of the commands that read devices again and again.
struct TraceOptions: ParsableArguments {
  @Argument(help: "A card's name, or the path of a .yaml file.") var card: String
  @Option(help: "Target conductance with unit.") var target: String
  @Option(help: "Time between two reads, with unit.") var interval: String
  @Option(help: "Reads of every device.") var count = 100_000
  @Option(help: "Serial number of the chip that the devices are on.") var serial = 1
  @Option(help: "Number of devices.") var devices = 1
  @Option(
    help: "Time of the first read after programming; without it the earliest time for which the card was published.")
  var at: String?
  @Option(help: "Seed of programming and noise.") var seed: UInt64 = 1

  var options: DeviceTraceOptions {
    var options = DeviceTraceOptions(card: card, target: target, interval: interval)
    options.count = count
    options.devices = devices
    options.serial = serial
    options.at = at
    options.seed = seed
    return options
  }
}

struct DeviceCommandTrace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Conductances of devices that were programmed once and are read again and again.",
    discussion: """
      Writes a NumPy file: microsiemens, Float32, shape [devices, count]. Read noise has the memory that the card states
      or its formula implies; drift and relaxation go on with time.
      Example: mortal device trace pcm-joshi2020 --target 10uS --interval 2.5ms --serial 7 --output trace.npy
      """)

  @OptionGroup var trace: TraceOptions
  @Option(help: "The .npy file to write.") var output: String
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func run() throws {
    let tracing = try DeviceTracing(trace.options, output: output)
    for note in tracing.notes { Terminal.note("note: \(note)") }
    if json {
      Terminal.tell(try JSONText.of(tracing), of: output)
    } else {
      for line in tracing.lines { Terminal.tell(line, of: output) }
    }
  }
}

struct DeviceCommandSpectrum: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrum",
    abstract:
      "How the read noise of a card remembers: spectrum and autocorrelation against the card's, and measured ones.",
    discussion: """
      Reads devices as `device trace` does. The exponent is fitted from a few periods a segment up to a tenth of half the
      sampling rate.
      Example: mortal device spectrum pcm-joshi2020 --target 10uS --interval 1us --devices 20 --output spectrum
      """)

  @OptionGroup var trace: TraceOptions
  @Option(help: "A .npy file of measured conductances, [reads] or [devices, reads], read at the same interval.")
  var measured: String?
  @Option(help: "Figure to draw, without an ending: .svg, .pdf and .png, and its numbers as .csv.") var output: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    if let output { try OutputFolder.prepare(URL(fileURLWithPath: output).deletingLastPathComponent().path) }
    let spectrum = try DeviceSpectrum(trace.options, measured: measured)
    for note in spectrum.notes { Terminal.note("note: \(note)") }
    if json {
      print(try JSONText.of(spectrum))
    } else {
      for line in spectrum.lines { print(line) }
      print(spectrum.table.plainText())
    }
    if let output {
      let file = URL(fileURLWithPath: output)
      try spectrum.figure.draw(to: file.deletingLastPathComponent(), name: file.lastPathComponent)
      Terminal.note("drew \(output).svg, .pdf, .png, .csv")
    }
  }
}
