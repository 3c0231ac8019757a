internal import Crossbar
internal import Foundation
internal import Matrices
package import Reports
internal import Statistics

extension ChipPortrait {
  /// What `mortal chip show` prints: the fingerprint and the statistics of the chip's variation, with 95 % intervals.
  /// - Throws: `StatisticsError` where a spread cannot be estimated.
  package func table() throws -> Table {
    var table = Table(
      caption: "Chip \(card) serial \(serial), an array of \(rows) x \(columns)", columns: ["property", "value", "n"])
    func add(_ name: String, _ values: [Float]) throws {
      let sample = try Sample(values, name: name)
      let mean = try sample.meanInterval()
      let spread = try sample.standardDeviationInterval()
      table.append([
        .text("\(name), mean"), .interval(sample.mean, lower: mean.lower, upper: mean.upper, decimals: 5),
        .count(values.count),
      ])
      table.append([
        .text("\(name), standard deviation"),
        .interval(try sample.standardDeviation(), lower: spread.lower, upper: spread.upper, decimals: 5),
        .count(values.count),
      ])
    }
    table.append([.text("fingerprint (SHA-256)"), .text(fingerprint), .missing])
    table.append([.text("die-wide factor on reads (periphery)"), .number(Double(dieReadGain), decimals: 4), .count(1)])
    table.append([.text("die-wide factor on write steps"), .number(Double(dieStep), decimals: 4), .count(1)])
    table.append([
      .text("die-wide factor on drift exponent"), .number(Double(dieDriftExponent), decimals: 4), .count(1),
    ])
    if let signature {
      try add("cell signature", signature.values.elements)
      table.append([.text("  which is"), .text(signature.meaning), .missing])
    } else {
      table.append([
        .text("cell signature"), .text("none: the card knows no lasting difference between cells"), .missing,
      ])
    }
    let share = try Proportion(successes: stuckCount, trials: stuck.count)
    let interval = try share.interval()
    table.append([
      .text("stuck cells, share"),
      .interval(share.estimate, lower: interval.lower, upper: interval.upper, decimals: 5), .count(stuck.count),
    ])
    try add("bit-line converter gain", outputGains)
    try add("bit-line converter offset (LSB)", outputOffsets)
    return table
  }

  /// Maps of stuck cells and signatures, and the gains and offsets of the converters.
  package func figures() -> [(name: String, figure: any Figure)] {
    func lines(_ matrix: Matrix) -> [[Double]] { (0..<matrix.rows).map { matrix.row($0).map(Double.init) } }
    let places = (Axis("word line"), Axis("bit line"))
    var figures: [(String, any Figure)] = [
      (
        "stuck-cells",
        HeatMap(
          title: "stuck cells of \(card) serial \(serial)",
          values: lines(stuck.map { $0 < 0 ? -0.25 : $0 }), rows: places.0, columns: places.1,
          colour: Axis("stuck at G/Gmax (below 0: working)", range: -0.25...1), map: .viridis)
      ),
      (
        "converters",
        ScatterPlot(
          title: "bit-line converters of \(card) serial \(serial)", x: Axis("gain"), y: Axis("offset", unit: "LSB"),
          series: [
            .init("one converter a bit line", x: outputGains.map(Double.init), y: outputOffsets.map(Double.init))
          ])
      ),
    ]
    if let signature {
      figures.append(
        (
          "cell-signature",
          HeatMap(
            title: "cells of \(card) serial \(serial)", values: lines(signature.values), rows: places.0,
            columns: places.1, colour: Axis("G/Gmax"), map: .viridis)
        ))
      figures.append(
        (
          "cell-signature-distribution",
          Histogram(
            x: Axis("cell signature, G/Gmax"),
            series: [.init("\(rows * columns) cells", values: signature.values.elements.map(Double.init))])
        ))
    }
    return figures
  }
}

extension ChipDistance {
  /// What `mortal chip compare` prints.
  package static func table(_ distances: [ChipDistance], of portrait: ChipPortrait) -> Table {
    var table = Table(
      caption: "Chips of \(portrait.card), arrays of \(portrait.rows) x \(portrait.columns); Hamming distance of "
        + (portrait.signature == nil || !portrait.cellsDiffer
          ? "converter gains (the card's cells do not differ for good)" : "neighbouring cells' signatures"),
      columns: ["serials", "same chip", "correlation", "RMS difference (G/Gmax)", "Hamming distance", "bits"])
    for distance in distances {
      table.append([
        .text("\(distance.first), \(distance.second)"), .text(distance.sameFingerprint ? "yes" : "no"),
        distance.correlation.map { .number($0, decimals: 4) } ?? .missing,
        distance.rootMeanSquare.map { .number($0, decimals: 5) } ?? .missing,
        .interval(
          distance.hamming, lower: distance.hammingInterval.lower, upper: distance.hammingInterval.upper, decimals: 4),
        .count(distance.bits),
      ])
    }
    return table
  }
}
