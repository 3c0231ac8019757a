import Crossbar
import DeviceModels
import Matrices
import Periphery
import Randomness
import TestSupport
import Testing
import Units

/// A card and a serial number name one chip for ever; the run's seed only its noise.
@Suite struct ChipIdentityTests {
  private struct Portrait: Equatable {
    var signature: [Float]?
    var stuck: [Float]
    var inputGains: [Float]
    var outputGains: [Float]
    var outputOffsets: [Float]
    var die: DieVariation
  }

  private func portrait(_ name: String, serial: Int, seed: UInt64 = 1) throws -> Portrait {
    let chip = chip(try card(name), serial: serial, seed: seed, ChipConfiguration()) {
      $0.tile = TileShape(rows: 24, columns: 20)
      $0.dac.gainSpread = 0.01
    }
    var layer = try chip.layer(0, inputs: 40, outputs: 33, weightRange: 1, inSitu: false)
    try layer.calibrate(inputFullScale: 1)
    let (gains, offsets) = layer.outputConverters()
    return Portrait(
      signature: layer.cellSignature()?.values.elements, stuck: layer.stuckMap().elements,
      inputGains: layer.inputGains(), outputGains: gains, outputOffsets: offsets, die: chip.die)
  }

  @Test(arguments: ["pcm-joshi2020", "pcm-hermes2023", "ecram-tang2018", "reram-array-om2022", "sonos-40nm-2022"])
  func sameSerialSameChip(name: String) throws {
    let seven = try portrait(name, serial: 7)
    #expect(try portrait(name, serial: 7) == seven)
    // Another run is another noise on the same chip.
    #expect(try portrait(name, serial: 7, seed: 99) == seven)
    let eight = try portrait(name, serial: 8)
    #expect(eight.signature == nil || eight.signature != seven.signature)
    #expect(eight.outputGains != seven.outputGains && eight.outputOffsets != seven.outputOffsets)
    #expect(eight.inputGains != seven.inputGains)
    #expect(eight.stuck != seven.stuck || !seven.stuck.contains { $0 >= 0 })
  }

  /// The chips of a card differ by the card's split, those without one not at all.
  @Test func diesDifferByTheCardsSplit() throws {
    let (split, alike) = (try card("pcm-joshi2020"), try card("ideal"))
    let dies = (0..<20_000).map { chip(split, serial: $0, ChipConfiguration()) }
    let expectation = StatisticalExpectation(comparisons: 2)
    try expectation.normalDeviation(of: dies.map { Double($0.periphery.gain) }, is: 0.05, "gain of reads")
    try expectation.normalDeviation(of: dies.map { Double($0.die.driftExponent) }, is: 0.10, "drift exponent")
    let same = chip(alike, serial: 3, ChipConfiguration())
    #expect(same.die == .none && same.periphery == .none)
  }

  /// Cells, tiles and layers of one chip differ from one another, too.
  @Test func noTwoArraysAreAlike() throws {
    let chip = chip(try card("ecram-tang2018"), ChipConfiguration()) { $0.tile = TileShape(rows: 16, columns: 16) }
    let first = try #require(try chip.layer(0, inputs: 32, outputs: 32, weightRange: 1, inSitu: true).cellSignature())
    let second = try #require(try chip.layer(1, inputs: 32, outputs: 32, weightRange: 1, inSitu: true).cellSignature())
    #expect(first.values != second.values)
    let values = first.values
    let tiles = [(0, 0), (0, 16), (16, 0), (16, 16)].map { row, column in
      (0..<16).flatMap { i in (0..<16).map { values[row + i, column + $0] } }
    }
    for one in 0..<4 { for other in one + 1..<4 { #expect(tiles[one] != tiles[other]) } }
  }

  /// The identity of a cell does not depend on whether the layer learns in situ, on converters or on the temperature.
  @Test func identityIgnoresOperation() throws {
    let card = try card("ecram-tang2018")
    let plain = chip(card, ChipConfiguration())
    let other = chip(card, .perfect) {
      $0.variation = ChipVariation()
      $0.temperature = Kelvin(350)
      $0.writePolicy = .mixedPrecision
    }
    #expect(
      try plain.layer(0, inputs: 20, outputs: 20, weightRange: 1, inSitu: false).cellSignature()?.values
        == other.layer(0, inputs: 20, outputs: 20, weightRange: 2, inSitu: true).cellSignature()?.values)
  }

  @Test func readNoiseIsDrawnAnewAndReproducible() throws {
    func reads(seed: UInt64) throws -> [Matrix] {
      var layer = try chip(try card("pcm-joshi2020"), seed: seed, ChipConfiguration()) { $0.age = Seconds(10) }
        .layer(0, inputs: 30, outputs: 20, weightRange: 1, inSitu: false)
      layer.program(uniforms(30, 20, "weights"))
      try layer.calibrate(inputFullScale: 1)
      let activities = uniforms(10, 30, "activities")
      return (0..<3).map { _ in layer.measure(activities) }
    }
    let first = try reads(seed: 1)
    #expect(first[0] != first[1] && first[1] != first[2])
    #expect(try reads(seed: 1) == first)
    #expect(try reads(seed: 2)[0] != first[0])
  }

  /// The write noise of a run depends on its seed; what the cells are does not.
  @Test func theSeedChangesWritesButNotCells() throws {
    func programmed(seed: UInt64) throws -> (weights: Matrix, signature: Matrix?) {
      var layer = try chip(try card("ecram-tang2018"), seed: seed, ChipConfiguration())
        .layer(0, inputs: 20, outputs: 20, weightRange: 1, inSitu: true)
      layer.program(uniforms(20, 20, "weights", bound: 0.5))
      return (layer.effectiveWeights(), layer.cellSignature()?.values)
    }
    let (one, two) = (try programmed(seed: 1), try programmed(seed: 2))
    #expect(one.weights != two.weights && one.signature == two.signature)
  }
}
