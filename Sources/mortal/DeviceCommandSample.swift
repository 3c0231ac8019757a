import ArgumentParser
import Workbench

struct DeviceCommandSample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Conductances of independent devices, programmed to a target and read once.",
    discussion: """
      Writes a NumPy file: microsiemens, Float32, shape [count]. Exactly the card's published distribution: programming
      noise, drift or relaxation to the given age, one read's noise.
      Example: mortal device sample pcm-joshi2020 --target 5uS --count 100000 --at 1d --seed 7 --output g.npy
      """)

  @Argument(help: "A card's name, or the path of a .yaml file.") var card: String
  @Option(help: "Target conductance with unit.") var target: String
  @Option(help: "Number of devices.") var count = 100_000
  @Option(
    help: """
      Time of the read after programming, with unit (s, min, h, d, y); without it the earliest time for which the card \
      was published.
      """)
  var at: String?
  @Option(help: "Temperature with unit.") var temperature = "300K"
  @Option(help: "Seed of the draws.") var seed: UInt64 = 1
  @Option(help: "The .npy file to write.") var output: String
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func run() throws {
    let sampling = try DeviceSampling(
      card: card, target: target, count: count, at: at, temperature: temperature, seed: seed, output: output)
    for note in sampling.notes { Terminal.note("note: \(note)") }
    if json {
      Terminal.tell(try JSONText.of(sampling), of: output)
    } else {
      for line in sampling.lines { Terminal.tell(line, of: output) }
    }
  }
}
