import Crossbar
import DeviceModels
import Matrices
import Periphery
import Randomness
import TestSupport
import Testing
import Units

/// One normal an output stands for the noise of all cells of a column: the same law as drawing every cell's.
@Suite struct ReadNoiseTests {
  private static let inputs = 12
  private static let outputs = 3
  private static let reads = 200_000

  /// A layer whose only imperfection is the read noise of its cells.
  private func layer(_ card: DeviceCard, _ mapping: WeightMapping) throws -> CrossbarLayer {
    let chip = chip(card, .perfect) {
      $0.readNoise = true
      $0.variation.readNoise = 1
      $0.mapping = mapping
      $0.age = Seconds(1)
      $0.noiseMemory = false
    }
    var layer = try chip.layer(0, inputs: Self.inputs, outputs: Self.outputs, weightRange: 1, inSitu: false)
    layer.program(uniforms(Self.inputs, Self.outputs, "weights"))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  /// Standard deviations of one read of each cell: [inputs × outputs] of cells and of what is subtracted.
  private func deviations(_ card: DeviceCard, _ layer: CrossbarLayer) -> (cells: [Float], reference: [Float]) {
    let (cells, reference) = layer.conductances()
    // Exact programming, no drift before the reference time: cells are as programming left them.
    func sigma(_ g: Matrix) -> [Float] {
      card.readNoiseSigma(g.elements, programmed: g.elements, age: Seconds(1), temperature: Kelvin(300))
    }
    return (sigma(cells), sigma(reference))
  }

  private static let input = StreamKey(seed: 2718).child("input").normals(inputs)

  /// The plain path: every cell's current with its own draw; one reference column's draws are common to all outputs.
  private func perCell(
    _ layer: CrossbarLayer, _ sigma: (cells: [Float], reference: [Float]), _ mapping: WeightMapping
  ) -> [[Double]] {
    let cells = layer.conductances()
    let key = StreamKey(seed: 577)
    let count = Self.inputs * Self.outputs
    let first = key.child("cells").normals(Self.reads * count)
    let common = mapping == .referenceColumn
    let second = key.child("reference").normals(Self.reads * (common ? Self.inputs : count))
    var outputs = [[Double]](repeating: [], count: Self.outputs)
    for column in 0..<Self.outputs { outputs[column].reserveCapacity(Self.reads) }
    for read in 0..<Self.reads {
      for column in 0..<Self.outputs {
        var sum = 0.0
        for row in 0..<Self.inputs {
          let cell = row * Self.outputs + column
          let own = cells.cells.elements[cell] + sigma.cells[cell] * first[read * count + cell]
          let draw = common ? second[read * Self.inputs + row] : second[read * count + cell]
          let other = cells.reference.elements[cell] + sigma.reference[cell] * draw
          sum += Double(Self.input[row]) * Double(own - other)
        }
        outputs[column].append(Double(layer.scale) * sum)
      }
    }
    return outputs
  }

  /// 200,000 reads of one input against as many sums of single cells' reads: Kolmogorov–Smirnov and standard deviation;
  /// a law 5 % wider is rejected.
  @Test(arguments: [
    ("pcm-joshi2020", WeightMapping.differentialPair), ("pcm-joshi2020", .referenceColumn),
    ("rram-cmo-hfox2025", .referenceColumn), ("staircase", .referenceDevice),
  ])
  func outputReferredNoiseIsThatOfTheCells(name: String, mapping: WeightMapping) throws {
    let card = name == "staircase" ? try staircase(["readNoise": readNoisePart(0.03)]) : try card(name)
    var layer = try layer(card, mapping)
    let sigma = deviations(card, layer)
    let plain = perCell(layer, sigma, mapping)
    let found = layer.measure(repeated(Self.input, Self.reads))
    let expectation = StatisticalExpectation(comparisons: 4 * 5 * Self.outputs)
    for column in 0..<Self.outputs {
      let variance = (0..<Self.inputs).reduce(0.0) { sum, row in
        let cell = row * Self.outputs + column
        let own = Double(sigma.cells[cell])
        let other = Double(sigma.reference[cell])
        return sum + Double(Self.input[row] * Self.input[row]) * (own * own + other * other)
      }
      let deviation = Double(layer.scale) * variance.squareRoot()
      #expect(deviation > 1e-3)
      try expectation.normalDeviation(of: found.column(column), is: deviation, "\(name) \(mapping) \(column)")
      let mean = plain[column].reduce(0, +) / Double(Self.reads)
      try expectation.sameDistribution(
        found.column(column), plain[column], not: plain[column].map { mean + 1.05 * ($0 - mean) },
        "\(name) \(mapping) \(column)")
    }
  }

  /// The noise of a reference column goes to all outputs alike; that of pairs and reference devices to one each.
  @Test(arguments: WeightMapping.allCases)
  func onlyAReferenceColumnsNoiseIsCommon(mapping: WeightMapping) throws {
    let card = try staircase(["readNoise": readNoisePart(0.03)])
    var layer = try layer(card, mapping)
    let sigma = deviations(card, layer)
    let found = layer.measure(repeated(Self.input, Self.reads))
    let (first, second) = (found.column(0), found.column(1))
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (a, b) = (mean(first), mean(second))
    let covariance = mean(zip(first, second).map { ($0 - a) * ($1 - b) })
    func variance(_ sigma: [Float], _ column: Int) -> Double {
      (0..<Self.inputs).reduce(0.0) { sum, row in
        let product = Double(Self.input[row]) * Double(sigma[row * Self.outputs + column])
        return sum + product * product
      }
    }
    let scale = Double(layer.scale * layer.scale)
    let common = mapping == .referenceColumn ? scale * variance(sigma.reference, 0) : 0
    let one = scale * (variance(sigma.cells, 0) + variance(sigma.reference, 0))
    let two = scale * (variance(sigma.cells, 1) + variance(sigma.reference, 1))
    // Standard error of a covariance of normals: √((σ₁²σ₂² + c²)/n); 4.4 of them for p = 1e-5.
    let error = ((one * two + common * common) / Double(Self.reads)).squareRoot()
    #expect(abs(covariance - common) < 4.4 * error)
    if mapping == .referenceColumn {
      #expect(abs(covariance - 1.05 * 1.05 * common) > 4.4 * error, "a reference 5 % noisier is told apart")
      #expect(common > 10 * error)
    }
  }

  /// Two reads, two outputs, two samples: draws are independent (correlation of 200,000 pairs within 4.4 √n).
  @Test func drawsAreIndependent() throws {
    var layer = try layer(try card("pcm-joshi2020"), .differentialPair)
    let batch = repeated(Self.input, Self.reads)
    let (one, two) = (layer.measure(batch), layer.measure(batch))
    func correlation(_ x: [Double], _ y: [Double]) -> Double {
      let n = Double(x.count)
      let (a, b) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
      let c = zip(x, y).reduce(0.0) { $0 + ($1.0 - a) * ($1.1 - b) }
      let p = x.reduce(0.0) { $0 + ($1 - a) * ($1 - a) }
      let q = y.reduce(0.0) { $0 + ($1 - b) * ($1 - b) }
      return c / (p * q).squareRoot()
    }
    let limit = 4.4 / Double(Self.reads).squareRoot()
    #expect(abs(correlation(one.column(0), two.column(0))) < limit)
    #expect(abs(correlation(one.column(0), one.column(1))) < limit)
    let column = one.column(2)
    #expect(abs(correlation(Array(column.dropLast()), Array(column.dropFirst()))) < limit)
    #expect(abs(correlation(Array(column.dropLast(128)), Array(column.dropFirst(128)))) < limit)
  }

  /// Twice the read noise is four times the variance; none is none.
  @Test func theFactorScalesTheNoise() throws {
    let card = try card("pcm-joshi2020")
    func deviation(_ factor: Double) throws -> Double {
      var layer = try chip(card, .perfect) {
        $0.readNoise = true
        $0.variation.readNoise = factor
        $0.age = Seconds(1)
      }.layer(0, inputs: Self.inputs, outputs: 1, weightRange: 1, inSitu: false)
      layer.program(uniforms(Self.inputs, 1, "weights"))
      try layer.calibrate(inputFullScale: 1)
      let values = layer.measure(repeated(Self.input, 50_000)).column(0)
      let mean = values.reduce(0, +) / 50_000
      return (values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / 49_999).squareRoot()
    }
    let base = try deviation(1)
    expectClose(try deviation(2), 2 * base, relative: 1e-3)
    #expect(try deviation(0) < 1e-6 * base)
  }

  /// Reading single cells back is as noisy as they are: 20,000 read-backs of one row of three weights. The spread of
  /// each is that of cell and reference together, and what two weights have in common is their reference column's cell.
  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn])
  func readBacksAreNoisy(mapping: WeightMapping) throws {
    let card = try staircase(["readNoise": readNoisePart(0.03)])
    let chip = chip(card, .perfect) {
      $0.readNoise = true
      $0.thermalNoise = false
      $0.variation.readNoise = 1
      $0.mapping = mapping
    }
    var layer = try chip.layer(0, inputs: 1, outputs: 3, weightRange: 1, inSitu: false)
    layer.program(uniforms(1, 3, "weights"))
    try layer.calibrate(inputFullScale: 1)
    let (cells, reference) = layer.conductances()
    var reads = Matrix(rows: 20_000, columns: 3)
    for read in 0..<20_000 {
      let values = layer.readBack().elements
      for column in 0..<3 { reads[read, column] = values[column] }
    }
    func variance(_ g: Float) -> Double { 0.03 * 0.03 * Double(g * g) * Double(layer.scale * layer.scale) }
    let expectation = StatisticalExpectation(comparisons: 2 * 3 * 3)
    for column in 0..<3 {
      let total = variance(cells[0, column]) + variance(reference[0, column])
      try expectation.normalDeviation(of: reads.column(column), is: total.squareRoot())
    }
    let (first, second) = (reads.column(0), reads.column(1))
    let (a, b) = (first.reduce(0, +) / 20_000, second.reduce(0, +) / 20_000)
    let covariance = zip(first, second).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) } / 20_000
    let common = mapping == .referenceColumn ? variance(reference[0, 0]) : 0
    let product = (0..<2).reduce(1.0) { $0 * (variance(cells[0, $1]) + variance(reference[0, $1])) }
    #expect(abs(covariance - common) < 4.4 * ((product + common * common) / 20_000).squareRoot())
  }
}
