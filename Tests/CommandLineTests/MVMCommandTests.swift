import Foundation
import Matrices
import NumPyFiles
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct MVMCommandTests {
  private let exact = ["--card", "ideal", "--serial", "1", "--dac-bits", "none", "--adc-bits", "none", "--no-noise"]
  private let weights = numbers(37, 21, 1)
  private let inputs = numbers(11, 37, 2)

  private func run(_ folder: ScratchFolder, _ options: [String], _ weights: String, _ inputs: String) throws
    -> Program.Outcome
  {
    try Program.run(
      ["mvm"] + options + ["--weights", weights, "--inputs", inputs, "--output", folder.path("Y.npy")])
  }

  /// With an ideal card and no converters Y is X·W to Float rounding, for every way NumPy may lay the files out.
  @Test(arguments: [false, true], [false, true]) func idealChipMultiplies(double: Bool, fortran: Bool) throws {
    let folder = try ScratchFolder()
    let outcome = try run(
      folder, exact + ["--tile", "16x16"], try folder.write(weights, "W.npy", double: double, fortran: fortran),
      try folder.write(inputs, "X.npy", double: double, fortran: fortran))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = try NPY.readMatrix(folder.path("Y.npy"))
    #expect(found.rows == 11 && found.columns == 21)
    for row in 0..<11 {
      for column in 0..<21 {
        let sum = (0..<37).reduce(0.0) { $0 + Double(inputs[row, $1]) * Double(weights[$1, column]) }
        #expect(abs(Double(found[row, column]) - sum) < 3e-6)
      }
    }
  }

  /// One array of an archive is named behind a colon, and gives what the array alone does.
  @Test func arraysOfArchives() throws {
    let folder = try ScratchFolder()
    let plain = try run(folder, exact, try folder.write(weights, "W.npy"), try folder.write(inputs, "X.npy"))
    #expect(plain.status == 0, "\(plain.errors)")
    let expected = try NPY.readMatrix(folder.path("Y.npy"))
    try NPZ.write(
      [NPZ.Entry("w", shape: [37, 21], .floats(weights.elements)), NPZ.Entry("other", shape: [1], .floats([1]))],
      deflated: true, to: folder.path("net.npz"))
    try SafeTensors(tensors: [Tensor(name: "x", shape: [11, 37], values: .float32(inputs.elements))])
      .write(to: folder.path("batch.safetensors"))
    let packed = try run(folder, exact, folder.path("net.npz:w"), folder.path("batch.safetensors"))
    #expect(packed.status == 0, "\(packed.errors)")
    #expect(try NPY.readMatrix(folder.path("Y.npy")) == expected)
    let unnamed = try run(folder, exact, folder.path("net.npz"), folder.path("batch.safetensors"))
    #expect(unnamed.status == 65 && unnamed.errors.contains("it has other, w"), "\(unnamed.errors)")
  }

  @Test func jsonTellsOfTheRun() throws {
    let folder = try ScratchFolder()
    let outcome = try run(
      folder, ["--card", "pcm-joshi2020", "--serial", "7", "--tile", "16x16", "--at", "1d", "--json"],
      try folder.write(weights, "W.npy"), try folder.write(inputs, "X.npy"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(summary["card"] as? String == "pcm-joshi2020" && summary["serial"] as? Int == 7)
    #expect(summary["tiles"] as? [Int] == [3, 2])
    for key in [
      "weightPerUnitConductance", "inputFullScale", "outputFullScale", "failedCells", "analogToDigitalConversions",
      "programPulses", "relativeError",
    ] {
      #expect(summary[key] is NSNumber, "\(key)")
    }
    #expect(summary["analogToDigitalConversions"] as? Int == 11 * 3 * 21)
  }

  /// The same seed, serial and files give the same bytes, with any number of threads; another serial or seed others.
  @Test func runsAreReproducible() throws {
    let folder = try ScratchFolder()
    let (w, x) = (try folder.write(weights, "W.npy"), try folder.write(numbers(300, 37, 3), "X.npy"))
    func bytes(_ options: [String]) throws -> Data {
      let outcome = try run(folder, ["--card", "pcm-joshi2020", "--at", "1d"] + options, w, x)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try Data(contentsOf: folder.url("Y.npy"))
    }
    let first = try bytes(["--serial", "7"])
    #expect(try bytes(["--serial", "7"]) == first)
    #expect(try bytes(["--serial", "7", "--threads", "2"]) == first)
    #expect(try bytes(["--serial", "8"]) != first)
    #expect(try bytes(["--serial", "7", "--seed", "2"]) != first)
    #expect(try bytes(["--serial", "7", "--wire-node", "22nm"]) != first)
  }

  /// Every kind of bad input: its exit status, and the words its message must have. Nothing is written.
  @Test func badInputIsNamed() throws {
    let folder = try ScratchFolder()
    let (w, x) = (try folder.write(weights, "W.npy"), try folder.write(inputs, "X.npy"))
    var poisoned = weights
    poisoned.elements[5] = .nan
    let nan = try folder.write(poisoned, "nan.npy")
    poisoned.elements[5] = .infinity
    let infinite = try folder.write(poisoned, "infinite.npy", double: true)
    let wide = try folder.write(numbers(11, 38, 4), "wide.npy")
    let empty = try folder.write(Matrix(rows: 0, columns: 37), "empty.npy")
    try Data("no numpy file at all".utf8).write(to: folder.url("garbage.npy"))
    try Data(contentsOf: folder.url("W.npy")).dropLast(8).write(to: folder.url("short.npy"))
    let ideal = ["--card", "ideal", "--serial", "1"]
    let cases: [(options: [String], weights: String, inputs: String, status: Int32, words: [String])] = [
      (ideal, nan, x, 65, ["nan.npy"]), (ideal, infinite, x, 65, ["infinite.npy"]),
      (ideal, w, wide, 64, ["wide.npy", "37 x 21", "11 x 38"]), (ideal, w, empty, 65, ["empty.npy"]),
      (ideal, folder.path("garbage.npy"), x, 65, ["garbage.npy"]),
      (ideal, folder.path("short.npy"), x, 65, ["short.npy"]),
      (ideal, folder.path("absent.npy"), x, 66, ["absent.npy"]),
      (ideal + ["--dac-bits", "0"], w, x, 64, ["dac-bits", "1...16"]),
      (ideal + ["--adc-bits", "17"], w, x, 64, ["adc-bits", "1...16"]),
      (ideal + ["--adc-bits", "many"], w, x, 64, ["adc-bits"]),
      (ideal + ["--tile", "128"], w, x, 64, ["128x128"]), (ideal + ["--at", "-1s"], w, x, 64, ["--at"]),
      (ideal + ["--temperature", "0K"], w, x, 64, ["temperature"]),
      (ideal + ["--mapping", "sideways"], w, x, 64, ["differentialPair"]),
      (ideal + ["--mapping", "referenceDevice"], w, x, 65, ["referenceDevice"]),
      (ideal + ["--word-resistance=-1 Ohm"], w, x, 64, ["-1"]), (ideal + ["--threads", "0"], w, x, 64, ["threads"]),
      (["--card", "idea", "--serial", "1"], w, x, 66, ["ideal"]),
    ]
    for (options, weights, inputs, status, words) in cases {
      let outcome = try run(folder, options, weights, inputs)
      #expect(outcome.status == status, "\(options) \(weights) \(inputs): \(outcome.status) \(outcome.errors)")
      for word in words { #expect(outcome.errors.contains(word), "'\(word)' in: \(outcome.errors)") }
      #expect(!FileManager.default.fileExists(atPath: folder.path("Y.npy")))
      #expect(outcome.output.isEmpty)
    }
  }
}
