import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Randomness
import Statistics
import Substrate
import TestSupport
import Testing
import Units

/// Dies as they were measured (card `rram-1t1r-levy2021`), programming without verification, defects of a die.
@Suite struct DieTests {
  private func layer(_ serial: Int, _ programming: Programming, _ target: Double) throws -> CrossbarLayer {
    let chip = chip(try card("rram-1t1r-levy2021"), serial: serial, .perfect) {
      $0.variation = ChipVariation()
      $0.programming = programming
    }
    var layer = try chip.layer(0, inputs: 256, outputs: 256, weightRange: 1, inSitu: false)
    let low = chip.card.window.low
    let weight = (Float(target / 173.3) - low) / (1 - low)
    layer.program(Matrix(rows: 256, columns: 256, repeating: weight))
    return layer
  }

  /// Cells of the positive side, in microsiemens, that did not fail: failed ones lie anywhere, mostly far away.
  private func worked(_ layer: CrossbarLayer, _ target: Double) -> [Float] {
    layer.conductances().cells.elements.map { $0 * 173.3 }.filter { abs(Double($0) - target) < 20 }
  }

  /// Means after verified writing agree to 0.05 %; what it costs and how often it fails is each die's own. 65,536 cells.
  @Test(arguments: [(1, 0.0165, 84.1, 169.85, 2.00), (2, 0.0734, 58.0, 169.91, 2.01)])
  func theTwoMeasuredDies(
    _ serial: Int, _ failures: Double, _ pulses: Double, _ mean: Double, _ deviation: Double
  ) throws {
    let target = 169.88
    let layer = try layer(serial, .closedLoop, target)
    let count = 65_536.0
    #expect(abs(layer.tally.programPulses / (2 * count) - pulses) < 1e-6)
    // The negative cells were written to the low end and fail at the share of the lowest target that was measured.
    let low = serial == 1 ? 0.0072 : 0.0463
    let error = ((failures * (1 - failures) + low * (1 - low)) / count).squareRoot()
    let failed = Double(layer.tally.failedCells) / count
    #expect(abs(failed - failures - low) < 4.5 * error, "\(failed)")
    let cells = try Sample(worked(layer, target).filter { abs(Double($0) - target) < 9 })
    #expect(abs(cells.mean - mean) < 0.0005 * mean, "\(cells.mean)")
    // Failed cells that happen to lie near the target widen the spread a little.
    #expect(abs(try cells.standardDeviation() - deviation) < 0.08)
  }

  @Test func theDiesAgreeAfterVerificationAndNotWithoutIt() throws {
    func median(_ serial: Int, _ programming: Programming, _ target: Double) throws -> Double {
      let cells = try layer(serial, programming, target).conductances().cells.elements.sorted()
      return Double(cells[cells.count / 2]) * 173.3
    }
    let verified = try median(2, .closedLoop, 112.6) / median(1, .closedLoop, 112.6)
    // Failed cells lie anywhere and pull the median by a fiftieth of a per cent; the means of the others are tested above.
    #expect(abs(verified - 1) < 0.001)
    // The resistance of die 2 over that of die 1 after the same single pulse: 0.61 at 2.1 V (30 kOhm on die 1), 0.88 at
    // 3.0 V and beyond. Medians of 65,536 cells with a spread of 20 %: standard error 0.1 %.
    for (target, ratio) in [(1e6 / 29_642, 0.61), (1e6 / 7572.9, 0.76)] {
      let found = try median(1, .openLoop, target) / median(2, .openLoop, target)
      #expect(abs(found - ratio) < 0.006 * ratio, "\(target) uS: \(found)")
    }
    let one = try median(1, .openLoop, 112.6)
    #expect(abs(one - 112.6) < 0.006 * 112.6)
  }

  /// Further dies: drawn around the two. Median of the log-odds half-way, spread that of a prediction from n = 2.
  @Test func furtherDiesFollowThePriorOfTwo() throws {
    let card = try card("rram-1t1r-levy2021")
    let writing = try #require(card.verifiedWriting)
    let dies = (3..<4003).map { writing.die($0, identity: StreamKey(seed: 1).child("chip", $0)) }
    func odds(_ p: Double) -> Double { log(p / (1 - p)) }
    let drawn = try Sample(dies.map { odds($0.failures[1]) })
    let (a, b) = (odds(0.0165), odds(0.0734))
    let spread = abs(a - b) / 2.0.squareRoot() * 1.5.squareRoot()
    #expect(abs(drawn.mean - (a + b) / 2) < 4.5 * spread / 4000.0.squareRoot())
    #expect(abs(try drawn.standardDeviation() - spread) < 4.5 * spread / 8000.0.squareRoot())
    #expect(abs(try drawn.standardDeviation() - 1.05 * spread) > 2 * spread / 8000.0.squareRoot())
    #expect(dies.allSatisfy { $0.failures.allSatisfy { $0 > 0 && $0 < 1 } && $0.openLoopRatio.allSatisfy { $0 > 0 } })
    #expect(writing.die(7, identity: StreamKey(seed: 1)) == writing.die(7, identity: StreamKey(seed: 1)))
  }

  /// Pulses counted on the nominal cell, given to all: without spread they hit the target, with it dies and cells differ.
  @Test func openLoopPulsesHitOnlyTheNominalCell() throws {
    let weights = uniforms(40, 40, "openLoop", bound: 0.5)
    /// The largest error over twelve dies.
    func error(_ programming: Programming, _ edit: (inout ChipConfiguration) -> Void) throws -> Double {
      let card = try card("rram-taox-hfox-wu2018")
      return try (1...12).map { serial in
        var layer = try chip(card, serial: serial, .perfect) {
          $0.programming = programming
          edit(&$0)
        }.layer(0, inputs: 40, outputs: 40, weightRange: 1, inSitu: false)
        layer.program(weights)
        return Double(layer.effectiveWeights().minus(weights).largestMagnitude)
      }.max() ?? 0
    }
    let step = 2.0 / 128
    #expect(try error(.openLoop) { _ in } < 1.2 * step)
    #expect(try error(.openLoop) { $0.variation.dieStep = 0.2 } > 5 * step)
    #expect(try error(.closedLoop) { $0.variation.dieStep = 0.2 } < 4 * step)
    #expect(throws: CrossbarError.self) {
      try chip(try card("pcm-joshi2020"), .perfect) { $0.programming = .openLoop }
        .layer(0, inputs: 2, outputs: 2, weightRange: 1, inSitu: false)
    }
  }

  /// Setting one kind of defect leaves the others as the card has them.
  @Test func stuckLowKeepsTheCardsStuckMid() throws {
    func shares(_ low: Double?) throws -> (low: Double, mid: Double) {
      let layer = try chip(try card("reram-array-om2022"), ChipConfiguration()) { $0.variation.stuckLow = low }
        .layer(0, inputs: 300, outputs: 300, weightRange: 1, inSitu: false)
      let map = layer.stuckMap().elements.filter { $0 >= 0 }
      let bottom = layer.chip.card.window.low
      return (
        Double(map.count { abs($0 - bottom) < 1e-6 }) / 90_000, Double(map.count { abs($0 - bottom) >= 1e-6 }) / 90_000
      )
    }
    let set = try shares(0.2)
    #expect(abs(set.low - 0.2) < 4.5 * (0.16 / 90_000).squareRoot())
    #expect(abs(set.mid - 0.1348) < 4.5 * (0.1166 / 90_000).squareRoot())
    // As the card says, at this die's odds.
    let own = try shares(nil)
    #expect(own.low == 0 && own.mid > 0.02 && own.mid < 0.5)
    #expect(throws: CrossbarError.self) { try shares(0.9) }
  }

  @Test func failureRatesAreADiesOwn() throws {
    let card = try card("reram-array-om2022")
    let odds = (1...400).map { serial -> Double in
      let share = chip(card, serial: serial, ChipConfiguration()) { _ in }.defects.total
      return log(share / (1 - share))
    }
    let sample = try Sample(odds)
    #expect(abs(sample.mean - log(0.1348 / 0.8652)) < 4.5 * 0.5 / 20)
    #expect(abs(try sample.standardDeviation() - 0.5) < 4.5 * 0.5 / 800.0.squareRoot())
  }

  @Test func assumedSpreadMakesCellsDifferOnlyWhereNoneWasPublished() throws {
    func spread(_ name: String, _ assumed: Double) throws -> Double {
      let layer = try chip(try card(name), ChipConfiguration()) { $0.variation.assumedStep = assumed }
        .layer(0, inputs: 50, outputs: 50, weightRange: 1, inSitu: false)
      return try Sample(try #require(layer.cellSignature()).values.elements).standardDeviation()
    }
    // What is left without it is the die's gradient over the array, of one part in a hundred.
    #expect(try spread("rram-taox-hfox-wu2018", 0) < 0.012)
    #expect(try spread("rram-taox-hfox-wu2018", 0.2) > 0.04)
    #expect(throws: CrossbarError.self) { try spread("ecram-tang2018", 0.2) }
    #expect(throws: CrossbarError.self) { try spread("pcm-joshi2020", 0.2) }
  }

  /// RESET, then partial SETs: one-sided cells are written closed-loop from above, too.
  @Test func phaseChangeCellsAreWrittenBothWays() throws {
    var layer = try chip(try card("pcm-nandakumar2020"), .perfect) { _ in }
      .layer(0, inputs: 20, outputs: 20, weightRange: 1, inSitu: true)
    for sign: Float in [1, -1, 1] {
      let weights = uniforms(20, 20, "pcm", bound: 0.6).map { $0 * sign }
      layer.program(weights)
      // Steps near the low end are a seventh of the window: half of them, twice.
      #expect(Double(layer.effectiveWeights().minus(weights).largestMagnitude) < 0.35)
      #expect(layer.tally.failedCells < 80)
    }
  }
}
