import ArgumentParser
import Workbench

struct DeviceCommandPulse: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pulse",
    abstract: "Update curves: conductances of devices over a train of identical pulses.",
    discussion: """
      Writes a NumPy file: microsiemens, Float32, shape [devices, up + down + 1]; every device starts at its low end.
      A name that ends in .csv gets a table device,pulse,direction,conductance_uS instead.
      Example: mortal device pulse ecram-tang2018 --up 1000 --down 1000 --devices 100 --seed 7 --output curves.npy
      """)

  @Argument(help: "A card's name, or the path of a .yaml file.") var card: String
  @Option(help: "Number of pulses that raise the conductance.") var up: Int
  @Option(help: "Number of pulses that lower it again.") var down: Int
  @Option(help: "Number of devices.") var devices = 1000
  @Option(help: "Seed of the draws.") var seed: UInt64 = 1
  @Option(help: "The .npy or .csv file to write.") var output: String
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func run() throws {
    let pulsing = try DevicePulsing(card: card, up: up, down: down, devices: devices, seed: seed, output: output)
    if json {
      Terminal.tell(try JSONText.of(pulsing), of: output)
    } else {
      for line in pulsing.lines { Terminal.tell(line, of: output) }
    }
  }
}
