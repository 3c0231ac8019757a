internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles
internal import Foundation
internal import Matrices
internal import Units
internal import Wires
internal import Workbench

/// Room 2: one array of 16 × 16 weights, the same on two chips. The outputs are those of `mortal mvm`, the conductances
/// those of `mortal chip program`.
enum ArrayRoom {
  static let side = 16

  struct Answer: Encodable, Sendable {
    struct OneChip: Encodable, Sendable {
      let serial: Int
      /// Microsiemens, row by row: the weights' own cells, and what is subtracted.
      let cells: [Float]
      let reference: [Float]
      /// Weights as currents show them: converters' gains and wires in them.
      let effective: [Float]
      /// Indices of stuck cells.
      let stuck: [Int]
      /// Microamperes a bit line, and once more a moment later.
      let currents: [Float]
      let again: [Float]
      /// √(Σ(measured − exact)²/Σ exact²) of the first read.
      let relativeError: Double
    }

    let card: String
    let weights: [Float]
    let inputs: [Float]
    /// Microamperes a bit line without any error.
    let exact: [Float]
    let chips: [OneChip]
    /// Percent of its ideal current that each cell of the first chip delivers; nil with ideal wires.
    let delivered: [Double]?
    let readMillivolts: Double
    let notes: [String]
    /// The same on the command line, chip by chip.
    let commands: [String]
  }

  static func answer(_ given: Parameters, cards: [String]) throws -> Answer {
    var given = given
    let card = try given.choice("card", of: cards, or: "pcm-joshi2020")
    let serials = [
      try given.whole("serial", in: 0...999_999, or: 7), try given.whole("other", in: 0...999_999, or: 8),
    ]
    let dac = try given.whole("dacBits", in: 0...12, or: 8)
    let adc = try given.whole("adcBits", in: 0...12, or: 8)
    let ohms = try given.whole("wire", in: 0...2000, or: 0)
    let stuck = try given.whole("stuck", in: 0...30, or: 0)
    let pattern = try given.choice("pattern", of: patterns, or: "waves")
    let edits = try given.numbers("edits", count: 0...512, in: -100...255, or: [])
    let drive = try given.choice("drive", of: ["ramp", "all", "one"], or: "ramp")
    try given.finish()
    let weights = try Self.weights(pattern, edits: edits)
    let inputs = Self.inputs(drive)
    let settings = Self.settings(card: card, dac: dac, adc: adc, ohms: ohms, stuck: stuck)
    var chips: [Answer.OneChip] = []
    var exact: [Float] = []
    var delivered: [Double]?
    var notes: [String] = []
    var millivolts = 0.0
    for (place, serial) in serials.enumerated() {
      var own = settings
      own.options.append(ConfigurationOption("--serial", ChipFields.serial.path, "\(serial)"))
      let chip = try ChipSelection(own, seed: 1).chip()
      var session = try LayerSession(
        chip: chip, weights: weights, names: (weights: "weights", calibration: "calibration"))
      let microsiemens = ChipTransfer.microsiemens(of: session.layer)
      let first = try session.read(inputs)
      let again = try session.read(inputs)
      var layer = session.layer
      // Currents: weights are scale · (g − reference), inputs shares of the read voltage.
      let gMax = chip.card.window.gMax.value * 1e6
      let factor = Float(gMax * chip.card.read.voltage.value) / layer.scale
      let wanted = product(inputs, weights)
      let count = side * side
      chips.append(
        Answer.OneChip(
          serial: serial, cells: Array(microsiemens[..<count]), reference: Array(microsiemens[count...]),
          effective: layer.effectiveWeights().elements,
          stuck: layer.stuckMap().elements.indices.filter { layer.stuckMap().elements[$0] >= 0 },
          currents: first.elements.map { $0 * factor }, again: again.elements.map { $0 * factor },
          relativeError: MatrixVectorSummary.relativeError(of: first, from: wanted)))
      guard place == 0 else { continue }
      exact = wanted.elements.map { $0 * factor }
      millivolts = chip.card.read.voltage.value * 1e3
      if chip.identicalCellsNotice != nil { notes.append("identicalCells") }
      if ohms > 0 {
        delivered = try WiresCommands.shares(
          microsiemens[..<count].map { Double(max($0, 1e-6)) * 1e-6 }, rows: side, columns: side,
          wires: chip.configuration.wires, inputs: nil
        ).map { 100 * $0 }
      }
    }
    return Answer(
      card: card, weights: weights.elements, inputs: inputs.elements, exact: exact, chips: chips,
      delivered: delivered, readMillivolts: millivolts, notes: notes,
      commands: serials.map { command(card: card, serial: $0, dac: dac, adc: adc, ohms: ohms, stuck: stuck) })
  }

  static let patterns = ["waves", "stripes", "steps", "blank"]

  private static func settings(card: String, dac: Int, adc: Int, ohms: Int, stuck: Int) -> CommandSettings {
    var settings = CommandSettings([
      ConfigurationOption("--card", ChipFields.card.path, card),
      ConfigurationOption("--dac-bits", ConverterFields.dac.bits.path, dac == 0 ? "none" : "\(dac)"),
      ConfigurationOption("--adc-bits", ConverterFields.adc.bits.path, adc == 0 ? "none" : "\(adc)"),
      ConfigurationOption("--dac-full-scale", ConverterFields.dac.fullScale.path, "1"),
      ConfigurationOption("--word-resistance", WireFields.word.path, "\(ohms)Ohm"),
      ConfigurationOption("--bit-resistance", WireFields.bit.path, "\(ohms)Ohm"),
    ])
    if stuck > 0 {
      let share = Double(stuck) / 200
      settings.assignments = ["chip.variation.stuckLow=\(share)", "chip.variation.stuckHigh=\(share)"]
    }
    return settings
  }

  private static func command(card: String, serial: Int, dac: Int, adc: Int, ohms: Int, stuck: Int) -> String {
    var text = "mortal mvm --card \(card) --serial \(serial) --weights weights.npy --inputs inputs.npy "
    text += "--dac-bits \(dac == 0 ? "none" : "\(dac)") --adc-bits \(adc == 0 ? "none" : "\(adc)") --dac-full-scale 1 "
    if ohms > 0 { text += "--word-resistance \(ohms)Ohm --bit-resistance \(ohms)Ohm " }
    if stuck > 0 {
      let share = Double(stuck) / 200
      text += "--set chip.variation.stuckLow=\(share) --set chip.variation.stuckHigh=\(share) "
    }
    return text + "--output outputs-\(serial).npy"
  }

  /// Weights within ±1, 16 × 16; edits are pairs of an index and a weight in percent.
  static func weights(_ pattern: String, edits: [Double]) throws(RequestFault) -> Matrix {
    var matrix = Matrix(rows: side, columns: side)
    for row in 0..<side {
      for column in 0..<side {
        let value: Double =
          switch pattern {
          case "stripes": column % 4 < 2 ? 0.8 : -0.8
          case "steps": Double(column / 2) / 3.5 - 1
          case "blank": 0
          default: 0.9 * sin(Double(row) * 0.45) * cos(Double(column) * 0.55)
          }
        matrix.elements[row * side + column] = Float((value * 100).rounded() / 100)
      }
    }
    guard edits.count.isMultiple(of: 2) else {
      throw RequestFault(400, "edits: pairs of a cell, 0...255, and a weight in percent, -100...100, are allowed.")
    }
    for pair in stride(from: 0, to: edits.count, by: 2) {
      guard edits[pair] == edits[pair].rounded(), edits[pair] >= 0, edits[pair + 1] <= 100 else {
        throw RequestFault(400, "edits: pairs of a cell, 0...255, and a weight in percent, -100...100, are allowed.")
      }
      matrix.elements[Int(edits[pair])] = Float(edits[pair + 1] / 100)
    }
    // The largest weight sets the scale of the chip; a corner keeps it where it is.
    if matrix.largestMagnitude < 1e-6 { matrix.elements[0] = 1 }
    return matrix
  }

  /// Inputs as shares of the read voltage.
  static func inputs(_ drive: String) -> Matrix {
    let values: [Float] = (0..<side).map { line in
      switch drive {
      case "all": 1
      case "one": line == 0 ? 1 : 0
      default: Float(line + 1) / Float(side)
      }
    }
    return Matrix(rows: 1, columns: side, elements: values)
  }
}
