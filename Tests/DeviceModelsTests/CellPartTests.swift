import DeviceModels
import Foundation
import Randomness
import Testing
import Units

private let identity = StreamKey(seed: 5).child("chip", 3)

struct CellPartTests {
  @Test func currentAtTheReadVoltageIsConductanceTimesVoltageForMixtures() throws {
    let card = try shippedCard("reram-1t1r-synaptogen2024")
    let model = try #require(card.currentVoltage)
    for conductance in [1.32e-5, 5e-5, 2.2e-4] {
      let current = model.current(Siemens(conductance), at: Volts(0.2)).value
      #expect(abs(current - 0.2 * conductance) < 1e-12)
    }
  }

  @Test func slopesAreTheDerivativesOfCurrents() throws {
    for name in ["rram-milo2021", "reram-1t1r-synaptogen2024"] {
      let card = try shippedCard(name)
      let model = try #require(card.currentVoltage)
      for conductance in [6e-5, 1e-4, 2e-4] {
        for voltage in [-0.4, 0, 0.15, 0.5] {
          let h = 1e-4
          let difference =
            (model.current(Siemens(conductance), at: Volts(voltage + h)).value
              - model.current(Siemens(conductance), at: Volts(voltage - h)).value) / (2 * h)
          let slope = model.differentialConductance(Siemens(conductance), at: Volts(voltage)).value
          #expect(abs(slope - difference) < 1e-6 * conductance)
        }
      }
    }
    let milo = try #require(try shippedCard("rram-milo2021").currentVoltage)
    #expect(milo.current(Siemens(2.25e-4), at: Volts(0.4)).value == 2.25e-4 * 0.4)
  }

  @Test func telegraphNoiseIsAMarkovProcessOfTime() throws {
    let card = try DeviceCard(
      text: try shippedCard("rram-milo2021").text.replacingOccurrences(of: "shortest: 1 us", with: "shortest: 1 ms")
        .replacingOccurrences(of: "longest: 10 s", with: "longest: 1 ms")
        .replacingOccurrences(of: "visibleShare: 0.3", with: "visibleShare: 1"), file: "milo.yaml")
    let noise = try #require(card.randomTelegraphNoise)
    let cells = 20_000
    func states(_ time: Double) -> [Float] {
      (0..<cells).map { noise.isCaptured($0, identity: identity, at: Seconds(time)) ? 1 : 0 }
    }
    let start = states(1)
    let again = states(1)
    #expect(start == again)
    // Both times 1 ms: half of the cells captured, autocorrelation exp(-t/0.5 ms).
    #expect(isNear(SampleMoments(start).mean, 0.5, within: shareLimit(0.5, cells)))
    for lag in [1e-4, 5e-4, 2e-3] {
      let expected = exp(-lag / 5e-4)
      let found = correlation(start, states(1 + lag))
      #expect(isNear(found, expected, within: 4.5 / Double(cells).squareRoot()))
      if lag < 1e-3 { #expect(!isNear(found, exp(-lag / 4e-4), within: 0.02)) }
    }
    let shares = try #require(try shippedCard("rram-milo2021").randomTelegraphNoise)
    let visible = (0..<cells).filter { shares.trap($0, identity: identity).times != nil }.count
    #expect(isNear(Double(visible) / Double(cells), 0.3, within: shareLimit(0.3, cells)))
    let factors = noise.factors(
      [Float](repeating: 0.5, count: 64), gMax: card.window.gMax, identity: identity, first: 0, at: Seconds(1))
    let captured = 1 / (1 + 0.01 / (1.125e-4 * 1e4))
    #expect(factors.allSatisfy { $0 == 1 || abs(Double($0) - captured) < 1e-6 })
    #expect(factors.contains(1) && factors.contains { $0 < 1 })
  }

  @Test func enduranceClosesTheWindow() throws {
    let card = try shippedCard("rram-neurram-wan2022")
    let endurance = try #require(card.endurance)
    let low = card.window.low
    let fresh = endurance.windows(cycles: [0, 0], low: low, identity: identity, first: 0)
    #expect(fresh.low == [low, low] && fresh.high == [1, 1])
    var last: (low: Float, high: Float) = (low, 1)
    for cycles in [1e3, 1e5, 1e7, 1e9, 1e12, 1e18] {
      let worn = endurance.windows(cycles: [cycles], low: low, identity: identity, first: 0)
      #expect(worn.low[0] >= last.low && worn.high[0] <= last.high && worn.low[0] <= worn.high[0])
      last = (worn.low[0], worn.high[0])
    }
    let median = endurance.characteristicCycles(20_000, identity: identity, first: 0).map { Float(log10($0)) }
    let moments = SampleMoments(median)
    #expect(abs(moments.mean - 6) < 4.5 * moments.meanError)
    #expect(abs(moments.deviation - 0.5) < 4.5 * moments.deviationError)
  }

  @Test func defectsHaveTheirSharesAndStay() throws {
    let card = try shippedCard("reram-array-om2022")
    let defects = try #require(card.defects)
    let states = defects.states(100_000, identity: identity, first: 0)
    let share = Double(states.filter { $0 == .stuckMid }.count) / 1e5
    #expect(isNear(share, 0.1348, within: shareLimit(0.1348, 100_000)))
    #expect(!isNear(share, 0.1348 * 1.05, within: shareLimit(0.1348, 100_000)))
    #expect(Array(states[500..<600]) == defects.states(100, identity: identity, first: 500))
    let stuck = defects.stuckConductances(states, low: card.window.low, identity: identity, first: 0)
    #expect(zip(states, stuck).allSatisfy { ($0 == .working) == $1.isNaN })
    #expect(stuck.filter { !$0.isNaN }.allSatisfy { abs($0 - 0.74) < 0.0027 })
  }

  @Test func switchingCyclesFollowTheAutoregression() throws {
    let card = try shippedCard("reram-1t1r-synaptogen2024")
    let model = try #require(card.switching)
    let devices = model.devices(20_000, identity: identity, first: 0)
    #expect(Array(devices[64..<96]) == model.devices(32, identity: identity, first: 64))
    let outliers = devices.filter { $0.component == 2 }
    #expect(isNear(Double(outliers.count) / 20_000, 0.04204, within: shareLimit(0.04204, 20_000)))
    let outlierSet = SampleMoments(outliers.map { Float($0.mean[1]) })
    #expect(abs(outlierSet.mean - -0.7971979) < 4.5 * outlierSet.meanError)
    // Over many devices the first and the twentieth cycle have one distribution, and the first two correlate.
    let histories = (0..<4000).map { model.cycles(20, of: devices[$0], cell: $0, event: identity.child("write")) }
    func scaled(_ cycle: Int) -> [Float] {
      histories.indices.map {
        Float((histories[$0][cycle].lowResistance.value - devices[$0].mean[2]) / devices[$0].deviation[2])
      }
    }
    let first = SampleMoments(scaled(0))
    let late = SampleMoments(scaled(19))
    #expect(isNear(first.mean, late.mean, within: 6.4 * first.meanError))
    #expect(isNear(first.deviation, late.deviation, within: 6.4 * first.deviationError))
    #expect(abs(late.deviation - 1) < 0.1)
    #expect(abs(correlation(scaled(10), scaled(11)) - 0.5) < 0.06)
  }

  @Test func temperatureChangesConductionAndAgeing() throws {
    let text =
      try shippedCard("pcm-joshi2020").text + """

        temperature:
          reference: 300 K
          conductionEnergy: 0.2 eV
          metallicCoefficientPerKelvin: 0.002
          retentionEnergy: 1 eV

        """
    let sourced = text.replacingOccurrences(of: "- parts: [endurance]", with: "- parts: [endurance, temperature]")
    let card = try DeviceCard(text: sourced, file: "warm.yaml")
    let model = try #require(card.temperature)
    let inverse = 1 / 300.0 - 1 / 350.0
    let semiconducting = exp(0.2 / 8.617333262e-5 * inverse)
    #expect(abs(model.conductionFactors(Kelvin(350)).low / semiconducting - 1) < 1e-9)
    #expect(abs(model.conductionFactors(Kelvin(350)).high - 1 / 1.1) < 1e-12)
    #expect(model.acceleration(Kelvin(300)) == 1 && model.acceleration(Kelvin(310)) > 3)
    let g = card.aged(
      [0, 1], targets: nil, identity: identity, event: identity, step: 0, first: 0, age: Seconds(0),
      temperature: Kelvin(350), variation: .none)
    #expect(g[0] == 0 && abs(g[1] - 1 / 1.1) < 1e-6)
  }

  @Test func diesDifferByTheCardsSplit() throws {
    let card = try shippedCard("pcm-joshi2020")
    func die(_ serial: Int) -> DieVariation {
      DieVariation(card.dieToDie, name: "x", serial: serial, identity: StreamKey(seed: 5).child("chip", serial))
    }
    let drifts = SampleMoments((0..<20_000).map { die($0).driftExponent })
    #expect(abs(drifts.deviation - 0.10) < 4.5 * drifts.deviationError)
    #expect(DieVariation(nil, name: "x", serial: 1, identity: identity) == .none)
  }

  /// Dies of a wafer and wafers of a lot share their draws: 2 % lot, 2 % wafer, 5 % die.
  @Test func levelsOfMakingAddUp() throws {
    let card = try shippedCard("ecram-mo2019")
    func step(_ serial: Int) -> Float {
      Float(
        DieVariation(card.dieToDie, name: "y", serial: serial, identity: StreamKey(seed: 6).child("chip", serial)).step)
    }
    // One die each of 20 000 wafers on 800 lots, and 20 000 dies of 200 wafers.
    let apart = SampleMoments((0..<20_000).map { step($0 * 100) })
    let total = (0.05 * 0.05 + 2 * 0.02 * 0.02).squareRoot()
    #expect(abs(apart.deviation - total) < 0.001, "lots are few: \(apart.deviation)")
    let wafers = (0..<200).map { wafer in SampleMoments((0..<100).map { step(wafer * 100 + $0) }) }
    let within = (wafers.reduce(0) { $0 + $1.deviation * $1.deviation } / 200).squareRoot()
    #expect(abs(within - 0.05) < 4.5 * 0.05 / 40_000.0.squareRoot() + 1e-5, "within a wafer \(within)")
    let means = SampleMoments(wafers.prefix(25).map { Float($0.mean) })
    #expect(means.deviation > 0.01 && means.deviation < 0.035, "wafers of a lot differ by \(means.deviation)")
    // Gradients: an array's corners differ, its middle does not.
    var variation = PulseVariation(deviceToDevice: 0)
    (variation.rowSlope, variation.columnSlope, variation.columns) = (0.1, -0.05, 21)
    let cells = PulsedCells(model: try #require(card.pulse), count: 21 * 21, identity: identity, variation: variation)
    let middle = Float(try #require(card.pulse).window.reference)
    let nominal = cells.upStep(of: 10 * 21 + 10, at: middle)
    #expect(abs(cells.upStep(of: 20 * 21 + 10, at: middle) / nominal - 1.1) < 0.002)
    #expect(abs(cells.upStep(of: 10 * 21 + 20, at: middle) / nominal - 0.95) < 0.002)
    #expect(abs(cells.upStep(of: 0, at: middle) / nominal - 0.95) < 0.002)
  }
}
