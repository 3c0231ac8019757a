import ArgumentParser
import Wires
import Workbench

/// `mortal wires netlist`.
struct WiresCommandNetlist: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netlist",
    abstract: "Writes the circuit as a SPICE deck.",
    discussion: """
      Example: mortal wires netlist --resistances R.csv --voltages V.csv --node 22nm --output array.cir && \
      ngspice -b array.cir
      """)

  @Option(help: ArgumentHelp("Cells in ohm, [word lines x bit lines]; inf is an open cell.", valueName: "file"))
  var resistances: String

  @Option(help: ArgumentHelp("Volts, [word lines] or [word lines x inputs].", valueName: "file"))
  var voltages: String

  @Option(help: "Which input to write, counted from 0. (default: all of them, one analysis each)")
  var input: Int?

  @Option(help: "Whose dialect: \(SpiceProgram.allCases.map(\.rawValue).joined(separator: ", ")).")
  var program = SpiceProgram.ngspice.rawValue

  @OptionGroup var wires: WiresOptions

  @Option(help: ArgumentHelp("The deck to write.", valueName: "file"))
  var output: String

  func run() throws {
    guard let program = SpiceProgram(rawValue: program) else {
      throw ValidationError("--program: '\(program)' is none of ngspice, xyce, ltspice")
    }
    let deck = try WiresCommands.netlist(
      resistances: resistances, voltages: voltages, input: input, wires: wires.specification(), program: program,
      output: output)
    deck.warnings.forEach(Terminal.warn)
    Terminal.tell(deck.text, of: output)
  }
}
