import Foundation
import Matrices
import TestSupport
import Testing

/// `mortal train` and `mortal evaluate` with real processes, killed ones among them.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct TrainCommandTests {
  private static let size = [
    "--hidden", "30,20", "--train", "300", "--validation", "60", "--test", "80", "--seed", "5", "--serial", "3",
  ]

  private func train(_ learner: String, epochs: Int, _ more: [String]) throws -> Program.Outcome {
    try Program.run(
      ["train", "--learner", learner, "--epochs", "\(epochs)", "--json"] + Self.size + more)
  }

  private func evaluate(_ file: String, _ more: [String] = []) throws -> Program.Outcome {
    try Program.run(["evaluate", "--load", file, "--json"] + more)
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  /// The number of the last finished epoch that a file holds; nil before there is a whole one.
  private func epoch(_ path: String) -> Int? {
    guard let outcome = try? evaluate(path), outcome.status == 0,
      let json = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    else { return nil }
    return json["epoch"] as? Int
  }

  /// What layers learned is drawn, each figure to its own files, and drawing changes no number.
  @Test func drawsWhatLayersLearned() throws {
    let folder = try ScratchFolder()
    let plain = try train("ff-in-situ", epochs: 1, [])
    let drawn = try train("ff-in-situ", epochs: 1, ["--save", folder.path("net"), "--figures", folder.path("figures")])
    #expect(drawn.status == 0 && drawn.output == plain.output, "\(drawn.errors)")
    let names = ["goodness-layer1", "goodness-layer2", "goodness-classes-layer2", "receptive-fields"]
    for name in names + ["learning-curve"] { #expect(try bytes(folder.path("figures/\(name).svg")).count > 1000) }
    let again = try evaluate(folder.path("net"), ["--figures", folder.path("again")])
    let bare = try evaluate(folder.path("net"))
    #expect(again.status == 0 && again.output == bare.output, "\(again.errors)")
    for name in names { #expect(try bytes(folder.path("again/\(name).svg")).count > 1000) }
    let sheet = "receptive-fields.csv"
    #expect(try bytes(folder.path("again/" + sheet)) == bytes(folder.path("figures/" + sheet)))
    try Data().write(to: URL(fileURLWithPath: folder.path("file")))
    let refused = try train("ff-in-situ", epochs: 1, ["--figures", folder.path("file")])
    #expect(refused.status != 0 && refused.errors.contains("is not a directory"), "\(refused.errors)")
  }

  /// A training stopped by kill -9 between two epochs goes on, and file and result are those of one that never stopped,
  /// to the last bit.
  @Test(arguments: ["ff-in-situ", "bp-nominal", "bp-hardware-aware"], [1, 3])
  func killedEqualsUninterrupted(learner: String, jobs: Int) throws {
    let folder = try ScratchFolder()
    let (whole, killed) = (folder.path("whole"), folder.path("killed"))
    let epochs = 40
    let uninterrupted = try train(learner, epochs: epochs, ["--save", whole])
    #expect(uninterrupted.status == 0, "\(uninterrupted.errors)")

    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path))
    process.arguments =
      ["train", "--learner", learner, "--epochs", "\(epochs)", "--save", killed, "--jobs", "\(jobs)"] + Self.size
    process.currentDirectoryURL = Program.repository
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let start = try firstContent(killed)
    while process.isRunning, (try? bytes(killed)) == start { Thread.sleep(forTimeInterval: 0.002) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "it was killed in the middle")
    let reached = try #require(epoch(killed))
    #expect(reached >= 1 && reached < epochs)

    let resumed = try train(learner, epochs: epochs, ["--save", killed, "--jobs", "\(jobs)"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("going on after epoch \(reached)"))
    #expect(resumed.output == uninterrupted.output)
    #expect(try bytes(killed) == bytes(whole))
  }

  /// What the file holds before the first epoch.
  private func firstContent(_ path: String) throws -> Data {
    for _ in 0..<10_000 {
      if let content = try? bytes(path) { return content }
      Thread.sleep(forTimeInterval: 0.002)
    }
    Issue.record("\(path) never came")
    return Data()
  }

  /// Every learner can be stopped after any epoch: here by asking for fewer epochs at a constant rate, then for more.
  @Test(arguments: [
    "ff-digital", "bp-digital", "ff-in-situ", "bp-exact", "bp-nominal", "bp-offline", "bp-hardware-aware", "ff-offline",
    "readout-only", "direct-feedback", "node-perturbation", "local-loss",
  ])
  func everyLearnerGoesOn(learner: String) throws {
    let folder = try ScratchFolder()
    let (whole, first, second) = (folder.path("whole"), folder.path("first"), folder.path("second"))
    let constant = ["--set", "learner.falls=false"]
    let uninterrupted = try train(learner, epochs: 3, constant + ["--save", whole])
    #expect(uninterrupted.status == 0, "\(uninterrupted.errors)")
    #expect(try train(learner, epochs: 2, constant + ["--save", first]).status == 0)
    let kept = try bytes(first)
    let resumed = try Program.run(["train", "--load", first, "--epochs", "3", "--save", second, "--json"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.output == uninterrupted.output)
    #expect(try bytes(second) == bytes(whole))
    #expect(try bytes(first) == kept, "the file it began from is left as it was")

    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(uninterrupted.output.utf8)) as? [String: Any])
    let error = try #require((json["metrics"] as? [String: Double])?["testError"])
    let test = try evaluate(whole, ["--copy-to", "9"])
    #expect(test.status == 0, "\(test.errors)")
    let rows = try #require(
      try (JSONSerialization.jsonObject(with: Data(test.output.utf8)) as? [String: Any])?["rows"] as? [[String: Any]])
    #expect(rows.count == 2 && rows[0]["testError"] as? Double == error && rows[1]["chip"] as? Int == 9)
  }

  /// Nothing that is not a training of the same settings is used or overwritten.
  @Test func otherFilesAreRefusedAndKept() throws {
    let folder = try ScratchFolder()
    let file = folder.path("good")
    #expect(try train("ff-in-situ", epochs: 1, ["--save", file]).status == 0)
    let good = try bytes(file)
    var flipped = good
    flipped[good.count - 5] ^= 1
    let damaged: [(String, Data)] = [
      ("short", good.prefix(good.count - 1)), ("header", good.prefix(60)), ("empty", Data()), ("flipped", flipped),
      ("foreign", Data("name: experiment\n".utf8)), ("newer", Data("mortal training 9 0 abc\n".utf8)),
      ("long", good + Data([0])),
    ]
    for (name, content) in damaged {
      try content.write(to: folder.url(name))
      for outcome in [
        try train("ff-in-situ", epochs: 1, ["--save", folder.path(name)]),
        try train("ff-in-situ", epochs: 1, ["--load", folder.path(name)]), try evaluate(folder.path(name)),
      ] {
        #expect(outcome.status == 65, "\(name): \(outcome.status) \(outcome.errors)")
        #expect(outcome.output.isEmpty && outcome.errors.contains(name))
      }
      #expect(try bytes(folder.path(name)) == content, "\(name) is left as it was")
    }
    let refused: [([String], Int32, String)] = [
      (["--save", file, "--set", "learner.ff.thresholdFactor=2"], 65, "learner.ff.thresholdFactor"),
      (["--load", file, "--serial", "4"], 65, "chip.serial"),
      (["--load", folder.path("absent")], 66, "absent"),
      (["--save", "/proc/no/such/folder"], 65, "/proc/no"),
      (["--set", "copy.recipients=[2]"], 64, "copy.recipients"), (["--rate", "fast"], 64, "--rate"),
      (["--card", "pcm-joshi2020"], 65, "pulse"),
    ]
    for (options, status, named) in refused {
      let outcome = try train("ff-in-situ", epochs: 1, options)
      #expect(
        outcome.status == status && outcome.errors.contains(named), "\(options): \(outcome.status) \(outcome.errors)")
    }
    #expect(try bytes(file) == good)
    #expect(try evaluate(folder.path("absent")).status == 66)
    #expect(try evaluate(file, ["--at", "noon"]).status == 64)
  }

  /// Files of version 0.1.0 are refused by a line that names their format.
  @Test func filesOfTheFirstFormatAreNamed() throws {
    let folder = try ScratchFolder()
    try Data("mortal training 1 3 ab12\nxyz".utf8).write(to: folder.url("old"))
    for outcome in [
      try train("ff-in-situ", epochs: 1, ["--save", folder.path("old")]), try evaluate(folder.path("old")),
    ] {
      #expect(outcome.status == 65 && outcome.errors.contains("format 1 of saved trainings"), "\(outcome.errors)")
    }
  }

  /// What is saved are tensors that Python opens, with the weights as they are and the rest as JSON.
  @Test(
    .enabled(
      if: Python(with: "numpy", "safetensors") != nil, "needs Python with numpy and safetensors: make test-tools"))
  func pythonOpensSavedTrainings() throws {
    let python = try #require(Python(with: "numpy", "safetensors"))
    let folder = try ScratchFolder()
    for learner in ["ff-digital", "ff-in-situ"] {
      let file = folder.path(learner)
      #expect(try train(learner, epochs: 2, ["--save", file]).status == 0)
      let printed = try python.run(
        """
        import sys, json
        from safetensors import safe_open
        with safe_open(sys.argv[1], framework="np") as f:
          state = json.loads(f.metadata()["state"])
          print(f.metadata()["kind"], f.metadata()["version"], state["epoch"], state["shapes"])
          for name in sorted(f.keys()):
            a = f.get_tensor(name)
            if name.endswith("digital.weights"): print(name, a.dtype, a.shape, bool(abs(a).max() > 0))
          print(any(".chip." in name for name in f.keys()))
        """, file)
      let weights = """
        layers.0.digital.weights float32 (784, 30) True
        layers.1.digital.weights float32 (30, 20) True

        """
      let digital = learner == "ff-digital"
      #expect(
        printed == "mortal training 2 2 [[784, 30], [30, 20]]\n" + (digital ? weights : "")
          + (digital ? "False\n" : "True\n"))
    }
  }

  /// Drift of a card that has some shows with age, and more of the images are asked for by name.
  @Test func ageAndTemperatureReachTheChip() throws {
    let folder = try ScratchFolder()
    let file = folder.path("offline")
    let trained = try train("bp-offline", epochs: 3, ["--card", "pcm-joshi2020", "--save", file])
    #expect(trained.status == 0, "\(trained.errors)")
    func row(_ more: [String]) throws -> [String: Any] {
      let outcome = try evaluate(file, ["--test", "400"] + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      return try #require((json?["rows"] as? [[String: Any]])?.first)
    }
    let (young, old, warm) = (try row([]), try row(["--at", "10y"]), try row(["--temperature", "350K"]))
    #expect(young["images"] as? Int == 400 && young["age"] as? Double == 20, "the card's earliest time")
    #expect(old["age"] as? Double ?? 0 > 3e8 && warm["temperature"] as? Double == 350)
    let (fresh, drifted) = (young["testError"] as? Double ?? 1, old["testError"] as? Double ?? 0)
    #expect(drifted != fresh)
  }

  /// Layers with an unknown stage are saved and gone on with, too.
  @Test(arguments: ["saturation", "randomMixing"]) func stagedLayersAreSaved(kind: String) throws {
    let folder = try ScratchFolder()
    let stage = ["--set", "stage.kind=\(kind)", "--set", "stage.strength=1"]
    let whole = try train("ff-in-situ", epochs: 3, stage + ["--save", folder.path("whole")])
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(try train("ff-in-situ", epochs: 2, stage + ["--save", folder.path("part")]).status == 0)
    let rest = try Program.run(
      ["train", "--load", folder.path("part"), "--epochs", "3", "--json", "--save", folder.path("rest")])
    #expect(rest.status == 0, "\(rest.errors)")
    func metrics(_ outcome: Program.Outcome) throws -> [String: Double] {
      let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      return try #require(json?["metrics"] as? [String: Double])
    }
    // The rate falls towards the last epoch, which is another one for the net that was to have two.
    #expect(try metrics(rest).keys.sorted() == metrics(whole).keys.sorted())
    let again = try train("ff-in-situ", epochs: 3, stage + ["--save", folder.path("whole")])
    #expect(try metrics(again) == metrics(whole), "a finished training is taken up as it is")
  }
}
