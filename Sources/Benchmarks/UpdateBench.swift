internal import Crossbar
internal import DeviceModels
internal import Matrices
internal import Randomness
internal import Substrate

/// `mortal bench update`: an outer-product pulsed update beside the product that forms its gradient.
package enum UpdateBench {
  /// A 784×500 layer, batch 100, 30 pulses a cell on average, with all of the card's spread and noise; and a hundred
  /// times fewer and ten times more pulses, since the cost must not grow with them.
  /// - Parameter only: of cases, those whose names contain it.
  /// - Throws: what reading the cards and making chips throws.
  package static func run(only: String = "") throws -> [BenchmarkResult] {
    let cases = [
      Case(card: "ecram-tang2018"), Case(card: "ecram-tang2018", meanPulses: 0.3),
      Case(card: "ecram-tang2018", meanPulses: 300), Case(card: "rram-gong2018"), Case(card: "rram-taox-hfox-wu2018"),
      Case(card: "ecram-tang2018", cellsPerWeight: 4),
      Case(card: "ecram-tang2018", meanPulses: 1, policy: .writeVerify),
    ]
    return try cases.filter { BenchmarkResult.isWanted($0.name, only: only) }.map(update)
  }

  private struct Case {
    var card: String
    /// Of every cell and request, up and down together; with `writeVerify` what the requests are worth.
    var meanPulses = 30.0
    /// Side by side; all get the same trains.
    var cellsPerWeight = 1
    var policy = WritePolicy.parallelPulses

    var name: String {
      "update-\(card)" + (cellsPerWeight > 1 ? "-\(cellsPerWeight)-cells" : "")
        + (policy == .parallelPulses ? "" : "-\(policy.rawValue)")
    }
  }

  private static func update(_ test: Case) throws -> BenchmarkResult {
    let (cellsPerWeight, meanPulses, policy) = (test.cellsPerWeight, test.meanPulses, test.policy)
    let (inputs, outputs, batch) = (784, 500, 100)
    let key = StreamKey(seed: 1).child("bench.update")
    let x = Matrix(rows: batch, columns: inputs, elements: key.child("x").uniforms(batch * inputs))
    let d = Matrix(rows: batch, columns: outputs, elements: key.child("d").normals(batch * outputs))
    var configuration = ChipConfiguration()
    configuration.mapping = .referenceColumn  // one cell a weight
    configuration.cellsPerWeight = cellsPerWeight
    func layer(_ configuration: ChipConfiguration) throws -> CrossbarLayer {
      let chip = Chip(
        card: try DeviceLibrary.card(test.card), serial: 1, configuration: configuration, run: StreamKey(seed: 1))
      var layer = try chip.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: true)
      layer.program(Matrix(rows: inputs, columns: outputs))
      return layer
    }
    let change = WeightChange(terms: [.init(inputs: x, signals: d)], rate: 1)
    // Scale the rate so that a cell takes `meanPulses` on average, up and down together.
    let cells = Double(inputs * outputs * cellsPerWeight)
    var trial = try layer(configuration)
    trial.request(change)
    let perRate = trial.tally.writePulses / cells
    configuration.writePolicy = policy
    var layer = try layer(configuration)
    var scaled = change
    scaled.rate = Float(meanPulses / perRate)
    var gradient = Matrix(rows: inputs, columns: outputs)
    let timing = PairedTiming.run {
      layer.request(scaled)
    } against: {
      multiply(x, d, transposeLeft: true, into: &gradient)
    }
    return BenchmarkResult(
      case: test.name, shape: "784x500", batch: batch, seconds: timing.seconds,
      gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: PairedTiming.repetitions,
      extra: ["meanPulsesPerCell": meanPulses])
  }
}
