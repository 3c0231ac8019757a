/// What the static pages can be asked: the values of each control, and so all answers that are made beforehand.
enum StaticGrid {
  /// A question with the values of its parameters.
  struct Question {
    let name: String
    let values: [(name: String, values: [JSONNode])]

    /// Every combination.
    var combinations: [[String: JSONNode]] {
      values.reduce([[:]]) { combinations, parameter in
        combinations.flatMap { combination in
          parameter.values.map { combination.merging([parameter.name: $0]) { $1 } }
        }
      }
    }
  }

  private static func numbers(_ values: Int...) -> [JSONNode] { values.map { .number(Double($0)) } }
  private static func texts(_ values: String...) -> [JSONNode] { values.map { .text($0) } }
  private static let serials = [1, 2, 3, 7, 8].map { JSONNode.number(Double($0)) }

  /// Questions that are answered at once.
  static let questions = [
    Question(
      name: "pulses",
      values: [
        ("card", texts("pcm-nandakumar2020", "ecram-tang2018", "reram-array-om2022")), ("serial", serials),
        ("up", numbers(100)), ("down", numbers(100)),
      ]),
    Question(
      name: "drift",
      values: [
        ("card", texts("pcm-joshi2020", "pcm-nandakumar2020", "rram-neurram-wan2022")), ("serial", serials),
        ("target", numbers(30, 60, 90)), ("temperature", numbers(300)),
      ]),
    Question(
      name: "trace",
      values: [
        ("card", texts("pcm-joshi2020", "pcm-nandakumar2020", "rram-neurram-wan2022")), ("serial", serials),
        ("target", numbers(30, 60, 90)), ("temperature", numbers(300)), ("interval", texts("1us", "1ms", "1s")),
      ]),
    Question(
      name: "classPulses",
      values: [
        ("card", texts("pcm-nandakumar2020", "ecram-tang2018", "reram-array-om2022")), ("up", numbers(100)),
        ("down", numbers(100)),
      ]),
    Question(
      name: "array",
      values: [
        ("card", texts("pcm-joshi2020")), ("serial", numbers(7)), ("other", numbers(8)),
        ("dacBits", numbers(8)), ("adcBits", numbers(4, 6, 8, 10, 12)), ("wire", numbers(0, 100, 500)),
        ("stuck", numbers(0, 6)), ("pattern", texts("waves", "stripes")), ("drive", texts("ramp")),
        ("edits", [.list([])]),
      ]),
    Question(
      name: "fingerprint",
      values: [
        ("card", texts("ecram-tang2018")), ("serial", numbers(7)), ("round", numbers(1, 2, 3, 4, 5)),
        ("noise", numbers(1, 5, 20, 40)),
      ]),
    Question(
      name: "guess",
      values: [
        ("card", texts("ecram-tang2018")), ("serial", numbers(7)), ("round", numbers(1, 2, 3, 4, 5)),
        ("noise", numbers(1, 5, 20, 40)), ("guess", numbers(7, 8, 9, 10, 11)),
      ]),
  ]

  /// Trainings.
  static let trainings: [(room: Lesson.Room, grid: Question)] = [
    (
      .forward,
      Question(
        name: "forward",
        values: [
          ("card", texts("ecram-tang2018")), ("serial", numbers(7, 8)), ("epochs", numbers(12)),
          ("hidden", numbers(60)), ("negatives", texts("hardLabel", "identical")), ("lastSleep", numbers(0, 4)),
        ])
    ),
    (
      .copy,
      Question(
        name: "copy",
        values: [
          ("card", texts("ecram-tang2018")), ("serial", numbers(7)), ("other", numbers(8)), ("epochs", numbers(12)),
          ("stuck", numbers(0, 3, 10)),
        ])
    ),
    (
      .blackbox,
      Question(
        name: "blackbox",
        values: [
          ("card", texts("ecram-tang2018")), ("serial", numbers(7)), ("epochs", numbers(10)),
          ("kind", texts("randomMixing", "randomCurve", "saturation")), ("strength", numbers(5, 20)),
        ])
    ),
  ]

  /// The name of an answer: the question and its values in the order of the alphabet, as the pages make it.
  static func key(_ name: String, _ values: [String: JSONNode]) -> String {
    name + "?"
      + values.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }.joined(separator: "&")
  }

  /// JSON without any room.
  static func text(_ node: JSONNode) -> String {
    switch node {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let text): "\"\(text)\""
    case .list(let list): "[" + list.map(text).joined(separator: ",") + "]"
    case .object(let values):
      "{" + values.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\(text($0.value))" }.joined(separator: ",") + "}"
    }
  }
}
