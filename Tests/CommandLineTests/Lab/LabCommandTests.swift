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

  /// `--open` calls what BROWSER names, with the address where `%s` stands, and else the desktop's opener.
  @Test(arguments: [
    ["BROWSER": "nobody:FOLDER/browser --new %s", "PATH": "/usr/bin:/bin"],
    ["BROWSER": "", "PATH": "FOLDER:/usr/bin:/bin"],
    ["BROWSER": "FOLDER/refuses", "PATH": "FOLDER:/usr/bin:/bin"],
  ])
  func theBrowserGetsTheAddress(_ environment: [String: String]) throws {
    let scratch = try ScratchFolder()
    let seen = scratch.url("seen")
    for (name, line) in [("browser", "test $1 = --new && echo $2 > \(seen.path)"), ("refuses", "exit 3")]
      + [("xdg-open", "echo $1 > \(seen.path)")]
    {
      try Data("#!/bin/sh\n\(line)\n".utf8).write(to: scratch.url(name))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.url(name).path)
    }
    let own = environment.mapValues { $0.replacing("FOLDER", with: scratch.folder.path) }
    let lab = try RunningLab(["--open"], environment: own)
    #expect(try words(of: seen, with: "http") == lab.address + "\n")
  }

  /// Where there is none, a line says so and names the address; the laboratory is open all the same.
  @Test func withoutABrowserAWord() throws {
    let scratch = try ScratchFolder()
    let lab = try RunningLab(
      ["--open"], environment: ["BROWSER": "nobody", "PATH": scratch.folder.path], errors: scratch.url("said"))
    let said = try words(of: scratch.url("said"), with: "\n")
    #expect(
      said == "warning: no browser was opened: nobody is not there; xdg-open is not there. Open \(lab.address) in one, "
        + "or name one in BROWSER\n")
    let client = try #require(RawClient(port: lab.port))
    defer { client.close() }
    client.send([UInt8]("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(lab.port)\r\n\r\n".utf8))
    #expect(try #require(client.answer()).status == 200)
  }

  /// What another process writes into a file, as soon as it has the word.
  private func words(of file: URL, with word: String) throws -> String {
    for _ in 0..<300 {
      if let text = try? String(contentsOf: file, encoding: .utf8), text.contains(word), text.hasSuffix("\n") {
        return text
      }
      usleep(50_000)
    }
    return try String(contentsOf: file, encoding: .utf8)
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
