internal import Crossbar
internal import DeviceModels
internal import Matrices
internal import Periphery
internal import Substrate
internal import Units
internal import Workbench

/// What `mortal_chip_describe` tells.
private struct ChipDescription: Encodable {
  var card: String
  var serial: Int
  var tile: String
  var mapping: String
  /// Whether the card has write pulses, so that layers can be updated in place.
  var hasPulses: Bool
  var lowestMicrosiemens: Double
  var highestMicrosiemens: Double
  var temperatureKelvin: Double
  var write: String
  var threads: Int

  init(_ chip: Chip) {
    card = chip.card.id
    serial = chip.serial
    tile = chip.configuration.tile.description
    mapping = chip.mapping.rawValue
    hasPulses = chip.nominalStep > 0
    lowestMicrosiemens = chip.card.window.gMin.value * 1e6
    highestMicrosiemens = chip.card.window.gMax.value * 1e6
    temperatureKelvin = chip.configuration.temperature.value
    write = chip.configuration.writePolicy.rawValue
    threads = chip.configuration.threads
  }
}

@_cdecl("mortal_chip_create")
public func mortalChipCreate(
  _ names: UnsafePointer<UnsafePointer<CChar>?>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int64,
  _ chip: UnsafeMutablePointer<UInt64>?, _ error: TextOut?
) -> Int32 {
  call(error) {
    guard let chip else { throw InterfaceError.nullPointer(argument: "chip") }
    guard (0...1000).contains(count) else {
      throw InterfaceError.outOfRange(argument: "count", value: "\(count)", allowed: "0...1000")
    }
    var options: [(name: String, value: String)] = []
    if count > 0 {
      guard let names, let values else { throw InterfaceError.nullPointer(argument: "names or values") }
      for index in 0..<Int(count) {
        let name = try text(names[index], "names[\(index)]")
        options.append((name, try text(values[index], name)))
      }
    }
    chip.pointee = chips.add(ChipBox(try ChipOptions(options).chip()))
  }
}

@_cdecl("mortal_chip_release")
public func mortalChipRelease(
  _ chip: UInt64, _ error: TextOut?
) -> Int32 {
  call(error) { try chips.remove(chip) }
}

@_cdecl("mortal_chip_describe")
public func mortalChipDescribe(
  _ chip: UInt64, _ json: TextOut?,
  _ error: TextOut?
) -> Int32 {
  call(error) { try give(json: ChipDescription(chips.object(chip).chip), to: json) }
}

@_cdecl("mortal_chip_fingerprint")
public func mortalChipFingerprint(
  _ chip: UInt64, _ rows: Int64, _ columns: Int64, _ fingerprint: TextOut?,
  _ error: TextOut?
) -> Int32 {
  call(error) {
    let shape = try TileShape(parsing: "\(rows)x\(columns)")
    let portrait = try ChipPortrait(chips.object(chip).chip, rows: shape.rows, columns: shape.columns)
    try give(portrait.fingerprint, to: fingerprint, "fingerprint")
  }
}

@_cdecl("mortal_chip_program")
public func mortalChipProgram(
  _ chip: UInt64, _ weights: UnsafePointer<Float>?, _ inputs: Int64, _ outputs: Int64, _ weightRange: Float,
  _ calibration: UnsafePointer<Float>?, _ samples: Int64, _ layer: UnsafeMutablePointer<UInt64>?,
  _ warning: TextOut?,
  _ error: TextOut?
) -> Int32 {
  warning?.pointee = nil
  return call(error) {
    guard let layer else { throw InterfaceError.nullPointer(argument: "layer") }
    let weights = try matrix(weights, rows: inputs, columns: outputs, "weights")
    let batch = try calibration.map { try matrix($0, rows: samples, columns: inputs, "calibration") }
    let box = try chips.object(chip)
    layer.pointee = try box.exclusively {
      let session = try LayerSession(
        chip: box.chip, index: box.nextLayer, weights: weights, weightRange: weightRange == 0 ? nil : weightRange,
        calibration: batch, names: ("weights", "calibration"))
      box.nextLayer += 1
      try warnOfFailedCells(session, warning)
      return layers.add(LayerBox(chip: box, session: session))
    }
  }
}

@_cdecl("mortal_chip_place")
public func mortalChipPlace(
  _ chip: UInt64, _ microsiemens: UnsafePointer<Float>?, _ inputs: Int64, _ outputs: Int64, _ weightRange: Float,
  _ layer: UnsafeMutablePointer<UInt64>?, _ error: TextOut?
) -> Int32 {
  call(error) {
    guard let layer else { throw InterfaceError.nullPointer(argument: "layer") }
    guard inputs >= 0, inputs <= Int64(Int32.max) / 2 else {
      throw InterfaceError.outOfRange(argument: "inputs", value: "\(inputs)", allowed: "1...\(Int32.max / 2)")
    }
    let both = try matrix(microsiemens, rows: 2 * inputs, columns: outputs, "conductances")
    let box = try chips.object(chip)
    layer.pointee = try box.exclusively {
      let (cells, reference) = try ChipTransfer.normalised(
        both.elements, inputs: Int(inputs), outputs: Int(outputs), on: box.chip)
      let session = try LayerSession(
        chip: box.chip, index: box.nextLayer, cells: cells, reference: reference, weightRange: weightRange)
      box.nextLayer += 1
      return layers.add(LayerBox(chip: box, session: session))
    }
  }
}

/// Tells of cells that programming gave up on, in the command line's words.
func warnOfFailedCells(_ session: LayerSession, _ warning: TextOut?) throws {
  let failed = session.layer.tally.failedCells
  if failed > 0, warning != nil {
    try give(MatrixVectorSummary.warning(failedCells: failed), to: warning, "warning")
  }
}
