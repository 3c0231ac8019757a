import Foundation
import Matrices
import NumPyFiles
import Testing

/// Output arrives where it was asked for, whole, or the command says that it did not.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct OutputTests {
  @Test(
    arguments: [
      ["device", "list"], ["device", "show", "ideal"], ["dataset", "info", "digits", "--train", "20", "--test", "10"],
      ["chip", "compare", "--card", "ecram-tang2018", "--serials", "1,2", "--rows", "8", "--cols", "8"], ["--help"],
      ["experiment", "schema"], ["chip", "show", "--card", "ideal", "--serial", "1", "--rows", "8", "--cols", "8"],
    ])
  func aFullDiskIsAnError(command: [String]) throws {
    let full = try CompositionProgram.runInShell("\"$0\" \"$@\" > /dev/full", command)
    #expect(full.status == 65 && full.errors.contains("standard output: cannot be written"), "\(full.errors)")
    let closed = try CompositionProgram.runInShell("exec \"$0\" \"$@\" >&-", command)
    #expect(closed.status == 65, "\(closed.status)")
  }

  @Test(arguments: ["2>/dev/full", "2>&-", "2> >(true)"]) func wordsMayBeLost(redirection: String) throws {
    let folder = try ScratchFolder()
    let training = ["train", "--hidden", "8", "--train", "40", "--validation", "10", "--test", "20", "--epochs", "2"]
    let outcome = try CompositionProgram.runInShell(
      "\"$0\" \"$@\" > \(folder.path("out")) \(redirection)", training)
    #expect(outcome.status == 0)
    #expect(try String(contentsOf: folder.url("out"), encoding: .utf8).contains("test error:"))
  }

  /// `head` is content with what it has seen; that is no error of the program's.
  @Test func aReaderMayGo() throws {
    let outcome = try CompositionProgram.runInShell(
      "\"$0\" \"$@\" | (sleep 0.3; head -c 1 > /dev/null); exit ${PIPESTATUS[0]}",
      ["experiment", "schema", "--markdown"])
    #expect([0, 141].contains(outcome.status) && outcome.errors.isEmpty, "\(outcome)")
  }

  private func solve(_ folder: ScratchFolder, _ more: [String]) -> [String] {
    [
      "wires", "solve", "--resistances", folder.path("R.csv"), "--voltages", folder.path("V.csv"), "--node", "22nm",
    ] + more
  }

  private func arrays() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try Data("1e4,2e4\n3e4,inf\ninf,inf\n".utf8).write(to: folder.url("R.csv"))
    try Data("0.2;0.1\n0,1;0,3\n0.3;1\n".utf8).write(to: folder.url("V.csv"))
    return folder
  }

  @Test func contentAndWordsGoTheirOwnWays() throws {
    let folder = try arrays()
    let file = try Program.run(solve(folder, ["--output", folder.path("I.csv")]))
    #expect(file.status == 0 && file.output.contains("wrote"), "\(file.errors)")
    let content = try String(contentsOf: folder.url("I.csv"), encoding: .utf8)
    for place in ["-", "/dev/stdout"] {
      let piped = try Program.run(solve(folder, ["--output", place]))
      #expect(piped.status == 0 && piped.output == content && piped.errors.contains("wrote \(place)"), "\(piped)")
    }
    let log = folder.path("log")
    try Data("start\n".utf8).write(to: folder.url("log"))
    let appended = try CompositionProgram.runInShell(
      "\"$0\" \"$@\" >> \(log)", solve(folder, ["--output", "/dev/stdout"]))
    #expect(appended.status == 0)
    #expect(try String(contentsOf: folder.url("log"), encoding: .utf8) == "start\n" + content)
  }

  /// Currents through all cells add up to those of the bit lines, and open lines carry nothing.
  @Test func branchesAddUp() throws {
    let folder = try arrays()
    let outcome = try Program.run(
      solve(folder, ["--output", folder.path("I.csv"), "--branches", folder.path("B.npy")]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let (shape, branches) = try NPY.readDoubles(folder.path("B.npy"))
    #expect(shape == [2, 3, 2])
    let currents = try String(contentsOf: folder.url("I.csv"), encoding: .utf8).split(whereSeparator: {
      ",\n".contains($0)
    })
    .compactMap { Double($0) }
    for input in 0..<2 {
      for column in 0..<2 {
        let sum = (0..<3).reduce(0) { $0 + branches[(input * 3 + $1) * 2 + column] }
        #expect(abs(sum - currents[input * 2 + column]) < 1e-9 * abs(sum))
      }
      #expect(branches[input * 6 + 3] == 0 && branches[input * 6 + 4] == 0 && branches[input * 6 + 5] == 0)
    }
  }

  @Test func linksAndPipesStay() throws {
    let folder = try arrays()
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.csv"), withDestinationPath: "real.csv")
    #expect(try Program.run(solve(folder, ["--output", folder.path("link.csv")])).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.csv")) == "real.csv")
    #expect(FileManager.default.fileExists(atPath: folder.path("real.csv")))
    let outcome = try CompositionProgram.runInShell(
      "mkfifo \(folder.path("pipe")); cat \(folder.path("pipe")) > \(folder.path("got")) & \"$0\" \"$@\"; code=$?; wait; "
        + "test -p \(folder.path("pipe")) || exit 9; exit $code", solve(folder, ["--output", folder.path("pipe")]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Data(contentsOf: folder.url("got")) == Data(contentsOf: folder.url("real.csv")))
  }

  /// What a command does not write, and where it cannot write, shows before the work.
  @Test func placesAreLookedAtFirst() throws {
    let folder = try arrays()
    let net = ["--hidden", "2000,2000,2000", "--epochs", "100000"]
    for (command, status) in [
      (solve(folder, ["--output", "I.jpg"]), Int32(64)), (solve(folder, ["--output", ""]), 64),
      (["device", "sample", "ideal", "--target", "5uS", "--count", "10", "--output", "g.csv"], 64),
      (["wires", "map", "--cell-resistance", "1e4", "--node", "22nm", "--output", "map.jpg"], 64),
      (["dataset", "show", "digits", "--output", "sheet.jpg"], 64),
      (["export", folder.folder.path, "--output", "x.jpg"], 64),
      (["compare", "--output", "/proc/nowhere"] + net, 65), (["demo", "--output", "/proc/nowhere"], 65),
      (["train", "--save", "/proc/nowhere/t"] + net, 65), (["train", "--save", ""] + net, 64),
      (["chip", "show", "--card", "ideal", "--serial", "1", "--output", "/proc/nowhere"], 65),
      (["device", "check", "--output", "/proc/nowhere"], 65),
    ] {
      let outcome = try Program.run(command, in: folder.folder)
      #expect(outcome.status == status && outcome.output.isEmpty, "\(command): \(outcome.status) \(outcome.errors)")
      #expect(outcome.errors.hasPrefix("mortal: "), "\(outcome.errors)")
    }
  }

  @Test func arraysComeThroughPipes() throws {
    let folder = try ScratchFolder()
    let weights = try folder.write(numbers(7, 5, 3), "W.npy")
    let inputs = try folder.write(numbers(4, 7, 4), "X.npy")
    let chip = ["mvm", "--card", "ideal", "--serial", "1", "--inputs", inputs]
    #expect(try Program.run(chip + ["--weights", weights, "--output", folder.path("Y.npy")]).status == 0)
    let expected = try Data(contentsOf: folder.url("Y.npy"))
    for (line, name) in [("\"$0\" \"$@\" < \(weights)", "-"), ("cat \(weights) | \"$0\" \"$@\"", "/dev/stdin")] {
      let outcome = try CompositionProgram.runInShell(
        line, chip + ["--weights", name, "--output", folder.path("P.npy")])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try Data(contentsOf: folder.url("P.npy")) == expected)
    }
    let directory = try Program.run(chip + ["--weights", folder.folder.path, "--output", folder.path("P.npy")])
    #expect(directory.status == 65 && directory.errors.contains("is a directory; give the name of a file in it"))
  }
}
