import ExperimentReports
import Foundation
import Reports
import RunStore
import TestSupport
import Testing

/// Which swept fields a report takes together.
struct SweptFieldsTests {
  /// Tables of an experiment that sweeps in this way, every run of which errs by a tenth.
  private func tables(_ sweep: String) throws -> [Table] {
    let scratch = try ScratchDirectory()
    let text = "name: swept\nquestion: What goes together?\nlearners: [ff-in-situ]\nsweep:\n  zip:\n" + sweep
    try MadeUpRuns.enter(text, into: scratch.url) { _ in [.init("testError", 0.1)] }
    return try ExperimentReport(in: scratch.url).tables()
  }

  /// A card says how it is written: one axis, with a run at every card, whichever field is named first.
  @Test(arguments: [true, false]) func whatAFieldSaysIsNoAxisOfItsOwn(cardFirst: Bool) throws {
    let card = "chip.card: [ecram-tang2018, ecram-mo2019, rram-gong2018, rram-taox-hfox-wu2018]"
    let write = "chip.write: [mixedPrecision, mixedPrecision, writeVerify, writeVerify]"
    let fields = cardFirst ? [card, write] : [write, card]
    let found = try tables("    - {chips: 1...2}\n    - \(fields[0])\n      \(fields[1])\n")
    let swept = found.filter { $0.columns.first?.hasPrefix("chip.") == true }
    #expect(swept.map(\.columns[0]) == ["chip.card, chip.write"])
    let rows = try #require(swept.first).rows
    #expect(rows.count == 4 && rows.allSatisfy { !$0.contains(.missing) })
  }

  /// Two fields of which neither says what the other is are two axes, though one run moves both.
  @Test func independentFieldsAreTwoAxes() throws {
    let found = try tables(
      "    - {chips: 1...2}\n    - chip.variation.deviceToDevice: [1, 4, 1, 4]\n      chip.variation.stuckLow: [0, 0, 0.1, 0.1]\n"
    )
    let swept = found.filter { $0.columns.first?.hasPrefix("chip.") == true }.map(\.columns[0])
    #expect(swept == ["chip.variation.deviceToDevice", "chip.variation.stuckLow"])
  }

  /// 350 mV are 0.35000000000000003 V to a computer, and to nobody else.
  @Test func quantitiesAreShownAsTheyWereMeant() throws {
    let found = try tables("    - {chips: 1...2}\n    - chip.readVoltage: [150 mV, 350 mV]\n")
    let swept = try #require(found.first { $0.columns.first == "chip.readVoltage" })
    #expect(swept.rows.map(\.first) == [.text("0.15 V"), .text("0.35 V")])
  }
}
