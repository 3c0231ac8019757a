import ArgumentParser
import Workbench

struct DeviceCommandIV: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iv",
    abstract: "Current over voltage of a cell in one state, as its card's curve has it.",
    discussion: """
      Writes a NumPy file: Float64, shape [points, 2], volts and amperes; a name that ends in .csv gets a table.
      Example: mortal device iv rram-milo2021 --state 75uS --from=-0.5V --to 0.5V --output iv.npy
      """)

  @Argument(help: "A card's name, or the path of a .yaml file.") var card: String
  @Option(help: "The cell's conductance at the read voltage, such as 50uS.") var state: String
  @Option(parsing: .unconditional, help: "The lowest voltage, such as -0.5V.") var from: String
  @Option(parsing: .unconditional, help: "The highest voltage.") var to: String
  @Option(help: "Number of points.") var points = 101
  @Option(help: "The .npy or .csv file to write.") var output: String
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func run() throws {
    let currents = try DeviceCurrents(card: card, state: state, from: from, to: to, points: points, output: output)
    if json {
      Terminal.tell(try JSONText.of(currents), of: output)
    } else {
      for line in currents.lines { Terminal.tell(line, of: output) }
    }
  }
}
