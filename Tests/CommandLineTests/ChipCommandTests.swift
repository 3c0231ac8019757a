import Foundation
import Matrices
import NumPyFiles
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct ChipCommandTests {
  private func fingerprint(_ serial: Int, _ options: [String] = []) throws -> String {
    let outcome = try Program.run(
      ["chip", "show", "--card", "ecram-tang2018", "--serial", "\(serial)", "--rows", "16", "--cols", "16"] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let line = try #require(outcome.output.split(separator: "\n").first { $0.contains("SHA-256") })
    let hash = line.split(separator: " ").first { $0.count == 64 && $0.allSatisfy(\.isHexDigit) }
    return String(try #require(hash))
  }

  @Test func aChipHasAFingerprint() throws {
    let seven = try fingerprint(7)
    #expect(try fingerprint(7, ["--seed", "99"]) == seven, "the run's seed is no part of the chip")
    #expect(try fingerprint(8) != seven)
  }

  @Test func mapsAreDrawn() throws {
    let folder = try ScratchFolder()
    _ = try fingerprint(7, ["--output", folder.path("chip7")])
    for name in ["stuck-cells.csv", "cell-signature.csv", "converters.csv"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("chip7/" + name)), "\(name)")
    }
  }

  /// 7 and 7 are one chip; 7 and 8 differ in about half of the bits: 0.5 lies in the printed 95 % interval or near it.
  @Test func chipsAreComparedInPairs() throws {
    let outcome = try Program.run([
      "chip", "compare", "--card", "ecram-tang2018", "--serials", "7,8,7", "--rows", "64", "--cols", "64",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let same = try #require(lines.first { $0.hasPrefix("7, 7") })
    #expect(same.contains("yes") && same.contains("1.0000") && same.contains("0.0000"))
    let other = try #require(lines.first { $0.hasPrefix("7, 8") })
    let words = other.split(separator: " ").map(String.init)
    #expect(words.contains("no"))
    let interval = try #require(words.firstIndex { $0.hasPrefix("[") })
    let hamming = try #require(Double(words[interval - 1]))
    // 2048 bits: standard error 0.011.
    #expect(abs(hamming - 0.5) < 4.9 * 0.011)
    for serials in ["7", "a,b", ""] {
      #expect(try Program.run(["chip", "compare", "--card", "ideal", "--serials", serials]).status == 64)
    }
  }

  /// Conductances written by `chip program` and put back by `chip read` give the currents Σ x G V.
  @Test func conductancesGoOutAndIn() throws {
    let folder = try ScratchFolder()
    let weights = try folder.write(numbers(20, 10, 5), "W.npy")
    let inputs = numbers(6, 20, 6)
    let programmed = try Program.run([
      "chip", "program", "--card", "pcm-joshi2020", "--serial", "7", "--weights", weights, "--export",
      folder.path("g.npy"),
    ])
    #expect(programmed.status == 0, "\(programmed.errors)")
    let (shape, values) = try NPY.readDoubles(folder.path("g.npy"))
    #expect(shape == [2, 20, 10] && values.allSatisfy { (0...37.5).contains($0) })
    // The ideal card on the same window reads the array without error of its own.
    let read = try Program.run([
      "chip", "read", "--card", "ideal", "--serial", "1", "--dac-bits", "none", "--adc-bits", "none", "--no-noise",
      "--conductances", folder.path("g.npy"), "--inputs", try folder.write(inputs, "X.npy"), "--output",
      folder.path("I.npy"),
    ])
    #expect(read.status == 0, "\(read.errors)")
    let currents = try NPY.readMatrix(folder.path("I.npy"))
    for row in 0..<6 {
      for column in 0..<10 {
        // Microsiemens times 0.2 V are microamperes.
        let sum = (0..<20).reduce(0.0) {
          $0 + Double(inputs[row, $1]) * 0.2 * (values[$1 * 10 + column] - values[200 + $1 * 10 + column])
        }
        #expect(abs(Double(currents[row, column]) - sum) < 2e-4)
      }
    }
    let wrong = try Program.run([
      "chip", "read", "--card", "ideal", "--serial", "1", "--conductances", folder.path("g.npy"), "--inputs",
      try folder.write(numbers(6, 21, 6), "X21.npy"), "--output", folder.path("no.npy"),
    ])
    #expect(wrong.status == 64 && wrong.errors.contains("2 x 20 x 10"), "\(wrong.errors)")
  }
}
