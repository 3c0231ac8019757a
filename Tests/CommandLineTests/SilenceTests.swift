import Foundation
import Matrices
import NumPyFiles
import Testing

/// Nothing saturates, overflows, rounds away or is out of proportion without a word.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct SilenceTests {
  private func write(_ values: [Double], _ shape: [Int], _ path: String) throws -> String {
    try NPY.write(doubles: values, shape: shape, to: path)
    return path
  }

  @Test func saturatedReadsAreCounted() throws {
    let folder = try ScratchFolder()
    let cells = (0..<1024).map { (cell: Int) -> Double in
      cell < 512 ? 5 + 0.2 * Double(cell * 37 % 101) : 5
    }
    let drive = (0..<12800).map { (place: Int) -> Double in Double(place * 53 % 97) / 96 }
    let g = try write(cells, [2, 64, 8], folder.path("G.npy"))
    let u = try write(drive, [200, 64], folder.path("U.npy"))
    let chip = [
      "chip", "read", "--card", "pcm-joshi2020", "--serial", "1", "--conductances", g, "--inputs", u, "--output",
      folder.path("I.npy"),
    ]
    let outcome = try Program.run(chip)
    #expect(
      outcome.status == 0 && outcome.errors.contains("output conversions lie beyond the full scale"), "\(outcome)")
    try FileManager.default.removeItem(at: folder.url("I.npy"))
    let strict = try Program.run(chip + ["--strict"])
    #expect(strict.status == 65 && !FileManager.default.fileExists(atPath: folder.path("I.npy")))
    let calibrated = try Program.run(chip + ["--calibration", u, "--set", "chip.adc.percentile=100", "--strict"])
    #expect(calibrated.status == 0 || calibrated.errors.contains(" of 1600"), "\(calibrated.errors)")
    let siemens = try write(cells.map { $0 * 1e-6 }, [2, 64, 8], folder.path("S.npy"))
    let small = try Program.run(chip.map { $0 == g ? siemens : $0 })
    #expect(small.errors.contains("are these siemens?"), "\(small.errors)")
  }

  @Test func numbersBeyondFloatAreNamed() throws {
    let folder = try ScratchFolder()
    func multiply(_ weight: Double, _ input: Double) throws -> Program.Outcome {
      try Program.run([
        "mvm", "--card", "ideal", "--serial", "1", "--weights",
        write([Double](repeating: weight, count: 32), [8, 4], folder.path("W.npy")), "--inputs",
        write([Double](repeating: input, count: 24), [3, 8], folder.path("X.npy")), "--output", folder.path("Y.npy"),
      ])
    }
    let large = try multiply(1e30, 1e30)
    #expect(
      large.status == 65 && large.errors.contains("inputs x weights: inf at sample 0, output 0"), "\(large.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("Y.npy")))
    let small = try multiply(1e-300, 1)
    #expect(small.errors.contains("all 32 numbers other than 0 are too small to be held"), "\(small.errors)")
  }

  @Test func phantomClassesAreNamed() throws {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(at: folder.url("set"), withIntermediateDirectories: true)
    for (part, count) in [("train", 90), ("test", 30)] {
      let rows = (0..<count).map { "\($0 % 7),\($0 % 5),\($0 % 3 + 1)\n" }.joined()
      try Data(rows.utf8).write(to: folder.url("set/\(part).csv"))
    }
    let training = [
      "train", "--learner", "bp-digital", "--data", folder.path("set"), "--hidden", "8", "--train", "80",
      "--validation",
      "0", "--test", "30", "--epochs", "1",
    ]
    let outcome = try Program.run(training)
    #expect(outcome.status == 0 && outcome.errors.contains("labels begin at 1: set data.firstLabel=1"), "\(outcome)")
    let mended = try Program.run(training + ["--set", "data.firstLabel=1"])
    #expect(mended.status == 0 && !mended.errors.contains("firstLabel"), "\(mended.errors)")
  }

  @Test func netsThatRunAwaySaySo() throws {
    let outcome = try Program.run([
      "train", "--learner", "bp-digital", "--rate", "1000", "--set", "learner.weightDecay=1", "--hidden", "20",
      "--train",
      "1000", "--validation", "0", "--test", "50", "--epochs", "10",
    ])
    #expect(outcome.status == 65 && outcome.errors.contains("diverged in epoch"), "\(outcome)")
  }

  /// A programmer with five targets leaves an ideal card's cells at five conductances, each the nearest one.
  @Test func programmersAimAtStates() throws {
    let folder = try ScratchFolder()
    func program(_ more: [String]) throws -> [Double] {
      let outcome = try Program.run(
        [
          "chip", "program", "--card", "ideal", "--serial", "1", "--weights", folder.write(numbers(9, 7, 5), "W.npy"),
          "--export", folder.path("G.npy"),
        ] + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try NPY.readDoubles(folder.path("G.npy")).values
    }
    let exact = try program([])
    let rounded = try program(["--set", "chip.states=5"])
    for (wanted, found) in zip(exact, rounded) {
      #expect(abs(found - (wanted / 6.25).rounded() * 6.25) < 1e-4 || abs(wanted.remainder(dividingBy: 6.25)) > 3.12)
      #expect(abs(found / 6.25 - (found / 6.25).rounded()) < 1e-5)
    }
    #expect(Set(rounded.map { Int(($0 / 6.25).rounded()) }).count == 5)
  }

  /// Counts and sizes that no machine has, in every command that takes one.
  @Test(
    arguments: [
      ["device", "sample", "pcm-joshi2020", "--target", "5uS", "--count", "N", "--output", "g.npy"],
      ["device", "trace", "pcm-joshi2020", "--target", "5uS", "--interval", "1s", "--count", "N", "--output", "g.npy"],
      ["device", "spectrum", "pcm-joshi2020", "--target", "5uS", "--interval", "1s", "--devices", "N"],
      ["device", "pulse", "ecram-tang2018", "--up", "N", "--down", "N", "--output", "g.npy"],
      [
        "device", "iv", "rram-milo2021", "--state", "75uS", "--from=-0.1V", "--to", "0.1V", "--points", "N", "--output",
        "g.npy",
      ],
      ["device", "check", "ideal", "--draws", "N"], ["dataset", "info", "digits", "--test", "N"],
      ["dataset", "show", "digits", "--columns", "N", "--output", "s.png"],
      ["dataset", "export", "--output", "set", "--train", "N"],
      ["wires", "map", "--cell-resistance", "1e4", "--node", "22nm", "--rows", "N", "--output", "m.png"],
      ["wires", "map", "--cell-resistance", "1e4", "--node", "22nm", "--columns", "N", "--output", "m.png"],
      ["chip", "show", "--card", "ideal", "--serial", "1", "--rows", "N"],
      ["chip", "show", "--card", "ideal", "--serial", "N"],
      ["chip", "compare", "--card", "ideal", "--serials", "1,N"],
      ["chip", "compare", "--card", "ideal", "--serials", "1,2", "--cols", "N"],
      ["train", "--hidden", "N"], ["train", "--batch", "N"], ["train", "--epochs", "N"],
      [
        "train", "--hidden", "4", "--train", "20", "--validation", "0", "--test", "10", "--epochs", "1", "--serial",
        "N",
      ],
      ["train", "--train", "N"], ["evaluate", "--load", "absent", "--test", "N"], ["compare", "--chips", "N"],
      ["run", "absent.yaml", "--output", "o", "--jobs", "N"],
      [
        "mvm", "--card", "ideal", "--serial", "N", "--weights", "absent.npy", "--inputs", "absent.npy", "--output",
        "o.npy",
      ],
    ], ["9223372036854775807", "-9223372036854775808", "-1", "0", "1e400", "nan", "", "4294967296"])
  func extremeCountsAreRefused(command: [String], value: String) throws {
    // An option that takes a value takes a negative one only with an equals sign.
    var words: [String] = []
    for word in command {
      if word.contains("N"), !word.hasPrefix("--"), word == "N" || word == "1,N" {
        let last = words.removeLast()
        words.append("\(last)=\(word.replacing("N", with: value))")
      } else {
        words.append(word)
      }
    }
    let folder = try ScratchFolder()
    let ending = try MeasuredProcess.start(words, in: folder.folder.path).end(within: 60)
    #expect([0, 1, 64, 65, 66].contains(ending.code) && ending.megabytes < 2048, "\(words): \(ending)")
  }
}
