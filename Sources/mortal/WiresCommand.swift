import ArgumentParser

/// `mortal wires`.
struct WiresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wires",
    abstract: "Solves arrays of resistors with the resistance of their word and bit lines.",
    discussion: """
      Sources stand at the left ends of the word lines, virtual grounds at the bottom ends of the bit lines.
      Example: mortal wires solve --resistances R.csv --voltages V.csv --node 22nm --output I.csv
      """,
    subcommands: [WiresCommandSolve.self, WiresCommandNetlist.self, WiresCommandMap.self])
}
