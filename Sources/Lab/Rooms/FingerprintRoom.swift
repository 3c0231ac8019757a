internal import Crossbar
internal import ExperimentFiles
internal import Foundation
internal import Matrices
internal import Randomness
internal import Workbench

/// Room 3: which of five chips is this? Bits are those of `mortal chip compare`: whether the first of two neighbouring
/// cells is the larger.
enum FingerprintRoom {
  static let rows = 16
  static let columns = 16
  static let chips = 5

  struct Enrolment: Encodable, Sendable {
    struct OneChip: Encodable, Sendable {
      let serial: Int
      let bits: [Bool]
    }

    let card: String
    let rows: Int
    let chips: [OneChip]
    /// The read-out of one of them.
    let readout: [Bool]
    /// Share of bits that differ between two of the chips, pair by pair.
    let between: [Double]
    let command: String
  }

  struct Verdict: Encodable, Sendable {
    let isRight: Bool
    let serial: Int
    /// Of the read-out to each chip, share of bits.
    let distances: [Double]
    let bits: Int
    /// The same on the command line: the read-out, and each chip's signature.
    let commands: [String]
    /// What a shell makes of the files that these commands write: bits, and how many differ.
    let after: [String]
  }

  private struct Game {
    let card: String
    let serials: [Int]
    let round: Int
    let noise: Int
    let portraits: [ChipPortrait]
    let secret: Int
    let readout: [Bool]

    init(_ given: inout Parameters, cards: [String]) throws {
      card = try given.choice("card", of: cards, or: "ecram-tang2018")
      let first = try given.whole("serial", in: 0...999_000, or: 7)
      round = try given.whole("round", in: 1...999_999, or: 1)
      noise = try given.whole("noise", in: 0...60, or: 5)
      let asCard = card
      serials = (0..<chips).map { first + $0 }
      portraits = try serials.map { serial in
        try ChipPortrait(Self.chip(asCard, serial, seed: 1, noise: 1), rows: rows, columns: columns)
      }
      let draw = StreamKey(seed: UInt64(round)).child("lab.fingerprint", first).uniforms(1)[0]
      secret = min(chips - 1, Int(draw * Float(chips)))
      readout = try Self.bits(Self.chip(asCard, serials[secret], seed: UInt64(round), noise: noise))
    }

    /// A chip whose cells are written without verification, as fingerprints are: what differs stays.
    static func chip(_ card: String, _ serial: Int, seed: UInt64, noise: Int) throws -> Chip {
      let settings = CommandSettings(
        [
          ConfigurationOption("--card", ChipFields.card.path, card),
          ConfigurationOption("--serial", ChipFields.serial.path, "\(serial)"),
          ConfigurationOption("--tile", [ChipFields.tileRows.path, ChipFields.tileColumns.path], "\(rows)x\(columns)"),
          ConfigurationOption("--programming", ChipFields.programming.path, "openLoop"),
        ], assignments: ["chip.variation.cycleToCycle=\(noise)"])
      return try ChipSelection(settings, seed: seed).chip()
    }

    /// Bits of a real read-out: half of the pulses on every cell, with their noise, then a comparison of neighbours.
    static func bits(_ chip: Chip) throws -> [Bool] {
      let values = try ChipTransfer.program(Matrix(rows: rows, columns: columns), on: chip).microsiemens
      return stride(from: 0, to: rows * columns - 1, by: 2).map { values[$0] > values[$0 + 1] }
    }
  }

  static func enrol(_ given: Parameters, cards: [String]) throws -> Enrolment {
    var given = given
    let game = try Game(&given, cards: cards)
    try given.finish()
    var between: [Double] = []
    for first in 0..<chips {
      for second in first + 1..<chips {
        between.append(try ChipDistance(game.portraits[first], game.portraits[second]).hamming)
      }
    }
    return Enrolment(
      card: game.card, rows: rows,
      chips: zip(game.serials, game.portraits).map { .init(serial: $0, bits: $1.bits) }, readout: game.readout,
      between: between,
      command:
        "mortal chip compare --card \(game.card) --serials \(game.serials.map(String.init).joined(separator: ",")) "
        + "--rows \(rows) --cols \(columns)")
  }

  static func guess(_ given: Parameters, cards: [String]) throws -> Verdict {
    var given = given
    let game = try Game(&given, cards: cards)
    let guess = try given.whole("guess", in: 0...999_999, or: 0)
    try given.finish()
    guard game.serials.contains(guess) else {
      throw RequestFault(
        400,
        "guess: \(guess) is none of the five; allowed are \(game.serials.map(String.init).joined(separator: ", ")).")
    }
    let distances = game.portraits.map { portrait in
      Double(zip(portrait.bits, game.readout).count { $0 != $1 }) / Double(game.readout.count)
    }
    return Verdict(
      isRight: guess == game.serials[game.secret], serial: game.serials[game.secret], distances: distances,
      bits: game.readout.count,
      commands: [
        "mortal chip program --card \(game.card) --serial \(game.serials[game.secret]) --seed \(game.round) "
          + "--tile \(rows)x\(columns) --programming openLoop --set chip.variation.cycleToCycle=\(game.noise) "
          + "--weights zeros.npy --export readout.npy"
      ]
        + game.serials.map {
          "mortal chip show --card \(game.card) --serial \($0) --rows \(rows) --cols \(columns) --output chip-\($0)"
        },
      after: comparison(game.serials))
  }

  /// Lines of a shell that compare the first of two neighbouring cells with the second, in the read-out and in each chip's
  /// signature, and count the differences.
  private static func comparison(_ serials: [Int]) -> [String] {
    [
      "head=$(od -An -t u2 -j 8 -N 2 readout.npy)",
      "od -An -v -t f4 -w8 -j $((10 + head)) -N \(4 * rows * columns) readout.npy | awk '{ print ($1 > $2) }' > readout.bits",
      "for serial in \(serials.map(String.init).joined(separator: " ")); do",
      "  tail -n +2 chip-$serial/cell-signature.csv | awk -F, 'NR % 2 { first = $3; next } { print (first > $3) }' \\",
      "    | paste readout.bits - | awk -v serial=$serial '$1 != $2 { n += 1 }",
      "    END { printf \"chip %d: %d of %d bits differ from the read-out, %.4f\\n\", serial, n, NR, n / NR }'",
      "done",
    ]
  }
}
