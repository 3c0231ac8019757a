import ArgumentParser
import ExperimentReports
import Foundation
import Reports
import Units

/// `mortal energy …`: what runs cost, and what nets would.
struct EnergyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "energy",
    abstract: "The energy of stored runs and of nets that are too large to simulate, from sourced numbers.",
    discussion: """
      Technologies are looked for in the folder that MORTAL_ENERGY names, then in Energy here and above the program.
      Example: mortal energy out/race --technology hermes-14nm
      """,
    subcommands: [
      EnergyCommandRuns.self, EnergyCommandEstimate.self, EnergyCommandTechnologies.self, EnergyCommandPipeline.self,
      EnergyCommandReuse.self,
    ], defaultSubcommand: EnergyCommandRuns.self)
}

struct EnergyCommandRuns: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Energy of the runs of a folder, part by part, with break-even against digital inference.",
    discussion: """
      What runs counted times what each event costs: converters, drivers and digital parts from the technology, cells and
      pulses from the runs' card. The word runs may be left out.
      Example: mortal energy runs out/race --technology demonstrator-130nm
      """)

  @Argument(help: "Folder of the results.") var folder: String
  @Option(help: "A technology's name, or the path of a .yaml file.") var technology = EnergyLedgers.usual
  @Option(help: "The experiment, in a folder of several.") var experiment: String?
  @Option(
    name: .customLong("pulse-energy"),
    help: ArgumentHelp("Energy of every write pulse, in place of the card's.", valueName: "1 pJ"))
  var pulseEnergy: String?
  @Flag(help: "Print CSV with all digits.") var csv = false

  func run() throws {
    let ledgers = try EnergyLedgers(
      in: URL(fileURLWithPath: folder), experiment: experiment, technology: technology,
      pulseEnergy: try pulseEnergy.map { try Joules(parsing: $0).value })
    print(
      try ledgers.tables().map { csv ? $0.csv() : $0.plainText() }.joined(separator: "\n"), terminator: csv ? "" : "\n")
  }
}
