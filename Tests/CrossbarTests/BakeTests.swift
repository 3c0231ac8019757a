import Crossbar
import DeviceModels
import Foundation
import Matrices
import Statistics
import TestSupport
import Testing
import Units
import Wires

/// Temperature on a chip: bakes, wires, and what is said where a card knows nothing of it.
@Suite struct BakeTests {
  private func layer(_ name: String, _ edit: (inout ChipConfiguration) -> Void = { _ in }) throws -> CrossbarLayer {
    var layer = try chip(try card(name), .perfect) { edit(&$0) }
      .layer(0, inputs: 100, outputs: 100, weightRange: 1, inSitu: false)
    layer.program(Matrix(rows: 100, columns: 100, repeating: 0.75))
    return layer
  }

  /// 10,000 cells at 180 uS between the measured bins, on both cells of every pair.
  @Test func bakingMovesTheCells() throws {
    var layer = try layer("rram-levy2023-a")
    let before = layer.conductances()
    try layer.bake(at: Kelvin(533.15), for: Seconds(3600))
    let after = layer.conductances()
    let moved = try Sample(after.cells.minus(before.cells).elements.map { Double($0) * 240 })
    // Between 169.8 uS (mean -86.6, deviation 52.9) and 190 uS (-85.6, 57.0), measured.
    #expect(moved.mean > -90 && moved.mean < -80)
    #expect(try moved.standardDeviation() > 50 && moved.standardDeviation() < 59)
    #expect(after.reference != before.reference)
    let one = layer.conductances()
    try layer.bake(at: Kelvin(533.15), for: Seconds(3600))
    #expect(layer.conductances().cells != one.cells, "every bake has draws of its own")
    #expect(throws: DeviceModelsError.self) { try layer.bake(at: Kelvin(600), for: Seconds(3600)) }
  }

  /// An oven makes Arrhenius cells old: a bake is a jump of their clock; cells that know no temperature only wait.
  @Test func bakingAgesByArrhenius() throws {
    var known = try layer("rram-1t1r-levy2021")
    try known.bake(at: Kelvin(358), for: Seconds(3600))
    let rate = exp(2.25 / 8.617333262e-5 * (1 / 300.0 - 1 / 358.0))
    #expect(abs(known.age.value / (3600 * rate) - 1) < 1e-6)
    var unknown = try layer("rram-milo2021")
    let before = unknown.conductances().cells
    try unknown.bake(at: Kelvin(400), for: Seconds(3600))
    #expect(unknown.age == Seconds(3600))
    #expect(unknown.conductances().cells == before)
  }

  /// Copper: 0.39 % a kelvin. The loss through wires grows as their resistance.
  @Test(arguments: [0.0, 1e-4]) func wiresFollowTheTemperature(tolerance: Double) throws {
    var layer = try layer("ideal") {
      $0.wires.word = Ohms(0.1)
      $0.wires.bit = Ohms(0.1)
      $0.wireTolerance = tolerance
    }
    func loss() -> Double {
      let seen = layer.effectiveWeights().elements.reduce(0.0) { $0 + Double($1) } / 1e4
      return 1 - seen / 0.75
    }
    let cool = loss()
    layer.temperature = Kelvin(400)
    let hot = loss()
    layer.temperature = Kelvin(300)
    #expect(abs(loss() - cool) < 1e-5)
    #expect(cool > 0.005)
    // Losses are nearly proportional to the resistance while they are small.
    #expect(abs(hot / cool - 1.39) < 0.06, "\(hot) against \(cool)")
  }

  @Test func cardsThatKnowNoTemperatureSaySo() throws {
    let warm = chip(try card("pcm-joshi2020"), ChipConfiguration()) {
      $0.temperature = Kelvin(400)
      $0.wires.word = Ohms(1)
    }
    let notice = try #require(warm.notices.first)
    #expect(notice.contains("says nothing of temperature") && notice.contains("thermal and shot noise"))
    #expect(notice.contains("wires"))
    #expect(chip(try card("rram-levy2023-a"), ChipConfiguration()) { $0.temperature = Kelvin(400) }.notices.isEmpty)
    #expect(chip(try card("pcm-joshi2020"), ChipConfiguration()).notices.isEmpty)
  }

  @Test func chipsOfIdenticalCellsSaySo() throws {
    #expect(chip(try card("rram-taox-hfox-wu2018"), ChipConfiguration()).comparisonNotice?.contains("alike") == true)
    #expect(chip(try card("rram-milo2021"), ChipConfiguration()).comparisonNotice?.contains("alike") == true)
    #expect(chip(try card("ecram-tang2018"), ChipConfiguration()).comparisonNotice == nil)
    let assumed = chip(try card("rram-taox-hfox-wu2018"), ChipConfiguration()) { $0.variation.assumedStep = 0.2 }
    #expect(assumed.comparisonNotice?.contains("assumed") == true && assumed.notices.count == 1)
  }
}
