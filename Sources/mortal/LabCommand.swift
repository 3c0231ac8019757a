import ArgumentParser
import Foundation
import Lab

struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "A laboratory in the browser: six lessons on simulated chips.",
    discussion: """
      Serves one page on this machine; open the address that it prints. Ends with Ctrl-C.
      Example: mortal lab --port 8080
      """,
    subcommands: [LabCommandServe.self, LabCommandExport.self], defaultSubcommand: LabCommandServe.self)
}

struct LabCommandServe: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the laboratory (what 'mortal lab' does by itself).",
    discussion: "Example: mortal lab serve --port 8080 --jobs 2")

  @Option(help: "Port to listen on; 0 takes a free one.") var port = 8080
  @Option(help: "Address to listen on, in numbers. Any but this machine's own lets others in.") var host = "127.0.0.1"
  @Flag(help: "Open the page in this machine's browser: what BROWSER names, else xdg-open.") var open = false
  @Option(help: "Trainings at a time; the rest waits its turn. (default: one less than there are processors)")
  var jobs: Int?
  @Option(help: "Folder to keep finished trainings in: experiment file and events. Without it nothing is written.")
  var output: String?

  func run() throws {
    var laboratory = Laboratory()
    (laboratory.host, laboratory.port, laboratory.jobs, laboratory.output) = (host, port, jobs, output)
    if !laboratory.isLocal {
      Terminal.warn(
        "listening on \(host): everybody who reaches this machine can use the laboratory and its processors; "
          + "there is no password and no encryption")
    }
    let opens = open
    try laboratory.open { address in
      // Written at once, also into a pipe.
      FileHandle.standardOutput.write(Data("the laboratory is open at \(address)  (Ctrl-C ends it)\n".utf8))
      guard opens else { return }
      PageOpener().open(address) { reasons in
        Terminal.warn("no browser was opened: \(reasons). Open \(address) in one, or name one in BROWSER")
      }
    }
  }
}

struct LabCommandExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "The lessons as pages with runs made beforehand, for a classroom without the program.",
    discussion: """
      Writes index.html and what it needs into a folder; it opens by a double click, without a server or network.
      Example: mortal lab export lessons
      """)

  @Argument(help: "The folder to write.") var folder: String

  func run() throws {
    let export = try LabExport(folder: folder) { Terminal.note($0) }
    print("wrote \(folder)/index.html: \(export.answers) answers and \(export.runs) trainings, \(export.kilobytes) kB")
  }
}
