import Foundation
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct HelpTests {
  /// The names below SUBCOMMANDS in a help text.
  private func subcommands(_ help: String) -> [String] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.firstIndex(of: "SUBCOMMANDS:") else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty }.compactMap { line in
      guard line.hasPrefix("  "), let first = line.dropFirst(2).first, first != " " else { return nil }
      return line.split(separator: " ").first.map(String.init)
    }
  }

  /// Every command there is says what it does and gives an example that begins with the program's and its own name.
  @Test func everyCommandGivesAnExample() throws {
    var waiting: [[String]] = [[]]
    var visited = 0
    while let command = waiting.popLast() {
      let help = try Program.run(command + ["--help"])
      #expect(help.status == 0 && help.errors.isEmpty)
      #expect(help.output.contains("OVERVIEW:") && help.output.contains("USAGE: mortal"))
      let example = "Example: " + (["mortal"] + command).joined(separator: " ")
      #expect(
        help.output.replacingOccurrences(of: "\n", with: " ").contains(example),
        "mortal \(command.joined(separator: " "))")
      waiting += subcommands(help.output).map { command + [$0] }
      visited += 1
    }
    #expect(visited >= 20, "\(visited) commands")
  }

  @Test func wrongUsageIsStatus64() throws {
    for arguments in [["nonsense"], ["mvm"], ["mvm", "--card", "ideal", "--nonsense"], ["device", "sample", "ideal"]] {
      let outcome = try Program.run(arguments)
      #expect(outcome.status == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty, "\(arguments)")
    }
    let version = try Program.run(["--version"])
    #expect(version.status == 0 && !version.output.isEmpty)
  }
}
