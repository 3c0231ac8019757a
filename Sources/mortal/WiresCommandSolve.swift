import ArgumentParser
import Workbench

/// `mortal wires solve`.
struct WiresCommandSolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Writes the currents of all bit lines, exactly, for one or more inputs.",
    discussion: """
      Files ending in .npy are NumPy's, others text with numbers separated by commas, semicolons, tabs or spaces.
      Example: mortal wires solve --resistances R.csv --voltages V.csv --word-resistance 2.93 --bit-resistance 2.93 \
      --output I.csv
      """)

  @Option(help: ArgumentHelp("Cells in ohm, [word lines x bit lines]; inf is an open cell.", valueName: "file"))
  var resistances: String

  @Option(help: ArgumentHelp("Volts, [word lines] or [word lines x inputs].", valueName: "file"))
  var voltages: String

  @Option(
    help: ArgumentHelp(
      "Card whose current-voltage curve the cells follow: Newton's method, input by input. (default: resistors)",
      valueName: "card")) var curve: String?

  @OptionGroup var wires: WiresOptions

  @Option(help: ArgumentHelp("Currents in ampere to write, [inputs x bit lines].", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp("Currents through all cells to write, [inputs x word lines x bit lines].", valueName: "file"))
  var branches: String?

  func run() throws {
    if curve != nil, branches != nil {
      throw ValidationError("--branches: currents of single cells are given for resistors; leave out --curve")
    }
    let solved = try WiresCommands.solve(
      resistances: resistances, voltages: voltages, wires: wires.specification(), curve: curve, output: output,
      branches: branches)
    solved.warnings.forEach(Terminal.warn)
    Terminal.tell(solved.text, of: output)
  }
}
