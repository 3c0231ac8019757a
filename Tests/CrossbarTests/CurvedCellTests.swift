import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Substrate
import TestSupport
import Testing
import Units
import Wires

/// Cells that are no resistors, read by layers of a chip.
@Suite struct CurvedCellTests {
  private static let cards = ["rram-milo2021", "reram-1t1r-synaptogen2024", "sine"]

  /// A shipped card, or one whose cells follow a hyperbolic sine of half the read voltage.
  private func curvedCard(_ name: String) throws -> DeviceCard {
    guard name == "sine" else { return try card(name) }
    return try staircase(["currentVoltage": "{model: hyperbolicSine, scale: 0.1 V}"], low: "1 uS")
  }

  private func layer(
    _ name: String, inputs: Int = 40, outputs: Int = 30, changing: (inout ChipConfiguration) -> Void = { _ in }
  ) throws -> CrossbarLayer {
    var layer = try chip(try curvedCard(name), .perfect) {
      $0.currentVoltage = .card
      $0.mapping = .differentialPair
      $0.tile = TileShape(rows: 32, columns: 16)
      changing(&$0)
    }.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: false)
    layer.program(uniforms(inputs, outputs, "weights"))
    try layer.calibrate(inputFullScale: 1)
    return layer
  }

  /// Σ over the cells of every weight of what `body` gives for a conductance in siemens and an input, the reference's
  /// subtracted, in the units of inputs · weights.
  private func sum(
    _ layer: CrossbarLayer, _ inputs: Matrix, _ body: (Siemens, Double) -> Double
  ) -> [Double] {
    let card = layer.chip.card
    let (cells, reference) = layer.conductances()
    let unit = Double(layer.scale) / card.window.gMax.value
    return (0..<inputs.rows).flatMap { sample in
      (0..<layer.outputs).map { output in
        unit
          * (0..<layer.inputs).reduce(0.0) { sum, input in
            let x = Double(inputs[sample, input])
            return sum + body(card.window.gMax * Double(cells[input, output]), x)
              - body(card.window.gMax * Double(reference[input, output]), x)
          }
      }
    }
  }

  private func largest(_ found: Matrix, _ expected: [Double]) -> Double {
    let scale = expected.map(abs).max() ?? 1
    return zip(found.elements, expected).map { abs(Double($0) - $1) }.max()! / scale
  }

  /// Every output is the sum of its cells' published currents at the voltages applied, to single precision; resistors
  /// differ by more than a percent.
  @Test(arguments: cards, [WeightMapping.differentialPair, .referenceColumn])
  func readsAreSumsOverCells(name: String, mapping: WeightMapping) throws {
    var layer = try layer(name) { $0.mapping = mapping }
    let card = layer.chip.card
    let curve = try #require(card.currentVoltage)
    let volts = card.read.voltage
    let inputs = uniforms(20, 40, "inputs")
    let expected = sum(layer, inputs) { curve.current($0, at: volts * $1).value / volts.value }
    #expect(largest(layer.measure(inputs), expected) < 3e-6)
    var linear = try resistors(name, mapping)
    #expect(largest(layer.measure(inputs), inputs.times(linear.effectiveWeights())) > 0.01)
  }

  /// A read at another voltage sees the same curve elsewhere: bent more at more, and refused beyond what was published.
  @Test(arguments: [("rram-milo2021", 0.05), ("rram-milo2021", 0.5), ("reram-1t1r-synaptogen2024", 0.1)])
  func readsAtAnotherVoltage(name: String, voltage: Double) throws {
    var layer = try layer(name) { $0.readVoltage = Volts(voltage) }
    let card = try card(name)
    let curve = try #require(card.currentVoltage)
    #expect(layer.chip.card.read.voltage.value == voltage && card.read.voltage.value != voltage)
    let inputs = uniforms(20, 40, "inputs")
    func expected(_ volts: Volts) -> [Double] {
      sum(layer, inputs) { curve.current($0, at: volts * $1).value / volts.value }
    }
    let measured = layer.measure(inputs)
    #expect(largest(measured, expected(Volts(voltage))) < 3e-6)
    #expect(largest(measured, expected(card.read.voltage)) > 1e-3)
  }

  private func resistors(_ name: String, _ mapping: WeightMapping) throws -> CrossbarLayer {
    try layer(name) {
      $0.currentVoltage = .linear
      $0.mapping = mapping
    }
  }

  /// The derivative at each input is that of the cells' curves, and not that of resistors.
  @Test(arguments: cards) func derivativeIsThatOfTheCurves(name: String) throws {
    var layer = try layer(name)
    let card = layer.chip.card
    let curve = try #require(card.currentVoltage)
    let volts = card.read.voltage
    let inputs = uniforms(6, 40, "inputs")
    let errors = normals(6, 30, "errors")
    _ = layer.measure(inputs)
    let found = layer.errorsBack(errors)
    let (cells, reference) = layer.conductances()
    let unit = Double(layer.scale) / card.window.gMax.value
    let expected = (0..<6).flatMap { sample in
      (0..<40).map { input in
        let voltage = volts * Double(inputs[sample, input])
        return (0..<30).reduce(0.0) { sum, output in
          let slope =
            curve.differentialConductance(card.window.gMax * Double(cells[input, output]), at: voltage).value
            - curve.differentialConductance(card.window.gMax * Double(reference[input, output]), at: voltage).value
          return sum + Double(errors[sample, output]) * unit * slope
        }
      }
    }
    #expect(largest(found, expected) < 1e-5)
    var linear = try resistors(name, .differentialPair)
    #expect(largest(product(errors, linear.effectiveWeights(), transposeRight: true), expected) > 0.01)
  }

  /// Widths and bits show cells the read voltage only: an output is Σ x · I(±V)/V. Bits are shifted and added without
  /// error where nothing rounds, take b − 1 reads and as many conversions, widths 2^(b−1) − 1 slots.
  @Test(arguments: cards) func widthsAndBitsKeepTheVoltage(name: String) throws {
    for encoding in [InputEncoding.width, .bitSerial] {
      var layer = try layer(name) {
        $0.inputEncoding = encoding
        $0.dac = ConverterSpecification(bits: 6, fullScale: .value(1))
      }
      let card = layer.chip.card
      let curve = try #require(card.currentVoltage)
      let volts = card.read.voltage
      let inputs = uniforms(20, 40, "inputs")
      let coded = Matrix(
        rows: 20, columns: 40, elements: inputs.elements.map { ($0 * 31).rounded(.toNearestOrEven) / 31 })
      let expected = sum(layer, coded) { g, x in
        x == 0 ? 0 : abs(x) * curve.current(g, at: volts * (x < 0 ? -1 : 1)).value / volts.value
      }
      let start = layer.clock
      let found = layer.measure(inputs)
      #expect(largest(found, expected) < 5e-6, "\(encoding)")
      let (slots, reads) = encoding == .width ? (31, 1) : (5, 5)
      expectClose(
        (layer.clock.value - start.value) / card.read.integrationTime.value, Double(20 * slots), relative: 1e-6)
      // Two rows of tiles.
      #expect(layer.tally.conversions == 20 * 30 * 2 * reads)
    }
  }

  /// With noise and converters: any threads, any split, the same bits; and bits of a word line have noise of their own.
  @Test(arguments: InputEncoding.allCases) func anySplitAnyThreads(encoding: InputEncoding) throws {
    func layer(threads: Int) throws -> CrossbarLayer {
      var layer = try chip(try card("rram-milo2021"), ChipConfiguration()) {
        $0.currentVoltage = .card
        $0.inputEncoding = encoding
        $0.threads = threads
        $0.tile = TileShape(rows: 32, columns: 16)
      }.layer(0, inputs: 40, outputs: 30, weightRange: 1, inSitu: false)
      layer.program(uniforms(40, 30, "weights"))
      try layer.calibrate(on: normals(100, 40, "calibration"))
      return layer
    }
    let inputs = normals(230, 40, "inputs")
    var whole = try layer(threads: 1)
    let expected = whole.measure(inputs)
    var parallel = try layer(threads: 3)
    #expect(parallel.measure(inputs) == expected)
    var parts = try layer(threads: 2)
    let first = parts.measurePart(inputs.rows(0..<77), firstSample: 0)
    let second = parts.measurePart(inputs.rows(77..<230), firstSample: 77)
    #expect(first.elements + second.elements == expected.elements)
    // What comes out is what went in, within the converters' steps.
    let wanted = inputs.times(whole.effectiveWeights())
    let scale = (wanted.reduce(0) { $0 + $1 * $1 } / Double(wanted.count)).squareRoot()
    let error = (zip(expected.elements, wanted).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) } / Double(wanted.count))
      .squareRoot()
    #expect(error < 0.12 * scale, "\(encoding): \(error / scale)")
  }

  /// Behind wires: against Newton's method on the whole network, for both polarities of a tile. The first order takes
  /// nine tenths of what the curve adds to the linear network; what is left is below 0.3 % of the largest output.
  @Test func behindWiresToFirstOrder() throws {
    let wires = WireSpecification(word: Ohms(2), bit: Ohms(2))
    let size = 32
    func layer(_ curve: CellCurve) throws -> CrossbarLayer {
      try self.layer("rram-milo2021", inputs: size, outputs: size) {
        $0.wires = wires
        $0.currentVoltage = curve
        $0.tile = TileShape(rows: size, columns: size)
      }
    }
    var (curved, linear) = (try layer(.card), try layer(.linear))
    let inputs = uniforms(4, size, "inputs")
    let (found, straight) = (curved.measure(inputs), linear.measure(inputs))
    let expected = try (0..<4).flatMap { try Self.newton(curved, inputs.row($0).map(Double.init), wires, size) }
    let (first, without) = (largest(found, expected), largest(straight, expected))
    #expect(first < 0.003, "first order: \(first)")
    #expect(without > 10 * first, "without the curve: \(without)")
  }

  /// Outputs of a pair of arrays by Newton's method, in the units of inputs · weights.
  private static func newton(
    _ layer: CrossbarLayer, _ inputs: [Double], _ wires: WireSpecification, _ size: Int
  ) throws -> [Double] {
    let card = layer.chip.card
    let (cells, reference) = layer.conductances()
    let currents = try [cells, reference].map { matrix in
      try NonlinearArray(cells: polynomial(card, matrix), rows: size, columns: size, wires: wires)
        .solve(inputs: inputs.map { $0 * card.read.voltage.value }).currents
    }
    let unit = Double(layer.scale) / (card.window.gMax.value * card.read.voltage.value)
    return zip(currents[0], currents[1]).map { unit * ($0 - $1) }
  }

  private static func polynomial(_ card: DeviceCard, _ conductances: Matrix) throws -> PolynomialCells {
    let curve = try #require(card.currentVoltage)
    let all = try conductances.elements.map { try #require(curve.coefficients(card.window.gMax * Double($0))) }
    return PolynomialCells(
      coefficients: (0..<3).map { power in all.map { power < $0.count ? $0[power] : 0 } })
  }

  /// The same array in ngspice, its cells behavioural current sources: Newton's method agrees to 1e-6, the first order to
  /// 0.2 % of the largest output.
  @Test(.enabled(if: Ngspice.path != nil, "\(Ngspice.isAbsent)"))
  func agreesWithNgspice() throws {
    let (size, ohms) = (8, 5.0)
    let wires = WireSpecification(word: Ohms(ohms), bit: Ohms(ohms))
    var layer = try layer("rram-milo2021", inputs: size, outputs: size) {
      $0.wires = wires
      $0.tile = TileShape(rows: size, columns: size)
    }
    let inputs = uniforms(1, size, "inputs")
    let found = layer.measure(inputs)
    let card = layer.chip.card
    let volts = inputs.row(0).map { Double($0) * card.read.voltage.value }
    let (cells, reference) = layer.conductances()
    let currents = try [cells, reference].map {
      try Self.spice(try Self.polynomial(card, $0), volts, size, ohms)
    }
    let unit = Double(layer.scale) / (card.window.gMax.value * card.read.voltage.value)
    let simulated = zip(currents[0], currents[1]).map { unit * ($0 - $1) }
    let newton = try Self.newton(layer, inputs.row(0).map(Double.init), wires, size)
    let scale = simulated.map(abs).max() ?? 1
    #expect(zip(newton, simulated).allSatisfy { abs($0 - $1) < 1e-6 * scale })
    #expect(largest(found, simulated) < 0.002)
  }

  private static func spice(_ cells: PolynomialCells, _ volts: [Double], _ size: Int, _ ohms: Double) throws -> [Double]
  {
    var deck = "curved cells\n.options reltol=1e-9 abstol=1e-18 vntol=1e-12\n"
    for row in 0..<size {
      deck += "VIN\(row) s\(row) 0 \(volts[row])\n"
      for column in 0..<size {
        let (word, bit) = ("w\(row)_\(column)", "b\(row)_\(column)")
        deck += "RW\(row)_\(column) \(column == 0 ? "s\(row)" : "w\(row)_\(column - 1)") \(word) \(ohms)\n"
        deck += "RB\(row)_\(column) \(bit) \(row == size - 1 ? "o\(column)" : "b\(row + 1)_\(column)") \(ohms)\n"
        let (v, cell) = ("v(\(word),\(bit))", row * size + column)
        let c = cells.coefficients.map { $0[cell] }
        deck += "BC\(row)_\(column) \(word) \(bit) I=\(v)*(\(c[0])+\(v)*(\(c[1])+\(v)*(\(c[2]))))\n"
      }
    }
    for column in 0..<size { deck += "VOUT\(column) o\(column) 0 0\n" }
    deck += ".control\nset numdgt=12\nop\n"
    for column in 0..<size { deck += "print i(vout\(column))\n" }
    deck += ".endc\n.end\n"
    return try Ngspice.outputs(of: deck, count: size)
  }

  /// What cannot be is refused with its remedy.
  @Test func impossibleReadsAreRefused() throws {
    func message(_ name: String, _ changing: (inout ChipConfiguration) -> Void) -> String {
      do {
        _ = try chip(try card(name), ChipConfiguration(), changing: changing).layer(
          0, inputs: 4, outputs: 4, weightRange: 1, inSitu: false)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message("pcm-joshi2020") { $0.currentVoltage = .card }.contains("rram-milo2021"))
    #expect(
      message("rram-milo2021") {
        $0.currentVoltage = .card
        $0.readVoltage = Volts(0.6)
      }.contains("600 mV, beyond the 500 mV"))
    #expect(message("ideal") { $0.readVoltage = Volts(0) }.contains("1 mV...10 V"))
    #expect(
      message("ideal") {
        $0.inputEncoding = .bitSerial
        $0.dac.bits = nil
      }.contains("dac.encoding"))
    #expect(
      message("ideal") {
        $0.inputEncoding = .width
        $0.dac.range = .twosComplement
      }.contains("signMagnitude"))
    #expect(message("pcm-joshi2020") { $0.inputSlot = Seconds(1e-9) }.contains("dac.slot"))
    #expect(
      message("pcm-joshi2020") {
        $0.inputEncoding = .width
        $0.inputSlot = Seconds(2e-9)
      }.isEmpty)
    let tooShort = message("pcm-joshi2020") {
      $0.inputEncoding = .bitSerial
      $0.time.readPeriod = .every(Seconds(1e-6))
    }
    #expect(tooShort.contains("7 slots"), "\(tooShort)")
  }
}
