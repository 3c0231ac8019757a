import DeviceModels
import Foundation
import Randomness
import Testing
import Units

private let identity = StreamKey(seed: 1).child("chip", 7)
private let event = StreamKey(seed: 1).child("write")

private func aged(
  _ card: DeviceCard, _ left: [Float], _ targets: [Float], _ age: Double, identity: StreamKey = identity,
  variation: DieVariation = .none
) -> [Float] {
  card.aged(
    left, targets: targets, identity: identity, event: event, step: 0, first: 0, age: Seconds(age),
    temperature: Kelvin(300), variation: variation)
}

/// Distributions (fixed key, n stated, a model that is 5 % off rejected) and trajectories.
struct HoldTests {
  @Test(arguments: [
    ("pcm-joshi2020", 5.0, 0.6095564), ("pcm-joshi2020", 25, 1.05538), ("pcm-hermes2023", 10.35, 0.99104),
    ("rram-milo2021", 100, 3.871621), ("rram-cmo-hfox2025", 50, 0.05425057), ("sonos-40nm-2022", 8, 0.1967379),
  ])
  func programmingNoiseIsTheNormalDistributionOfThePaper(_ name: String, _ target: Double, _ deviation: Double) throws {
    let card = try shippedCard(name)
    let scale = Float(card.window.gMax.value * 1e6)
    let targets = [Float](repeating: Float(target) / scale, count: 100_000)
    let left = card.programmed(targets: targets, event: event, step: 0, first: 0).map { $0 * scale }
    #expect(kolmogorovSmirnov(left, mean: target, deviation: deviation) > 1e-4)
    #expect(kolmogorovSmirnov(left, mean: target, deviation: 1.05 * deviation) < 1e-4)
  }

  @Test func splitsAndOrderChangeNothing() throws {
    for name in shippedLibrary.names {
      let card = try shippedCard(name)
      let low = card.window.low
      let targets = (0..<1003).map { low + (1 - low) * Float($0) / 1002 }
      let whole = card.programmed(targets: targets, event: event, step: 3, first: 0)
      let wholeAged = card.aged(
        whole, targets: targets, identity: identity, event: event, step: 3, first: 0, age: Seconds(1e4),
        temperature: Kelvin(300), variation: .none)
      var parts: [Float] = []
      var partsAged: [Float] = []
      for range in [0..<5, 5..<16, 16..<997, 997..<1003] {
        let part = card.programmed(
          targets: Array(targets[range]), event: event, step: 3, first: range.lowerBound)
        parts += part
        partsAged += card.aged(
          part, targets: Array(targets[range]), identity: identity, event: event, step: 3, first: range.lowerBound,
          age: Seconds(1e4), temperature: Kelvin(300), variation: .none)
      }
      #expect(whole == parts, "\(name)")
      #expect(wholeAged == partsAged, "\(name)")
      #expect(whole.allSatisfy { $0 >= 0 && $0.isFinite })
      if card.technology != .ideal {
        #expect(card.programmed(targets: targets, event: event, step: 4, first: 0) != whole)
      }
    }
  }

  @Test func driftExponentsBelongToTheCell() throws {
    let card = try shippedCard("pcm-joshi2020")
    let targets = [Float](repeating: 0.5, count: 20_000)
    let left = card.programmed(targets: targets, event: event, step: 0, first: 0)
    func exponents(_ age: Double, _ identity: StreamKey = identity) -> [Float] {
      zip(aged(card, left, targets, age, identity: identity), left).map {
        -Float(log(Double($0 / $1)) / log(age / 20))
      }
    }
    let hour = exponents(3600)
    let year = exponents(31_557_600)
    #expect(zip(hour, year).allSatisfy { abs($0 - $1) < 1e-5 })
    let moments = SampleMoments(hour)
    #expect(abs(moments.mean - 0.049) < 4.5 * moments.meanError + 1e-5)
    #expect(abs(moments.deviation - 0.008) < 4.5 * moments.deviationError + 1e-5)
    #expect(abs(correlation(hour, exponents(3600, StreamKey(seed: 1).child("chip", 8)))) < 0.035)
    // Before the first reading nothing drifts; ageing composes: twice as far on the line of ln t, twice the loss.
    #expect(aged(card, left, targets, 20) == left)
    let faster = aged(card, left, targets, 3600, variation: DieVariation(driftExponent: 2))
    let squared = zip(aged(card, left, targets, 3600), left).map { $0 * $0 / $1 }
    #expect(zip(faster, squared).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func relaxationIsOneTrajectoryPerWrite() throws {
    for name in ["rram-neurram-wan2022", "rram-cmo-hfox2025", "sonos-40nm-2022"] {
      let card = try shippedCard(name)
      let targets = [Float](repeating: 0.6, count: 20_000)
      let left = card.programmed(targets: targets, event: event, step: 0, first: 0)
      func moved(_ age: Double) -> [Float] { zip(aged(card, left, targets, age), left).map { $0 - $1 } }
      #expect(correlation(moved(7_200), moved(86_400)) > 0.999, "\(name)")
      #expect(abs(correlation(moved(86_400), left)) < 0.035, "\(name): movement and programming error")
      #expect(aged(card, left, targets, 0) == left)
      let early = SampleMoments(moved(7_200)).deviation
      let late = SampleMoments(moved(86_400)).deviation
      #expect(late > early, "\(name) spreads from \(early) to \(late)")
      let other = card.aged(
        left, targets: targets, identity: identity, event: event, step: 1, first: 0, age: Seconds(86_400),
        temperature: Kelvin(300), variation: .none)
      let otherwise = zip(other, left).map { $0 - $1 }
      #expect(abs(correlation(otherwise, moved(86_400))) < 0.035, "another write moves otherwise")
    }
  }

  @Test func relaxationWithoutAChangeOfWritingIsTheSameForEveryRead() throws {
    let card = try shippedCard("rram-cmo-hfox2025")
    let targets = [Float](repeating: 0.5, count: 100)
    let left = card.programmed(targets: targets, event: event, step: 0, first: 0)
    #expect(aged(card, left, targets, 500) == aged(card, left, targets, 500))
  }

  @Test func idealIsExact() throws {
    let card = try shippedCard("ideal")
    let targets: [Float] = [0, 0.25, 1]
    let left = card.programmed(targets: targets, event: event, step: 0, first: 0)
    #expect(left == targets)
    #expect(aged(card, left, targets, 1e9) == targets)
    #expect(
      card.readNoiseSigma(targets, programmed: targets, age: Seconds(1e9), temperature: Kelvin(300)) == [0, 0, 0])
    #expect(try card.sample(target: Siemens(5e-6), count: 3, seed: 1) == [5, 5, 5])
  }

  @Test func acceptanceBandIsUniformAndInsideTheWindow() throws {
    let card = try shippedCard("ecram-tang2018")
    let targets = [Float](repeating: 0.5, count: 100_000)
    let moments = SampleMoments(card.programmed(targets: targets, event: event, step: 0, first: 0))
    #expect(isNear(moments.deviation, 0.005 / 3.0.squareRoot(), within: 4.5 * moments.deviationError))
    let edge = card.programmed(
      targets: [Float](repeating: 1, count: 1000), event: event, step: 0, first: 0)
    #expect(edge.allSatisfy { $0 <= 1 })
  }

  @Test func samplesRefuseWhatTheCardCannotHold() throws {
    let card = try shippedCard("rram-milo2021")
    #expect(throws: DeviceModelsError.self) { try card.sample(target: Siemens(5e-6), count: 1, seed: 1) }
    #expect(throws: DeviceModelsError.self) { try card.sample(target: Siemens(1e-4), count: 0, seed: 1) }
    #expect(throws: DeviceModelsError.self) { try card.sample(target: Siemens(.nan), count: 1, seed: 1) }
    #expect(throws: DeviceModelsError.self) {
      try card.sample(target: Siemens(1e-4), count: 1, at: Seconds(-1), seed: 1)
    }
    #expect(throws: DeviceModelsError.self) {
      try card.sample(target: Siemens(1e-4), count: 1, temperature: Kelvin(0), seed: 1)
    }
    func drawn(_ seed: UInt64) throws -> [Float] { try card.sample(target: Siemens(1e-4), count: 9, seed: seed) }
    #expect(try drawn(1) == drawn(1))
    #expect(try drawn(1) != drawn(2))
  }
}
