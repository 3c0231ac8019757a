package import ExperimentFiles
internal import StrictYAML

/// A training that a student started, as an experiment's file: what runs here is what `mortal run` makes of the file.
package struct Lesson: Sendable {
  /// The room that asks.
  package enum Room: String, Sendable, CaseIterable {
    case forward, copy, blackbox
  }

  package let room: Room
  package let card: String
  package let serial: Int
  /// Of the chip that gets the copy; nil in other rooms.
  package let mate: Int?
  package let epochs: Int
  /// The experiment's file.
  package let yaml: String
  package let labels: [String]
  package let runs: [ResolvedConfiguration]
  /// Whether everything but the serial number is as the room proposes it.
  package let isUsual: Bool

  /// Cards that learn by pulses in a minute's lesson, the first one proposed.
  package static let cards = [
    "ecram-tang2018", "ecram-mo2019", "capacitor-li2018", "rpu-gokmen-vlasov2016", "rram-epiram-choi2018",
    "pcm-nandakumar2020", "reram-array-om2022",
  ]
  static let negatives = ["hardLabel", "randomLabel", "noise", "shuffledPixels", "identical"]

  /// The usual training of room 4 with several serial numbers, as one experiment's file; nil without any.
  static func file(ofClass serials: [Int]) throws -> String? {
    guard let first = serials.first else { return nil }
    let list = serials.map(String.init).joined(separator: ", ")
    return try Lesson(.forward, Parameters(["serial": .number(Double(first))])).yaml
      .replacing("name: lab-forward-forward", with: "name: lab-class")
      + "sweep: {zip: [{chip.serial: [\(list)], seed: [\(list)]}]}\n"
  }

  /// - Throws: ``RequestFault`` for values that are not allowed; what reading the file throws.
  package init(_ room: Room, _ given: Parameters) throws {
    var given = given
    self.room = room
    card = try given.choice("card", of: Self.cards, or: Self.cards[0])
    serial = try given.whole("serial", in: 0...999_999, or: 7)
    let lines: (name: String, question: String, body: [String])
    switch room {
    case .forward:
      epochs = try given.whole("epochs", in: 1...30, or: 12)
      let negatives = try given.choice("negatives", of: Self.negatives, or: Self.negatives[0])
      let sleep = try given.whole("lastSleep", in: 0...30, or: 0)
      let hidden = try given.whole("hidden", in: 10...120, or: 60)
      try given.finish()
      mate = nil
      isUsual = epochs == 12 && negatives == "hardLabel" && sleep == 0 && hidden == 60 && card == Self.cards[0]
      labels = ["ff-in-situ"]
      let extra = sleep > 0 ? ", lastSleep: \(min(sleep, epochs))" : ""
      lines = (
        "lab-forward-forward", "Can layers learn from what they measure themselves?",
        [
          "network: {hidden: [\(hidden), \(hidden)]}",
          "learner: {epochs: \(epochs), batch: 20, rate: 0.012, "
            + "ff: {labelStrength: 2, steepness: 0.1, negatives: \(negatives)\(extra)}}",
          "chip: {card: \(card), serial: \(serial), write: mixedPrecision, mapping: referenceDevice}",
          "learners: [ff-in-situ]",
        ]
      )
    case .copy:
      epochs = try given.whole("epochs", in: 1...30, or: 12)
      let other = try given.whole("other", in: 0...999_999, or: 8)
      let stuck = try given.whole("stuck", in: 0...20, or: 3)
      try given.finish()
      mate = other
      isUsual = false
      labels = ["ff-in-situ"]
      let defects =
        stuck > 0 ? ", variation: {stuckLow: \(Double(stuck) / 200), stuckHigh: \(Double(stuck) / 200)}" : ""
      lines = (
        "lab-raise-or-copy", "Is a copy of the weights as good as the net, and what does it take to make up for it?",
        [
          "network: {hidden: [60, 60]}",
          "learner: {epochs: \(epochs), batch: 20, rate: 0.012, ff: {labelStrength: 2, steepness: 0.1}}",
          "chip: {card: \(card), serial: \(serial), write: mixedPrecision, mapping: referenceDevice, "
            + "writtenPercentile: 99\(defects)}",
          "copy: {recipients: [\(other)], measuresFloor: false}",
          "reincarnation: {examples: 4000, interval: 500}",
          "distillation: {images: 1000, epochs: 10}",
          "learners: [ff-in-situ]",
        ]
      )
    case .blackbox:
      epochs = try given.whole("epochs", in: 1...20, or: 10)
      let kind = try given.choice("kind", of: ["randomMixing", "randomCurve", "saturation"], or: "randomMixing")
      let strength = try given.whole("strength", in: 0...40, or: 20)
      try given.finish()
      mate = nil
      isUsual = false
      labels = ["ff-in-situ", "bp-knows", "bp-ignores", "bp-wrong"]
      lines = (
        "lab-black-box", "Something unknown lies between the layers: who still learns?",
        [
          "network: {hidden: [60, 60, 60]}",
          "learner: {epochs: \(epochs), batch: 20, backprop.normalisesActivities: true, "
            + "ff: {labelStrength: 2, steepness: 0.1}}",
          "chip: {card: \(card), serial: \(serial), write: mixedPrecision, mapping: referenceDevice, "
            + "writtenPercentile: 99}",
          "stage: {kind: \(kind), strength: \(Double(strength) / 10), place: between}",
          "learners:",
          "  - {name: ff-in-situ, rate: 0.012, label: ff-in-situ}",
          "  - {name: bp-exact, stage.knowledge: exact, label: bp-knows}",
          "  - {name: bp-exact, stage.knowledge: ignored, label: bp-ignores}",
          "  - {name: bp-exact, stage.knowledge: wrong, label: bp-wrong}",
        ]
      )
    }
    let head = [
      "name: \(lines.name)", "question: \"\(lines.question)\"",
      "data: {source: digits, seed: 1, train: 1000, validation: 200, test: 500}", "seed: \(serial)",
    ]
    yaml = (head + lines.body).joined(separator: "\n") + "\n"
    runs = try ExperimentFile(document: YAMLDocument(text: yaml, file: "experiment.yaml")).runs().map(\.configuration)
  }
}
