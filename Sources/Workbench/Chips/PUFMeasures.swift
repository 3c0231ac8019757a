package import Crossbar
internal import Foundation
internal import Matrices
package import Reports
package import Statistics
internal import Units

/// Chips of a card as physically unclonable functions: how unlike they are, and how surely each one is known again.
///
/// Every cell of an array is written to one and the same weight, half of the largest, once; then the array is read back
/// through its own converters. A bit says which of two neighbouring cells of a bit line reads larger: what a line or a
/// die has in common, offsets of converters above all, drops out. Equal readings are the bit false.
///
/// Definitions: A. Maiti, V. Gunreddy, P. Schaumont, A systematic method to evaluate and compare the performance of
/// physical unclonable functions (2013): uniqueness is the mean Hamming distance between chips (ideal ½), reliability
/// one minus the mean distance of a chip's later responses from its first (ideal 1), uniformity the share of ones
/// (ideal ½).
package struct PUFMeasures: Sendable {
  /// A share with its interval at 95 %, over chips.
  package struct Share: Sendable {
    package let what: String
    package let ideal: String
    package let value: Double
    package let interval: Interval?
    package let count: Int
  }

  package let shares: [Share]
  package let bits: Int
  package let chips: Int

  /// Later times and other temperatures at which chips are asked again.
  private static let times: [(String, Double)] = [("after 1 d", 86_400), ("after 1 y", 3.156e7)]
  private static let temperatures: [(String, Double)] = [("at 273 K", 273), ("at 358 K", 358)]

  /// - Throws: what making the layers throws.
  package init(_ chips: [Chip], rows: Int, columns: Int) throws {
    var first: [[Bool]] = []
    var kept: [String: [Double]] = [:]
    for chip in chips {
      var layer = try chip.layer(0, inputs: rows, outputs: columns, weightRange: 1, inSitu: false)
      layer.program(Matrix(rows: rows, columns: columns, repeating: 0.5))
      try layer.calibrate(inputFullScale: 1)
      let enrolled = Self.response(&layer)
      first.append(enrolled)
      func ask(_ what: String, _ change: (inout CrossbarLayer) -> Void) {
        var later = layer
        change(&later)
        let same = zip(enrolled, Self.response(&later)).count { $0 == $1 }
        kept[what, default: []].append(Double(same) / Double(max(enrolled.count, 1)))
      }
      ask("read again") { _ in }
      for (what, seconds) in Self.times { ask(what) { $0.age = Seconds(seconds) } }
      for (what, kelvin) in Self.temperatures { ask(what) { $0.temperature = Kelvin(kelvin) } }
    }
    self.chips = chips.count
    bits = first.first?.count ?? 0
    var shares = [try Self.uniqueness(first, chips)]
    let order = ["read again"] + Self.times.map(\.0) + Self.temperatures.map(\.0)
    for what in order {
      shares.append(Self.share("reliability, \(what)", ideal: "1", kept[what] ?? []))
    }
    shares.append(
      Self.share("uniformity", ideal: "0.5", first.map { Double($0.count { $0 }) / Double(max($0.count, 1)) }))
    self.shares = shares
  }

  private static func response(_ layer: inout CrossbarLayer) -> [Bool] {
    let read = layer.readBack()
    return (0..<read.rows / 2).flatMap { pair in
      (0..<read.columns).map { column in
        read.elements[2 * pair * read.columns + column] > read.elements[(2 * pair + 1) * read.columns + column]
      }
    }
  }

  private static func uniqueness(_ responses: [[Bool]], _ chips: [Chip]) throws -> Share {
    var pairs: [ChipPairs.Pair] = []
    var distances: [Double] = []
    var differing = 0
    for a in responses.indices {
      for b in responses.indices where b > a && chips[a].serial != chips[b].serial {
        let apart = zip(responses[a], responses[b]).count { $0 != $1 }
        differing += apart
        distances.append(Double(apart) / Double(max(responses[a].count, 1)))
        pairs.append(.init(donor: chips[a].serial, recipient: chips[b].serial))
      }
    }
    let all = distances.count * (responses.first?.count ?? 0)
    let mean = distances.isEmpty ? .nan : distances.reduce(0, +) / Double(distances.count)
    // Over chips where there are enough of them; over bits, which are taken as independent, where there are not.
    let overChips = try? ChipPairs(pairs).interval { weights in
      let total = weights.reduce(0, +)
      return total > 0 ? zip(weights, distances).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
    }
    let overBits = all > 0 ? try Proportion(successes: differing, trials: all).interval() : nil
    let interval = overChips ?? overBits
    return Share(what: "uniqueness", ideal: "0.5", value: mean, interval: interval, count: distances.count)
  }

  private static func share(_ what: String, ideal: String, _ values: [Double]) -> Share {
    let sample = try? Sample(values)
    return Share(
      what: what, ideal: ideal, value: sample?.mean ?? .nan, interval: sample.flatMap { try? $0.meanInterval() },
      count: values.count)
  }

  /// What `mortal chip compare` prints.
  package func table() -> Table {
    var table = Table(
      caption:
        "As a physically unclonable function: all cells written to one weight, \(bits) bits a chip, each which of two "
        + "neighbours of a bit line reads larger; 95 % intervals over chips (of two chips, over bits).",
      columns: ["measure", "value", "ideal", "n"])
    for share in shares {
      table.append([
        .text(share.what),
        share.interval.map { .interval(share.value, lower: $0.lower, upper: $0.upper, decimals: 4) }
          ?? .number(share.value, decimals: 4), .text(share.ideal), .count(share.count),
      ])
    }
    return table
  }
}
