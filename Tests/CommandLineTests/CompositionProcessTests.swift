import ExperimentReports
import Foundation
import RunStore
import TestSupport
import Testing

/// `mortal run` with real processes.
@Suite(.serialized) struct CompositionProcessTests {
  private let scratch: ScratchDirectory
  private let file: String

  init() throws {
    scratch = try ScratchDirectory()
    file = scratch.url.appendingPathComponent("experiment.yaml").path
    try CompositionProgram.experiment.write(toFile: file, atomically: true, encoding: .utf8)
  }

  private func folder(_ name: String) -> URL { scratch.url.appendingPathComponent(name) }

  private func arguments(_ folder: URL, jobs: Int) -> [String] {
    ["run", file, "--output", folder.path, "--jobs", "\(jobs)", "--no-report"]
  }

  private func results(_ folder: URL) throws -> String { try ExperimentResults.stored(in: folder).csv() }

  @Test func oneJobEqualsTwoAndKilledEqualsUninterrupted() throws {
    let (one, two, killed) = (folder("one"), folder("two"), folder("killed"))
    #expect(try CompositionProgram.run(arguments(one, jobs: 1)) == 0)
    #expect(try CompositionProgram.run(arguments(two, jobs: 2)) == 0)
    let whole = try results(one)
    #expect(whole.split(separator: "\n").count > 24 * 15)
    #expect(try results(two) == whole)

    // Killed once some runs are recorded and others are not.
    let process = try CompositionProgram.start(arguments(killed, jobs: 1))
    var complete = 0
    while complete < 3, process.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
      complete = (try? ExperimentResults(in: killed).status.complete) ?? 0
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let left = try ExperimentResults(in: killed)
    #expect(left.status.complete >= 3 && left.status.complete < 24)
    let kept = Dictionary(uniqueKeysWithValues: left.runs.filter { $0.state == .complete }.map { ($0.id, $0.seconds) })
    #expect(try CompositionProgram.run(arguments(killed, jobs: 2)) == 0)
    #expect(try results(killed) == whole)
    for run in try ExperimentResults(in: killed).runs {
      if let seconds = kept[run.id] { #expect(run.seconds == seconds, "a run that was done is not done again") }
    }
  }

  @Test func twoProcessesShareTheWork() throws {
    let (alone, shared) = (folder("alone"), folder("shared"))
    #expect(try CompositionProgram.run(arguments(alone, jobs: 2)) == 0)
    let processes = try (0..<2).map { _ in try CompositionProgram.start(arguments(shared, jobs: 1)) }
    for process in processes { process.waitUntilExit() }
    #expect(processes.map(\.terminationStatus) == [0, 0])
    #expect(try results(shared) == results(alone))
  }

  @Test func failedRunsAreListedAndStopNobody() throws {
    // This card cannot learn in situ: those runs fail, the others do not.
    let text = CompositionProgram.experiment.replacing("chips: 1...8", with: "chips: 1...2")
      .replacing("write: mixedPrecision", with: "card: pcm-joshi2020")
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let output = folder("failing")
    #expect(try CompositionProgram.run(arguments(output, jobs: 2)) == 1)
    let results = try ExperimentResults(in: output)
    #expect(results.status.failed == 4 && results.status.complete == 2)
    let lines = try ExperimentResults.statusLines(in: output)
    #expect(lines.count == 5 && lines[1].contains("has no pulse model"))
  }

  /// Files may not grow beyond 256 blocks: what is done is kept, the error says what is the matter, and with room again
  /// the experiment goes on to the same results.
  @Test func aFullDiskLosesNothing() throws {
    let (whole, full) = (folder("whole"), folder("full"))
    #expect(try CompositionProgram.run(arguments(whole, jobs: 2)) == 0)
    let limited = try CompositionProgram.runInShell(
      "ulimit -f 256; exec \"$0\" \"$@\"", arguments(full, jobs: 2))
    #expect(limited.status != 0 && limited.status < 128, "\(limited.status): \(limited.errors)")
    #expect(limited.errors.contains("no space"), "\(limited.errors)")
    #expect(try CompositionProgram.run(arguments(full, jobs: 2)) == 0)
    #expect(try results(full) == results(whole))
  }

  @Test func aReadOnlyFolderIsNamed() throws {
    // Root may write anywhere but into the kernel's own file systems.
    let output = URL(fileURLWithPath: geteuid() == 0 ? "/proc/mortal-results" : "/mortal-results")
    let outcome = try CompositionProgram.runInShell("exec \"$0\" \"$@\"", arguments(output, jobs: 1))
    #expect(outcome.status == 65 || outcome.status == 66 || outcome.status == 73, "\(outcome.status)")
    #expect(outcome.errors.contains(output.path), "\(outcome.errors)")
  }

  @Test func aDamagedStoreIsLeftAlone() throws {
    let output = folder("damaged")
    #expect(try CompositionProgram.run(arguments(output, jobs: 2)) == 0)
    let store = output.appendingPathComponent(ResultStore.fileName)
    // The finished experiment is in the file alone: a log beside it would be worked in by whoever opens the file next.
    let log = (try? Data(contentsOf: URL(fileURLWithPath: store.path + "-wal"))) ?? Data()
    #expect(log.isEmpty, "\(log.count) bytes of results lie beside the file")
    var bytes = try Data(contentsOf: store)
    for index in stride(from: 4096, to: bytes.count, by: 3) { bytes[index] = 0xA5 }
    try bytes.write(to: store)
    for command in [arguments(output, jobs: 1), ["report", output.path], ["status", output.path]] {
      let outcome = try CompositionProgram.runInShell("exec \"$0\" \"$@\"", command)
      #expect(outcome.status == 65, "\(command): \(outcome.status)")
      #expect(outcome.errors.contains("Nothing was changed or deleted"), "\(outcome.errors)")
    }
    #expect(try Data(contentsOf: store) == bytes)
  }

  @Test func errorsHaveTheirExitCodes() throws {
    try "name: a\nquestion: b\ndata: {trian: 3}\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try CompositionProgram.run(["experiment", "check", file]) == 65)
    #expect(try CompositionProgram.run(["experiment", "check", file + ".not"]) == 66)
    #expect(try CompositionProgram.run(["status", folder("nowhere").path]) == 66)
    try Data("not a database, surely not one at all".utf8).write(
      to: scratch.url.appendingPathComponent(ResultStore.fileName))
    #expect(try CompositionProgram.run(["status", scratch.url.path]) == 65)
  }

  /// `data.source: mnist` is the set that `dataset fetch mnist` keeps, and where it is not kept the remedy is named.
  @Test func setsAreFoundByTheirName() throws {
    let data = folder("data")
    let made = try CompositionProgram.run([
      "dataset", "export", "--output", data.appendingPathComponent("mnist").path, "--train", "400", "--test", "100",
    ])
    #expect(made == 0)
    let command = [
      "train", "--data", "mnist", "--learner", "bp-digital", "--hidden", "10", "--train", "100", "--validation", "50",
      "--test", "50", "--epochs", "1",
    ]
    let found = try CompositionProgram.runInShell("MORTAL_DATA=\(data.path) exec \"$0\" \"$@\"", command)
    #expect(found.status == 0, "\(found.errors)")
    let missing = try CompositionProgram.runInShell("MORTAL_DATA=\(folder("none").path) exec \"$0\" \"$@\"", command)
    #expect(missing.status == 66)
    #expect(missing.errors.contains("`mortal dataset fetch mnist` puts it there"), "\(missing.errors)")
  }

  /// A comparison killed in its middle goes on and comes to the same `results.json`, times aside.
  @Test func killedComparisonGoesOn() throws {
    func arguments(_ folder: URL) -> [String] {
      [
        "compare", "--hidden", "30", "--train", "300", "--validation", "50", "--test", "50", "--epochs", "2", "--chips",
        "3", "--rates", "1", "--jobs", "1", "--output", folder.path,
      ]
    }
    func rows(_ folder: URL) throws -> [String] {
      let text = try String(contentsOf: folder.appendingPathComponent("results.json"), encoding: .utf8)
      return text.split(separator: "\n").map(String.init).filter { !$0.contains("\"seconds\"") }
    }
    let (whole, killed) = (folder("whole"), folder("killed"))
    #expect(try CompositionProgram.run(arguments(whole)) == 0)
    let process = try CompositionProgram.start(arguments(killed))
    var complete = 0
    while complete < 3, process.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
      complete = (try? ExperimentResults(in: killed).status.complete) ?? 0
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let left = try ExperimentResults(in: killed).status
    #expect(left.complete >= 3 && left.complete < 27)
    #expect(try CompositionProgram.run(arguments(killed)) == 0)
    #expect(try rows(killed) == rows(whole))
    #expect(try rows(killed).count > 27 * 10)
  }

  /// What a trap does: exit code 70 and a line that asks for a report.
  @Test func aFaultIsToldApart() throws {
    let process = try CompositionProgram.start(arguments(folder("faulty"), jobs: 1))
    while process.isRunning, (try? ExperimentResults(in: folder("faulty")).status) == nil {
      Thread.sleep(forTimeInterval: 0.01)
    }
    kill(process.processIdentifier, SIGILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 70)
  }

  /// A quick variant lies beside the full experiment in one folder.
  @Test func quickVariantDelistsNothing() throws {
    let text =
      CompositionProgram.experiment.replacing("chips: 1...8", with: "chips: 1...2")
      + "\nquick: {learners: [bp-exact], sweep: {chips: 1...1}}\n"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let output = folder("both")
    #expect(try CompositionProgram.run(arguments(output, jobs: 2)) == 0)
    #expect(try CompositionProgram.run(arguments(output, jobs: 2) + ["--quick"]) == 0)
    #expect(try ExperimentResults(in: output, experiment: "short").runs.count == 6)
    #expect(try ExperimentResults(in: output, experiment: "short (quick)").runs.count == 1)
  }
}
