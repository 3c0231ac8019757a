import ArgumentParser
import Workbench

/// `mortal wires map`.
struct WiresCommandMap: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draws what share of its ideal current each cell delivers.",
    discussion: "Example: mortal wires map --cell-resistance 50000 --node 22nm --output map.svg")

  @Option(help: ArgumentHelp("Cells in ohm, [word lines x bit lines]; inf is an open cell.", valueName: "file"))
  var resistances: String?

  @Option(help: "Word lines of an array of equal cells.")
  var rows = 128

  @Option(help: "Bit lines of an array of equal cells.")
  var columns = 128

  @Option(help: "Ohms of equal cells.")
  var cellResistance: Double?

  @Option(help: ArgumentHelp("Volts of the word lines, [word lines]. (default: all alike)", valueName: "file"))
  var voltages: String?

  @OptionGroup var wires: WiresOptions

  @Option(help: ArgumentHelp("The figure: .svg, .pdf or .png; all three without an ending.", valueName: "file"))
  var output: String

  func validate() throws {
    guard (resistances == nil) != (cellResistance == nil) else {
      throw ValidationError("give either --resistances or --cell-resistance (with --rows and --columns)")
    }
  }

  func run() throws {
    let array: WiresCommands.MappedArray =
      if let resistances { .file(resistances) } else {
        .uniform(rows: rows, columns: columns, ohms: cellResistance ?? .nan)
      }
    print(try WiresCommands.map(array, voltages: voltages, wires: wires.specification(), output: output))
  }
}
