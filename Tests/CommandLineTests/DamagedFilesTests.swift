import Foundation
import Testing

/// Damaged files of every format that the program reads: it ends with one of its exit codes, soon, and without taking the
/// machine's memory, whatever stands in them.
///
/// A handful for each format in every run of the tests; `make nightly` takes 10,000, and `MORTAL_FUZZ=N` any number.
/// Inputs that break the promise are kept in `out/fuzz`.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct DamagedFilesTests {
  /// What a damaged file may lead to: done, a check that failed, wrong usage, bad data, missing input.
  private static let allowed: Set<Int32> = [0, 1, 64, 65, 66]

  private static var count: Int {
    let environment = ProcessInfo.processInfo.environment
    return environment["MORTAL_FUZZ"].flatMap { Int($0) } ?? (environment["MORTAL_NIGHTLY"] == nil ? 6 : 10_000)
  }

  @Test(arguments: FileFormat.allCases) func areToldApart(format: FileFormat) throws {
    let folder = try ScratchFolder()
    let sample = try format.prepare(in: folder)
    let whole = try MeasuredProcess.start(sample.arguments, in: folder.folder.path).end()
    #expect(whole.code == 0, "\(format): the sound file gives \(whole.code)")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: sample.file)))
    var endings: [Int32: Int] = [:]
    var (memory, seconds) = (0.0, 0.0)
    let start = ProcessInfo.processInfo.systemUptime
    for number in 0..<Self.count {
      var mutator = Mutator(
        seed: UInt64(number) &* 1_000_003 &+ UInt64(FileFormat.allCases.firstIndex(of: format) ?? 0))
      let damaged = Data(mutator.damaged(bytes))
      try damaged.write(to: URL(fileURLWithPath: sample.file))
      let ending = try MeasuredProcess.start(sample.arguments, in: folder.folder.path).end(within: 30)
      endings[ending.code, default: 0] += 1
      (memory, seconds) = (max(memory, ending.megabytes), max(seconds, ending.seconds))
      let holds = Self.allowed.contains(ending.code) && ending.megabytes < 2048 && !ending.wasStopped
      if !holds { try Self.keep(damaged, format, number) }
      #expect(holds, "\(format) \(number): code \(ending.code), \(ending.megabytes) MB, \(ending.seconds) s")
    }
    let codes = endings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    let time = ProcessInfo.processInfo.systemUptime - start
    let line = "\(format.rawValue): \(Self.count) inputs; exit codes \(codes); at most \(Int(memory)) MB and "
    print(line + String(format: "%.2f s; %.0f s in all", seconds, time))
  }

  private static func keep(_ content: Data, _ format: FileFormat, _ number: Int) throws {
    let place = CompositionProgram.project.appendingPathComponent("out/fuzz")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try content.write(to: place.appendingPathComponent("\(format.rawValue)-\(number)"))
  }
}

/// A format with a sound file, and a command that reads it.
enum FileFormat: String, CaseIterable, CustomTestStringConvertible {
  case npy, npz, safetensors, grid, deviceCard, experiment, comparedTable, idx, idxGzip, cifar, features, text
  case training, store, plan, measured

  var testDescription: String { rawValue }

  struct Sample {
    var file: String
    var arguments: [String]
  }

  func prepare(in folder: ScratchFolder) throws -> Sample {
    func run(_ arguments: [String]) throws {
      let outcome = try Program.run(arguments, in: folder.folder)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }
    func write(_ text: String, _ name: String) throws -> String {
      try Data(text.utf8).write(to: folder.url(name))
      return folder.path(name)
    }
    let chip = ["--card", "ideal", "--serial", "1", "--output", folder.path("Y.npy")]
    func array(_ name: String, _ rows: Int, _ columns: Int) throws -> String {
      try folder.write(numbers(rows, columns, 3), name, double: true)
    }
    switch self {
    case .npy:
      let file = try array("W.npy", 7, 5)
      return Sample(file: file, arguments: ["mvm", "--weights", file, "--inputs", try array("X.npy", 3, 7)] + chip)
    case .npz, .safetensors:
      let file = folder.path(self == .npz ? "W.npz" : "W.safetensors")
      try writeArchive(file)
      return Sample(file: file, arguments: ["mvm", "--weights", file, "--inputs", try array("X.npy", 3, 7)] + chip)
    case .grid:
      let file = try write("1e4,2e4,inf\n3e4,1e4,5e4\n# a comment\n2e4,2e4,2e4\n", "R.csv")
      return Sample(
        file: file,
        arguments: [
          "wires", "solve", "--resistances", file, "--voltages", try write("0.2\n0.1\n0.3\n", "V.csv"), "--node",
          "22nm",
          "--output", folder.path("I.csv"),
        ])
    case .deviceCard:
      let card = CompositionProgram.project.appendingPathComponent("Devices/ecram-tang2018.yaml")
      let file = try write(try String(contentsOf: card, encoding: .utf8), "card.yaml")
      return Sample(
        file: file,
        arguments: [
          "device", "pulse", file, "--up", "5", "--down", "5", "--devices", "4", "--output", folder.path("c.npy"),
        ])
    case .experiment:
      let file = try write(CompositionProgram.experiment, "experiment.yaml")
      return Sample(file: file, arguments: ["experiment", "check", file])
    case .comparedTable:
      let file = try write("0.2;0,1;0.3\n".replacing(".", with: ","), "V.csv")
      return Sample(
        file: file,
        arguments: [
          "wires", "solve", "--resistances", try write("1e4,2e4,inf\n3e4,1e4,5e4\n2e4,2e4,2e4\n", "R.csv"),
          "--voltages", file, "--word-resistance", "2", "--output", folder.path("I.csv"),
        ])
    case .idx, .idxGzip:
      try run(["dataset", "export", "--output", folder.path("set"), "--train", "12", "--test", "6"])
      var file = folder.path("set/train-images-idx3-ubyte")
      if self == .idxGzip {
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
        gzip.arguments = [file]
        try gzip.run()
        gzip.waitUntilExit()
        file += ".gz"
      }
      return Sample(file: file, arguments: ["dataset", "info", folder.path("set")])
    case .cifar:
      try FileManager.default.createDirectory(at: folder.url("cifar"), withIntermediateDirectories: true)
      let images = Data(
        (0..<4 * 3073).map { (place: Int) -> UInt8 in
          place % 3073 == 0 ? UInt8(place / 3073) : UInt8(truncatingIfNeeded: place &* 7)
        })
      try images.write(to: folder.url("cifar/data_batch_1.bin"))
      try images.write(to: folder.url("cifar/test_batch.bin"))
      return Sample(file: folder.path("cifar/data_batch_1.bin"), arguments: ["dataset", "info", folder.path("cifar")])
    case .features:
      try FileManager.default.createDirectory(at: folder.url("table"), withIntermediateDirectories: true)
      let rows = (0..<8).map { "\($0),\(Double($0) / 3),\($0 % 3 == 0 ? "yes" : "no")\n" }.joined()
      for part in ["train", "test"] { _ = try write("a,b,label\n" + rows, "table/\(part).csv") }
      return Sample(file: folder.path("table/train.csv"), arguments: ["dataset", "info", folder.path("table")])
    case .text:
      let file = try write(
        String(repeating: "The quick brown fox jumps over the lazy dog; it does. ", count: 8), "t.txt")
      return Sample(file: file, arguments: ["dataset", "info", "text:" + file])
    case .training:
      let file = folder.path("saved.training")
      try run([
        "train", "--learner", "ff-in-situ", "--hidden", "12,10", "--train", "40", "--validation", "10", "--test", "10",
        "--epochs", "1", "--save", file,
      ])
      return Sample(file: file, arguments: ["evaluate", "--load", file])
    case .store:
      let experiment = try write(CompositionProgram.experiment, "experiment.yaml")
      try run([
        "run", experiment, "--output", folder.path("out"), "--no-report", "--set", "sweep.chips=1...2", "--set",
        "data.train=60", "--set", "learner.epochs=1",
      ])
      return Sample(
        file: folder.path("out/results.sqlite"), arguments: ["report", folder.path("out"), "--format", "json"])
    case .plan:
      let experiment = try write(SharesTests.experiment, "forty.yaml")
      try run(["run", experiment, "--output", folder.path("out"), "--share", "1/20"])
      return Sample(file: folder.path("out/shares/forty/plan.json"), arguments: ["status", folder.path("out")])
    case .measured:
      let file = folder.path("pulses.csv")
      try run([
        "device", "pulse", "ecram-tang2018", "--up", "12", "--down", "12", "--devices", "6", "--output", file,
      ])
      return Sample(
        file: file,
        arguments: [
          "device", "fit", "--pulses", file, "--name", "own", "--output", folder.path("own.yaml"), "--resamples", "100",
          "--law", "softBounds",
        ])
    }
  }

  private func writeArchive(_ file: String) throws {
    try ArchiveSample.write(numbers(7, 5, 3), to: file)
  }
}
