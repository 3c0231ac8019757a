import Foundation
import Mortal
import MortalContracts
import TestSupport
import Testing

/// All layers keep the contract, and layers that break it are found out.
@Suite struct BlackBoxContractTests {
  private static let weights = Matrix(
    rows: 20, columns: 12, elements: StreamKey(seed: 5).normals(240).map { 0.1 * $0 })

  @Test func digitalLayers() {
    #expect(BlackBoxContract().findings(of: DigitalLayer(weights: Self.weights)) == [])
    #expect(BlackBoxContract().findings(of: AdamLayer(weights: Self.weights, squareMomentum: 0.99)) == [])
  }

  @Test func noisyLayers() {
    let layer = NoisyLayer(weights: Self.weights, statistics: NoiseStatistics(), key: StreamKey(seed: 6))
    #expect(BlackBoxContract().findings(of: layer) == [])
  }

  private static func layer(_ card: String, inSitu: Bool, _ configuration: ChipConfiguration) throws -> CrossbarLayer {
    let library = DeviceLibrary(folder: Python.packageFolder.appendingPathComponent("Devices").path)
    let chip = Chip(
      card: try library.card(card), serial: 3, configuration: configuration, run: StreamKey(seed: 7))
    var layer = try chip.layer(0, inputs: 20, outputs: 12, weightRange: 0.4, inSitu: inSitu)
    layer.program(weights)
    try layer.calibrate(on: Matrix(rows: 64, columns: 20, elements: StreamKey(seed: 8).uniforms(64 * 20)))
    return layer
  }

  /// Written chips of every kind of cell; nothing can be requested of them.
  @Test(arguments: ["ideal", "pcm-joshi2020", "rram-neurram-wan2022", "sonos-40nm-2022", "reram-array-om2022"])
  func writtenChips(card: String) throws {
    var contract = BlackBoxContract()
    contract.takesRequests = false
    #expect(contract.findings(of: try Self.layer(card, inSitu: false, ChipConfiguration())) == [])
  }

  /// Chips that learn, by every way of writing that goes both ways.
  @Test(arguments: [WritePolicy.parallelPulses, .mixedPrecision, .writeVerify])
  func learningChips(policy: WritePolicy) throws {
    var configuration = ChipConfiguration()
    configuration.writePolicy = policy
    configuration.tile = TileShape(rows: 8, columns: 8)
    #expect(BlackBoxContract().findings(of: try Self.layer("ecram-tang2018", inSitu: true, configuration)) == [])
  }

  /// Two batches of four in one term are what they are in two, to the last bit, and not what a batch of eight is.
  @Test func aTermOfTwoBatchesIsTwoTerms() throws {
    var layers: [any ExactModel] = [
      DigitalLayer(weights: Self.weights), AdamLayer(weights: Self.weights, squareMomentum: 0.99),
    ]
    for policy in [WritePolicy.parallelPulses, .mixedPrecision, .writeVerify] {
      var configuration = ChipConfiguration()
      configuration.writePolicy = policy
      layers.append(try Self.layer("ecram-tang2018", inSitu: true, configuration))
    }
    let inputs = Matrix(rows: 8, columns: 20, elements: StreamKey(seed: 9).uniforms(160))
    let signals = Matrix(rows: 8, columns: 12, elements: StreamKey(seed: 10).normals(96))
    func weights(_ layer: any ExactModel, _ terms: [WeightChange.Term]) -> Matrix {
      var layer = layer
      layer.request(WeightChange(terms: terms, rate: 0.2, momentum: 0))
      return layer.effectiveWeights()
    }
    for layer in layers {
      let one = weights(layer, [WeightChange.Term(inputs: inputs, signals: signals, batches: 2)])
      let two = weights(
        layer, [0..<4, 4..<8].map { WeightChange.Term(inputs: inputs.rows($0), signals: signals.rows($0)) })
      #expect(one == two, "\(type(of: layer))")
      // Adam takes a step whose length hardly depends on the gradient's.
      guard !(layer is AdamLayer) else { continue }
      #expect(one != weights(layer, [WeightChange.Term(inputs: inputs, signals: signals)]), "\(type(of: layer))")
    }
  }

  /// A layer with one thing wrong.
  private struct Broken: ExactModel {
    enum Fault: CaseIterable {
      case rowsOfTheBatch, notFinite, countsTwice, readingWrites, sharedState, batchRange, ignoresRequests, upsideDown,
        wrongDerivative, othersOfSeveral, moreThanSeveral, rowsOfSeveral, orderOfSeveral
    }

    final class Shared: @unchecked Sendable { var reads: Float = 0 }

    let fault: Fault
    var layer = DigitalLayer(weights: BlackBoxContractTests.weights)
    let shared = Shared()

    var inputs: Int { layer.inputs }
    var outputs: Int { layer.outputs }
    var tally: Tally {
      var tally = layer.tally
      if fault == .countsTwice { tally.vectorsRead *= 2 }
      return tally
    }

    mutating func measure(_ activities: Matrix) -> Matrix {
      var result = layer.measure(activities)
      switch fault {
      case .rowsOfTheBatch: result = Matrix(rows: result.rows + 1, columns: result.columns)
      case .notFinite where activities.elements[0] > 100: result.elements[0] = .nan
      case .readingWrites: layer.request(WeightChange(terms: [], rate: 0))
      case .sharedState:
        shared.reads += 1
        result.elements[0] += shared.reads
      case .batchRange:
        let step = activities.largestMagnitude / 4
        result = result.map { (($0 / step).rounded()) * step }
      default: break
      }
      return result
    }

    mutating func measure(_ activities: Matrix, each rows: [Int]) -> Matrix {
      var results = activities.split(into: rows).map { measure($0) }
      switch fault {
      case .othersOfSeveral: results[1].elements[0] += 0.01 * results[1].largestMagnitude
      case .moreThanSeveral: _ = layer.measure(Matrix(rows: 1, columns: inputs))
      case .rowsOfSeveral: results.removeLast()
      case .orderOfSeveral: results.reverse()
      default: break
      }
      return Matrix(stacking: results)
    }

    mutating func request(_ change: WeightChange) {
      var change = change
      if fault == .ignoresRequests { change.terms = [] }
      if fault == .upsideDown { change.rate *= -1 }
      layer.request(change)
    }

    mutating func effectiveWeights() -> Matrix {
      layer.weights.map { fault == .wrongDerivative ? 2 * $0 : $0 }
    }
  }

  @Test(arguments: [
    (Broken.Fault.rowsOfTheBatch, "outputs are [batch × outputs]"),
    (.notFinite, "finite activities give finite outputs"),
    (.countsTwice, "every vector read is counted"), (.readingWrites, "reading writes nothing"),
    (.sharedState, "the same calls on a copy give the same bits"),
    (.batchRange, "a row does not depend on its neighbours"),
    (.ignoresRequests, "requests move outputs the way they ask"),
    (.upsideDown, "requests move outputs the way they ask"),
    (.wrongDerivative, "effective weights are the derivative of what is measured"),
    (.othersOfSeveral, "several batches at once are so many reads one after the other"),
    (.moreThanSeveral, "several batches at once are so many reads one after the other"),
    (.rowsOfSeveral, "several batches at once are so many reads one after the other"),
    (.orderOfSeveral, "several batches at once are so many reads one after the other"),
  ])
  private func brokenLayersAreFoundOut(fault: Broken.Fault, rule: String) {
    let findings = BlackBoxContract().findings(of: Broken(fault: fault))
    #expect(findings.contains { $0.rule == rule }, "\(findings)")
  }
}
