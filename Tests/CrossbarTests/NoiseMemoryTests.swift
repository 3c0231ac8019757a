import Crossbar
import DeviceModels
import Foundation
import Matrices
import Statistics
import TestSupport
import Testing
import Units
import Wires

/// Read noise of a chip with a memory: slow parts stand in the conductances, fast ones in the outputs.
@Suite struct NoiseMemoryTests {
  /// A chip with nothing but the published read noise of its cells.
  private func layer(
    _ name: String, inputs: Int, outputs: Int, g: Float = 0.5, changing: (inout ChipConfiguration) -> Void = { _ in }
  ) throws -> CrossbarLayer {
    var layer = try chip(try card(name), .perfect) {
      $0.readNoise = true
      $0.variation.readNoise = 1
      $0.mapping = .differentialPair
      changing(&$0)
    }.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: false)
    layer.set(
      cells: Matrix(rows: inputs, columns: outputs, repeating: g), reference: Matrix(rows: inputs, columns: outputs))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  private func identity(_ count: Int) -> Matrix {
    var matrix = Matrix(rows: count, columns: count)
    for index in 0..<count { matrix[index, index] = 1 }
    return matrix
  }

  /// Must (a) on a chip: deviations of 160,000 cells, each read once, have the published variance within 2 % at 20 s, an
  /// hour and a day, whether reads take time (part of the noise is at the outputs) or the clock stands still.
  @Test(arguments: ["pcm-joshi2020", "pcm-hermes2023", "rram-cmo-hfox2025"], [true, false])
  func snapshotVarianceIsTheFormula(name: String, runs: Bool) throws {
    var layer = try layer(name, inputs: 100, outputs: 1600) {
      $0.time = runs ? ChipTime() : .still
    }
    let full = layer.chip.card.window.gMax.value * 1e6
    for time in [20.0, 3600, 86_400] {
      layer.age = Seconds(time)
      let still = layer.conductances()
      let reads = layer.measure(identity(100))
      // Relative to what the formula says for each cell's own conductance.
      let deviations = reads.elements.indices.map { index in
        let g = Double(still.cells.elements[index])
        let read = Double(reads.elements[index] / layer.scale) + Double(still.reference.elements[index])
        let sigma: Double =
          switch name {
          case "pcm-joshi2020": g * 0.0088 / pow(0.5, 0.65) * log((time + 250e-9) / 500e-9).squareRoot()
          case "pcm-hermes2023":
            g * (0.0069 * 0.125 - 0.0280 * 0.25 + 0.0211 * 0.5 + 0.0123)
              * log((time + 512e-9) / 1024e-9).squareRoot()
          default: 0.0277316483 * log10(g * full) / full * log((time + 1e-6) / 2e-6).squareRoot()
          }
        return (read - g) / sigma
      }
      let variance = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
      expectClose(variance, 1, relative: 0.02, "\(name) after \(time) s")
    }
  }

  /// Must (d): the mean of 400 reads at one moment scatters over 2,000 outputs as much as one read; drawn anew at every
  /// read it scatters a twentieth.
  @Test func averagingGainsNothingOnAFrozenPart() throws {
    func scatter(memory: Bool) throws -> (one: Double, mean: Double) {
      var layer = try layer("pcm-joshi2020", inputs: 1, outputs: 2000) {
        $0.noiseMemory = memory
        $0.time = .still
      }
      let reads = layer.measure(Matrix(rows: 400, columns: 1, repeating: 1))
      let means = (0..<2000).map { reads.column($0).reduce(0, +) / 400 }
      return (try Sample(reads.row(0).map(Double.init)).standardDeviation(), try Sample(means).standardDeviation())
    }
    let frozen = try scatter(memory: true)
    expectClose(frozen.mean, frozen.one, relative: 1e-4)
    let fresh = try scatter(memory: false)
    expectClose(fresh.mean, fresh.one / 20, relative: 0.15)
    expectClose(fresh.one, frozen.one, relative: 0.1)
  }

  /// Two reads a wait apart: the deviations of 60,000 cells correlate as the process says, and not 5 % more.
  @Test(arguments: [1e-3, 0.1, 10.0])
  func deviationsFollowTheClock(wait: Double) throws {
    var layer = try layer("pcm-joshi2020", inputs: 60, outputs: 1000) { $0.time = .still }
    layer.age = Seconds(86_400)
    let ladder = try #require(layer.chip.card.readNoise?.spectrum).ladder(at: layer.age)
    let still = layer.conductances().cells.elements
    func deviations() -> [Double] {
      zip(layer.measure(identity(60)).elements, still).map { (Double($0 / layer.scale) - Double($1)) / Double($1) }
    }
    let first = deviations()
    #expect(deviations() == first, "the clock stands still")
    layer.wait(Seconds(wait))
    let second = deviations()
    let power = first.reduce(0) { $0 + $1 * $1 } / Double(first.count)
    let products = zip(first, second).map { $0 * $1 / power }
    let expected = ladder.autocorrelation(Seconds(wait))
    try StatisticalExpectation(comparisons: 3).mean(of: products, is: expected, not: 1.08 * expected)
  }

  /// Reads that take time, threads and splits: the same bits where slow noise changes within the batch.
  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn])
  func anySplitAnyThreadsWhileNoiseMoves(mapping: WeightMapping) throws {
    func layer(threads: Int) throws -> CrossbarLayer {
      var layer = try chip(try card("pcm-joshi2020"), ChipConfiguration()) {
        $0.threads = threads
        $0.mapping = mapping
        $0.tile = TileShape(rows: 32, columns: 16)
        $0.time.readPeriod = .every(Seconds(1e-3))
      }.layer(0, inputs: 70, outputs: 45, weightRange: 1, inSitu: false)
      layer.program(uniforms(70, 45, "weights"))
      try layer.calibrate(on: normals(200, 70, "calibration"))
      return layer
    }
    let activities = normals(1100, 70, "activities")
    var whole = try layer(threads: 1)
    let expected = [whole.measure(activities), whole.measure(activities)]
    #expect(expected[0].rows(0..<200) != expected[1].rows(0..<200))
    var parallel = try layer(threads: 3)
    #expect(parallel.measure(activities) == expected[0] && parallel.measure(activities) == expected[1])
    #expect(parallel.clock == whole.clock && whole.age > Seconds(22))
    for sizes in [[1, 1099], [300, 500, 300], [900, 200]] {
      var parts = try layer(threads: 1)
      for reference in expected {
        var found: [Float] = []
        var first = 0
        for size in sizes {
          found += parts.measurePart(activities.rows(first..<first + size), firstSample: first).elements
          first += size
        }
        parts.nextRead()
        #expect(found == reference.elements)
      }
      #expect(parts.clock == whole.clock)
    }
  }

  /// A saved chip goes on bit for bit without any state of its noise but the clock.
  @Test func resumingNeedsTheClockOnly() throws {
    func layer() throws -> CrossbarLayer {
      try chip(try card("pcm-joshi2020"), ChipConfiguration()) { $0.time.readPeriod = .every(Seconds(1e-2)) }
        .layer(0, inputs: 40, outputs: 30, weightRange: 1, inSitu: false)
    }
    let activities = normals(500, 40, "activities")
    var whole = try layer()
    whole.program(uniforms(40, 30, "weights"))
    try whole.calibrate(inputFullScale: 1)
    _ = whole.measure(activities)
    whole.wait(Seconds(1234.5))
    let saved = whole.state
    var resumed = try layer()
    try resumed.restore(saved)
    #expect(resumed.measure(activities) == whole.measure(activities))
    #expect(resumed.readBack() == whole.readBack())
    #expect(resumed.clock == whole.clock && resumed.state == whole.state)
  }

  /// Reads, read-backs and waits move the clock by what they take; `none` keeps it still.
  @Test func whatMovesTheClock() throws {
    for (period, seconds) in [(ChipTime.ReadPeriod.none, 0), (.integration, 250e-9), (.every(Seconds(1e-3)), 1e-3)] {
      var layer = try layer("pcm-joshi2020", inputs: 4, outputs: 4) { $0.time.readPeriod = period }
      let start = layer.age
      _ = layer.measure(Matrix(rows: 100, columns: 4, repeating: 1))
      expectClose(layer.age.value - start.value, 100 * seconds, absolute: 1e-12)
      _ = layer.readBack()
      expectClose(layer.age.value - start.value, 104 * seconds, absolute: 1e-12)
      layer.wait(Seconds(60))
      expectClose(layer.age.value - start.value, 60 + 104 * seconds, absolute: 1e-9)
      let before = layer.clock
      layer.program(Matrix(rows: 4, columns: 4, repeating: 0.5))
      #expect(layer.age == start && layer.clock >= before + start)
    }
  }

  /// Drift follows the clock: after a wait the conductances are those of a chip configured at that age.
  @Test func driftFollowsTheClock() throws {
    let weights = uniforms(20, 20, "weights")
    var waiting = try layer("pcm-joshi2020", inputs: 20, outputs: 20)
    waiting.program(weights)
    waiting.wait(Seconds(1e5 - 20))
    var configured = try layer("pcm-joshi2020", inputs: 20, outputs: 20) { $0.age = Seconds(1e5) }
    configured.program(weights)
    // The hand for slow things is at most a thousandth behind.
    expectClose(waiting.conductances().cells, configured.conductances().cells, absolute: 1e-4)
    #expect(waiting.conductances().cells != (try layer("pcm-joshi2020", inputs: 20, outputs: 20)).conductances().cells)
  }

  /// Behind wires the frozen deviations have the variance that reads drawn anew have, output by output.
  @Test func deviationsPassTheWires() throws {
    func deviations(memory: Bool, reads: Int) throws -> [[Double]] {
      var layer = try layer("pcm-joshi2020", inputs: 64, outputs: 512) {
        $0.tile = TileShape(rows: 64, columns: 512)
        $0.noiseMemory = memory
        $0.time = .still
        $0.wires.bit = Ohms(5)
        $0.wires.word = Ohms(5)
      }
      let mean = layer.effectiveWeights()
      return (0..<reads).map { _ in
        let read = layer.measure(identity(64))
        return zip(read.elements, mean.elements).map { Double($0 - $1) }
      }
    }
    let frozen = try deviations(memory: true, reads: 1)[0]
    let fresh = try deviations(memory: false, reads: 1)[0]
    try StatisticalExpectation(comparisons: 1).sameDistribution(frozen, fresh, not: fresh.map { 1.2 * $0 })
  }
}
