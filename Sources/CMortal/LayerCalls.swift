internal import Crossbar
internal import DeviceModels
internal import Matrices
internal import Periphery
internal import Substrate
internal import Units
internal import Workbench

/// What `mortal_layer_describe` tells: scales, counts and the clock.
private struct LayerDescription: Encodable {
  var inputs: Int
  var outputs: Int
  /// The layer's number on its chip.
  var index: Int
  var tiles: [Int]
  var mapping: String
  /// W = weightPerUnitConductance · (g − reference), g in units of highestMicrosiemens.
  var weightPerUnitConductance: Float
  var highestMicrosiemens: Double
  var calibrated: Bool
  var inputFullScale: Float?
  var outputFullScale: Float?
  var saturatedInputs: Int
  var saturatedOutputs: Int
  var secondsSinceProgramming: Double
  /// The weight that one mean pulse is worth; 0 where the card has none.
  var pulseWeight: Float
  var tally: Tally

  init(_ layer: CrossbarLayer) {
    inputs = layer.inputs
    outputs = layer.outputs
    index = layer.index
    tiles = [layer.gridRows, layer.gridColumns]
    mapping = layer.chip.mapping.rawValue
    weightPerUnitConductance = layer.scale
    highestMicrosiemens = layer.chip.card.window.gMax.value * 1e6
    calibrated = layer.isCalibrated
    inputFullScale = layer.dacSpecification.fixedFullScale
    outputFullScale = layer.adcSpecification.fixedFullScale
    saturatedInputs = layer.saturatedInputs
    saturatedOutputs = layer.saturatedOutputs
    secondsSinceProgramming = layer.age.value
    pulseWeight = layer.pulseWeight
    tally = layer.tally
  }
}

@_cdecl("mortal_layer_release")
public func mortalLayerRelease(
  _ layer: UInt64, _ error: TextOut?
) -> Int32 {
  call(error) { try layers.remove(layer) }
}

@_cdecl("mortal_layer_describe")
public func mortalLayerDescribe(
  _ layer: UInt64, _ json: TextOut?,
  _ error: TextOut?
) -> Int32 {
  call(error) {
    let box = try layers.object(layer)
    try give(json: try box.chip.exclusively { LayerDescription(box.session.layer) }, to: json)
  }
}

@_cdecl("mortal_layer_program")
public func mortalLayerProgram(
  _ layer: UInt64, _ weights: UnsafePointer<Float>?, _ inputs: Int64, _ outputs: Int64,
  _ warning: TextOut?,
  _ error: TextOut?
) -> Int32 {
  warning?.pointee = nil
  return call(error) {
    let box = try layers.object(layer)
    let weights = try matrix(weights, rows: inputs, columns: outputs, "weights")
    try box.chip.exclusively {
      let layer = box.session.layer
      guard weights.rows == layer.inputs, weights.columns == layer.outputs else {
        throw CrossbarError.shapeMismatch(
          what: "weights", rows: weights.rows, columns: weights.columns, expectedRows: layer.inputs,
          expectedColumns: layer.outputs)
      }
      box.session.program(weights)
      try warnOfFailedCells(box.session, warning)
    }
  }
}

@_cdecl("mortal_layer_calibrate")
public func mortalLayerCalibrate(
  _ layer: UInt64, _ batch: UnsafePointer<Float>?, _ samples: Int64, _ features: Int64,
  _ error: TextOut?
) -> Int32 {
  call(error) {
    let box = try layers.object(layer)
    let batch = try matrix(batch, rows: samples, columns: features, "calibration")
    try box.chip.exclusively {
      try requireFit(batch, "calibration", box.session.layer)
      guard !box.session.layer.isCalibrated else { throw InterfaceError.alreadyCalibrated }
      try box.session.calibrate(on: batch)
    }
  }
}

@_cdecl("mortal_layer_read")
public func mortalLayerRead(
  _ layer: UInt64, _ inputs: UnsafePointer<Float>?, _ samples: Int64, _ features: Int64, _ at: UnsafePointer<CChar>?,
  _ outputs: UnsafeMutablePointer<Float>?, _ count: Int64,
  _ warning: TextOut?,
  _ error: TextOut?
) -> Int32 {
  warning?.pointee = nil
  return call(error) {
    let box = try layers.object(layer)
    let inputs = try matrix(inputs, rows: samples, columns: features, "inputs")
    let moment = try at.map { try age(String(cString: $0)) }
    try box.chip.exclusively {
      try requireFit(inputs, "inputs", box.session.layer)
      try require(count, equals: inputs.rows * box.session.layer.outputs, "outputs")
      if let moment { box.session.age(to: moment) }
      try box.session.calibrate()
      let before = box.session.layer.saturation
      let read = try box.session.read(inputs)
      try give(read.elements, to: outputs, count: count, "outputs")
      let held = box.session.layer.saturation
      if warning != nil, held.inputs > before.inputs || held.outputs > before.outputs {
        let layer = box.session.layer
        let texts = MatrixVectorSummary.warnings(
          saturatedInputs: held.inputs - before.inputs, of: inputs.count,
          inputFullScale: layer.dacSpecification.fixedFullScale,
          saturatedOutputs: held.outputs - before.outputs, of: held.conversions - before.conversions,
          outputFullScale: layer.adcSpecification.fixedFullScale)
        try give(texts.joined(separator: "\n"), to: warning, "warning")
      }
    }
  }
}

@_cdecl("mortal_layer_update")
public func mortalLayerUpdate(
  _ layer: UInt64, _ inputs: UnsafePointer<Float>?, _ samples: Int64, _ features: Int64,
  _ signals: UnsafePointer<Float>?, _ signalRows: Int64, _ signalColumns: Int64, _ rate: Float, _ momentum: Float,
  _ error: TextOut?
) -> Int32 {
  call(error) {
    let box = try layers.object(layer)
    let inputs = try matrix(inputs, rows: samples, columns: features, "inputs")
    let signals = try matrix(signals, rows: signalRows, columns: signalColumns, "signals")
    guard rate.isFinite, abs(rate) <= 1e6 else {
      throw InterfaceError.outOfRange(argument: "rate", value: "\(rate)", allowed: "-1e6...1e6")
    }
    guard (0..<1).contains(momentum) else {
      throw InterfaceError.outOfRange(argument: "momentum", value: "\(momentum)", allowed: "0..<1")
    }
    try box.chip.exclusively {
      let layer = box.session.layer
      try requireFit(inputs, "inputs", layer)
      guard signals.rows == inputs.rows, signals.columns == layer.outputs else {
        throw CrossbarError.shapeMismatch(
          what: "signals", rows: signals.rows, columns: signals.columns, expectedRows: inputs.rows,
          expectedColumns: layer.outputs)
      }
      if layer.tally.requests == 0 {
        // Making a layer that learns checks that the card has pulses and that mapping and policy go together.
        _ = try layer.chip.layer(0, inputs: 1, outputs: 1, weightRange: 1, inSitu: true)
      }
      guard layer.chip.nominalStep > 0 else {
        throw CrossbarError.notTrainable(card: layer.chip.card.id, cardsThatAre: [])
      }
      // Beyond this a cell has long reached the end of its window, and counts of pulses their precision.
      let pulses = inputs.largestMagnitude * signals.largestMagnitude / layer.pulseWeight * abs(rate)
      guard pulses <= 1e6 else {
        throw InterfaceError.outOfRange(
          argument: "update", value: "rate x inputs x signals of up to \(pulses) pulses a cell and sample",
          allowed: "0...1e6; one pulse is worth a weight of \(layer.pulseWeight)")
      }
      try box.session.calibrate()
      box.session.request(inputs: inputs, signals: signals, rate: rate, momentum: momentum)
    }
  }
}

@_cdecl("mortal_layer_set_age")
public func mortalLayerSetAge(
  _ layer: UInt64, _ at: UnsafePointer<CChar>?, _ error: TextOut?
) -> Int32 {
  call(error) {
    let box = try layers.object(layer)
    let moment = try age(text(at, "at"))
    try box.chip.exclusively { box.session.age(to: moment) }
  }
}

@_cdecl("mortal_layer_conductances")
public func mortalLayerConductances(
  _ layer: UInt64, _ microsiemens: UnsafeMutablePointer<Float>?, _ count: Int64, _ error: TextOut?
) -> Int32 {
  numbers(of: layer, to: microsiemens, count, "microsiemens", error) { ChipTransfer.microsiemens(of: $0.session.layer) }
}

@_cdecl("mortal_layer_read_back")
public func mortalLayerReadBack(
  _ layer: UInt64, _ weights: UnsafeMutablePointer<Float>?, _ count: Int64, _ error: TextOut?
) -> Int32 {
  numbers(of: layer, to: weights, count, "weights", error) { box in
    try require(count, equals: box.session.layer.inputs * box.session.layer.outputs, "weights")
    return try box.session.readBack().elements
  }
}

@_cdecl("mortal_layer_effective_weights")
public func mortalLayerEffectiveWeights(
  _ layer: UInt64, _ weights: UnsafeMutablePointer<Float>?, _ count: Int64, _ error: TextOut?
) -> Int32 {
  numbers(of: layer, to: weights, count, "weights", error) { box in
    try box.session.calibrate()
    return box.session.effectiveWeights().elements
  }
}

/// A call that hands out numbers of a layer, while nobody else uses its chip.
private func numbers(
  of layer: UInt64, to target: UnsafeMutablePointer<Float>?, _ count: Int64, _ argument: String, _ error: TextOut?,
  _ body: (LayerBox) throws -> [Float]
) -> Int32 {
  call(error) {
    let box = try layers.object(layer)
    try give(box.chip.exclusively { try body(box) }, to: target, count: count, argument)
  }
}

/// A time since programming.
/// - Throws: ``WorkbenchError``, as `--at` of the command line.
private func age(_ text: String) throws -> Seconds {
  let age = try quantity(text, Seconds.self, "--at")
  guard age.value >= 0, age.value.isFinite else {
    throw WorkbenchError.outOfRange(option: "--at", value: text, allowed: "0 s and more")
  }
  return age
}

/// - Throws: ``WorkbenchError`` for a batch whose features are not the layer's inputs, in the words of `mortal mvm`.
private func requireFit(_ batch: Matrix, _ name: String, _ layer: CrossbarLayer) throws {
  guard batch.columns == layer.inputs else {
    throw LayerSession.misfit(
      weights: (layer.inputs, layer.outputs), "weights", inputs: (batch.rows, batch.columns), name)
  }
}

extension CrossbarLayer {
  /// Conversions beyond the range so far, and all of the bit lines'.
  fileprivate var saturation: (inputs: Int, outputs: Int, conversions: Int) {
    (saturatedInputs, saturatedOutputs, tally.conversions)
  }
}
