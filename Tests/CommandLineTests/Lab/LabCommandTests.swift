import Foundation
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct LabCommandTests {
  @Test(arguments: [
    (["lab", "--port", "99999"], "--port"), (["lab", "--jobs", "0"], "--jobs"),
    (["lab", "--host", "somewhere"], "--host"),
    (["lab", "--host", "192.0.2.1", "--port", "0"], "cannot listen"),
  ])
  func badAddressesAreNamed(_ arguments: [String], _ word: String) throws {
    let outcome = try Program.run(arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains(word), "\(outcome)")
  }

  /// Whoever opens the laboratory to others is told so before anything else.
  @Test func othersAreLetInWithAWarning() throws {
    let outcome = try Program.run(["lab", "--host", "192.0.2.1", "--port", "0"])
    #expect(outcome.errors.hasPrefix("warning: listening on 192.0.2.1"))
  }

  /// The program answers from wherever it is called: its pages are in it.
  @Test func itAnswersFromAnyFolder() throws {
    let scratch = try ScratchFolder()
    let lab = try RunningLab(["--output", scratch.url("kept").path], in: scratch.folder)
    let client = try #require(RawClient(port: lab.port))
    defer { client.close() }
    client.send([UInt8]("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(lab.port)\r\n\r\n".utf8))
    let page = try #require(client.answer())
    #expect(page.status == 200 && page.body.contains("<title>mortal lab</title>"))
    #expect(page.body.contains("/pages/main.js"))
  }

  @Test func anExportSparesWhatIsThere() throws {
    let scratch = try ScratchFolder()
    try Data("mine".utf8).write(to: scratch.url("notes.txt"))
    let outcome = try Program.run(["lab", "export", scratch.folder.path])
    #expect(outcome.status == 64 && outcome.errors.contains("other things in it"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).count { !$0.hasPrefix("std") } == 1)
  }
}
