internal import Energy
internal import Foundation
package import Reports
internal import Units

/// What `mortal energy estimate` and `mortal energy technologies` print.
package enum EnergyCommands {
  /// A net of so many weights that passes all of them once a token: power as crossbars and digitally.
  /// - Throws: `EnergyError`, `YAMLError`.
  package static func estimate(
    technology: String, weights: Double, tokensPerSecond: Double, bits: Int = 8
  ) throws -> (tables: [Table], notes: [String]) {
    let estimate = try InferenceEstimate(
      TechnologyLibrary.technology(technology), weights: weights, tokensPerSecond: tokensPerSecond, bits: bits)
    let (each, power) = (try estimate.multiplyAdd(), try estimate.power())
    var analog = Table(
      caption: "\(estimate.technology.title): \(estimate.array.rows) x \(estimate.array.columns) arrays, all full; "
        + "\(text(estimate.rate)) multiply-adds a second. In brackets the range in which sources put it.",
      columns: ["part", "a multiply-add (fJ)", "power (mW)", "share (%)"])
    for part in LedgerPart.allCases where power[part].value > 0 {
      analog.append([
        .text(part.title), cell(each[part], 1e15), cell(power[part], 1e3),
        .number(100 * power[part].value / power.total.value, decimals: 1),
      ])
    }
    analog.append([.text("sum"), cell(each.total, 1e15), cell(power.total, 1e3), .number(100, decimals: 1)])
    var digital = Table(
      caption: "The same multiply-adds in digital logic, and each weight brought to it once a token, a byte each.",
      columns: ["technology", "8-bit arithmetic (mW)", "weights from SRAM (mW)", "weights from another die (mW)"])
    for name in [technology, "digital-45nm", "digital-7nm"] {
      let other = try InferenceEstimate.digital(
        TechnologyLibrary.technology(name), weights: weights, tokensPerSecond: tokensPerSecond)
      digital.append([.text(other.id)] + other.watts.map { $0.map { cell($0, 1e3) } ?? .missing })
    }
    let notes = [
      "Counted: \(analog.rows.dropLast().count == 3 ? "cells, drivers and converters" : "what the table names") of one "
        + "pass of every weight a token.",
      "Not counted: " + InferenceEstimate.leftOut.joined(separator: "; ") + ".",
    ]
    return ([analog, digital], notes)
  }

  private static func text(_ value: Double) -> String { String(format: "%.3g", value) }

  private static func cell(_ energy: EnergyRange, _ scale: Double) -> Table.Cell {
    energy.low == energy.high
      ? .number(scale * energy.value)
      : .interval(scale * energy.value, lower: scale * energy.low, upper: scale * energy.high)
  }

  /// Every number of one technology with its source, or a line for each technology.
  /// - Throws: `EnergyError`, `YAMLError`.
  package static func technologies(_ name: String?) throws -> Table {
    guard let name else {
      var table = Table(columns: ["technology", "title", "confidence"])
      for technology in try TechnologyLibrary.find().technologies() {
        table.append([.text(technology.id), .text(technology.title), .text(technology.confidence)])
      }
      return table
    }
    let technology = try TechnologyLibrary.technology(name)
    var table = Table(
      caption: "\(technology.id): \(technology.title)",
      columns: ["number", "value (pJ)", "bits", "evidence", "source"])
    for number in Technology.Number.allCases.compactMap({ technology.numbers[$0] }) + technology.others {
      table.append([
        .text(number.name), cell(number.energy, 1e12), number.bits.map { .count($0) } ?? .missing,
        .text(number.evidence.rawValue), .text(number.source),
      ])
    }
    return table
  }
}

extension InferenceEstimate {
  /// Watts of arithmetic and of memory in a technology that need not have arrays.
  fileprivate static func digital(
    _ technology: Technology, weights: Double, tokensPerSecond: Double
  ) -> (id: String, watts: [EnergyRange?]) {
    let rate = weights * tokensPerSecond
    return (
      technology.id,
      [Technology.Number.multiplyAdd8, .nearByte, .farByte].map { number in
        technology.numbers[number].map { rate * $0.energy }
      }
    )
  }
}
