import Experiments
import Foundation
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

  private func results(_ folder: URL) throws -> String { try StudyResults.stored(in: folder).csv() }

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
      complete = (try? StudyResults(in: killed).status.complete) ?? 0
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let left = try StudyResults(in: killed)
    #expect(left.status.complete >= 3 && left.status.complete < 24)
    let kept = Dictionary(uniqueKeysWithValues: left.runs.filter { $0.state == .complete }.map { ($0.id, $0.seconds) })
    #expect(try CompositionProgram.run(arguments(killed, jobs: 2)) == 0)
    #expect(try results(killed) == whole)
    for run in try StudyResults(in: killed).runs {
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
    let results = try StudyResults(in: output)
    #expect(results.status.failed == 4 && results.status.complete == 2)
    let lines = try StudyResults.statusLines(in: output)
    #expect(lines.count == 5 && lines[1].contains("has no pulse model"))
  }

  @Test func errorsHaveTheirExitCodes() throws {
    try "name: a\nquestion: b\ndata: {trian: 3}\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try CompositionProgram.run(["experiment", "check", file]) == 65)
    #expect(try CompositionProgram.run(["experiment", "check", file + ".not"]) == 66)
    #expect(try CompositionProgram.run(["status", folder("nowhere").path]) == 66)
    try Data("not a database, surely not one at all".utf8).write(to: scratch.store)
    #expect(try CompositionProgram.run(["status", scratch.url.path]) == 65)
  }
}
