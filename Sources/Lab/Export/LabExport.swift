internal import Foundation
internal import OutputFiles
internal import Provenance

/// `mortal lab export`: the lessons as pages that need no server, with answers and trainings made beforehand.
///
/// Browsers load no modules from files, so the modules become one plain script; what the server would have answered lies
/// in a script of its own.
package struct LabExport: Sendable {
  package let answers: Int
  package let runs: Int
  package let kilobytes: Int

  /// - Parameter progress: told what is being made.
  /// - Throws: ``LabError/notEmpty(path:)``, `OutputError`, what the simulator throws.
  package init(folder: String, progress: (String) -> Void) throws {
    let place = URL(fileURLWithPath: folder)
    let present = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard present.allSatisfy({ Self.names.contains($0) || $0.hasPrefix(".") }) else {
      throw LabError.notEmpty(path: folder)
    }
    try OutputFolder.make(folder, option: "DIR")
    let cards = try CardAnswer.all()
    var parts: [String] = []
    for question in StaticGrid.questions {
      guard let room = RoomQuestion(rawValue: question.name) else { continue }
      progress("answers of \(question.name)")
      for values in question.combinations {
        let answer = String(decoding: try room.answer(Parameters(values), cards: cards), as: UTF8.self)
        parts.append("\(Self.quoted(StaticGrid.key(question.name, values))):\(answer)")
      }
    }
    var trainings: [String] = []
    for (room, grid) in StaticGrid.trainings {
      for values in grid.combinations {
        progress("training \(StaticGrid.key(grid.name, values))")
        let job = LabJob(client: "export")
        LessonRun.run(try Lesson(room, Parameters(values)), job: job)
        trainings.append(
          "\(Self.quoted(StaticGrid.key(grid.name, values))):[\(job.log.events.compactMap(Self.event).joined(separator: ","))]"
        )
      }
    }
    let board = try Self.board(progress)
    let offered = cards.filter { card in StaticGrid.cards.contains(card.id) }
    let script = """
      window.LAB_DATA = {
      version: \(Self.quoted(ProgramVersion.text)),
      cards: \(LessonEvents.json(offered)),
      grid: \(Self.grid()),
      classroom: \(board),
      answers: {\(parts.joined(separator: ",\n"))},
      runs: {\(trainings.joined(separator: ",\n"))}
      };

      """
    let files = [
      "index.html": Self.page(), "lab.css": Pages.text("lab.css") ?? "", "lab.js": Self.script(), "data.js": script,
    ]
    for (name, text) in files { try OutputFile(place.appendingPathComponent(name).path).write(text) }
    answers = parts.count
    runs = trainings.count
    kilobytes = files.values.reduce(0) { $0 + $1.utf8.count } / 1000
  }

  private static let names = ["index.html", "lab.css", "lab.js", "data.js"]

  /// The class of thirty, trained.
  private static func board(_ progress: (String) -> Void) throws -> String {
    progress("the class of thirty")
    let board = ClassBoard()
    for serial in 1...30 {
      let lesson = try Lesson(.forward, Parameters(["serial": .number(Double(serial))]))
      board.begin(serial: serial, byStudent: false, isUsual: true)
      LessonRun.run(lesson, job: LabJob(client: "export"), detailed: false) { _, name, step, value in
        board.metric(serial: serial, isUsual: true, name, step, value)
      }
    }
    return LessonEvents.json(try board.snapshot())
  }

  private static func grid() -> String {
    let all = StaticGrid.questions + StaticGrid.trainings.map(\.grid)
    let rooms = all.map { question in
      let values = question.values.map { name, values in
        "\(quoted(name)):\(StaticGrid.text(.list(values)))"
      }
      return "\(quoted(question.name)):{\(values.joined(separator: ","))}"
    }
    return "{\(rooms.joined(separator: ","))}"
  }

  /// An event of a log as a pair.
  private static func event(_ text: String) -> String? {
    let lines = text.split(separator: "\n")
    guard lines.count == 3 else { return nil }
    return "[\(quoted(String(lines[1].dropFirst(7)))),\(lines[2].dropFirst(6))]"
  }

  private static func page() -> String {
    (Pages.text("index.html") ?? "")
      .replacing("href=\"/pages/lab.css\"", with: "href=\"lab.css\"")
      .replacing(
        "<script type=\"module\" src=\"/pages/main.js\"></script>",
        with: "<script src=\"data.js\"></script><script src=\"lab.js\"></script>")
  }

  /// The modules one after the other, in the order in which they need each other, with the texts in front.
  private static func script() -> String {
    var text = "'use strict';\n(() => {\nconst LAB_TEXTS = {en: \(Pages.text("en.json") ?? "{}"), "
    text += "de: \(Pages.text("de.json") ?? "{}")};\n"
    for module in modules {
      let lines = (Pages.text(module) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      for line in lines where !line.hasPrefix("import ") {
        text += (line.hasPrefix("export ") ? line.dropFirst(7) : line) + "\n"
      }
    }
    return text + "})();\n"
  }

  package static let modules = [
    "text.js", "api.js", "files.js", "chart.js", "controls.js", "panels.js", "room-cell.js", "room-array.js",
    "room-fingerprint.js", "training.js", "room-forward.js", "room-copy.js", "room-blackbox.js", "room-class.js",
    "main.js",
  ]

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension StaticGrid {
  /// Cards that the static pages speak of.
  static var cards: Set<String> {
    Set(
      (questions + trainings.map(\.grid)).flatMap { question in
        question.values.filter { $0.name == "card" }.flatMap { $0.values.map(text) }
      }.map { $0.filter { $0 != "\"" } })
  }
}
