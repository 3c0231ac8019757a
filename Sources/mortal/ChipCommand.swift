import ArgumentParser

struct ChipCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chip",
    abstract: "Shows and compares chips, and moves conductances out of and into files.",
    discussion: "Example: mortal chip compare --card ecram-tang2018 --serials 7,8,7",
    subcommands: [ChipCommandShow.self, ChipCommandCompare.self, ChipCommandProgram.self, ChipCommandRead.self])
}
