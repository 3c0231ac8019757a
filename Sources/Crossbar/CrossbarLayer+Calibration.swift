internal import DeviceModels
public import Matrices
public import Periphery
internal import Randomness

extension CrossbarLayer {
  /// The word-line converters' specification, its full scale fixed once the layer is calibrated.
  public var dacSpecification: ConverterSpecification { dacs?.first?.specification ?? chip.configuration.dac }

  /// The bit-line converters' specification, its full scale fixed once the layer is calibrated.
  public var adcSpecification: ConverterSpecification { tiles.first?.adc?.specification ?? chip.configuration.adc }

  /// Whether every converter has its full scale.
  public var isCalibrated: Bool { dacs != nil && tiles.allSatisfy { $0.adc != nil } }

  /// Fixes, once, the full scales that the configuration leaves to calibration: the word lines' on the activities, the
  /// bit lines' on the noiseless currents of every tile that these activities cause, one full scale for the layer.
  ///
  /// Full scales that are numbers stay, and so does everything on a second call: a range never follows later data.
  /// - Parameters:
  ///   - activities: [samples × inputs], as the layer will meet them.
  ///   - inputHeadroom, outputHeadroom: factors on the percentiles found, for layers whose activities will grow.
  /// - Throws: ``PeripheryError`` where the batch is empty, all zero or not finite.
  public mutating func calibrate(
    on activities: Matrix, inputHeadroom: Float = 1, outputHeadroom: Float = 1
  ) throws(PeripheryError) {
    precondition(activities.columns == inputs, "\(activities.columns) activities for \(inputs) inputs")
    guard !isCalibrated else { return }
    try makeDACs(
      chip.configuration.dac.calibrated(on: activities.elements, headroom: inputHeadroom))
    forgetViews()
    var specification = chip.configuration.adc
    if specification.isUncalibrated {
      specification = try specification.calibrated(on: noiselessCurrents(activities), headroom: outputHeadroom)
    }
    try makeADCs(specification)
  }

  /// Fixes full scales without a batch: the word lines' at `inputFullScale`, the bit lines' at the largest column norm
  /// of the conductances, √Σ(g − reference)², times `inputFullScale`. Inputs of a quarter of full scale, root mean
  /// square, then leave room for currents of four standard deviations.
  /// - Throws: ``PeripheryError`` for a full scale that is no positive number.
  public mutating func calibrate(inputFullScale: Float) throws(PeripheryError) {
    guard !isCalibrated else { return }
    var dac = chip.configuration.dac
    if dac.isUncalibrated { dac.fullScale = .value(inputFullScale) }
    try makeDACs(dac)
    forgetViews()
    var adc = chip.configuration.adc
    if adc.isUncalibrated {
      prepareViews()
      var largest: Float = 0
      for tile in tiles {
        guard let view = tile.view else { continue }
        for column in 0..<tile.columns {
          var sum: Float = 0
          for row in 0..<tile.rows {
            let g = view.effective[row * tile.columns + column]
            sum += g * g
          }
          largest = max(largest, sum.squareRoot())
        }
      }
      // A layer of zero weights has no scale of its own: one cell's full current serves. Bits, half of which are at full
      // scale, cause three times the currents of inputs of a quarter of it.
      let bits: Float = chip.planes > 1 ? 3 : 1
      adc.fullScale = .value(bits * (largest > 0 ? largest : 1) * inputFullScale)
    }
    try makeADCs(adc)
  }

  mutating func makeDACs(_ specification: ConverterSpecification) throws(PeripheryError) {
    guard dacs == nil else { return }
    var made: [DAC] = []
    for gridRow in 0..<grid.gridRows {
      let lines = tiles[gridRow * grid.gridColumns].place.inputs.count
      made.append(
        try DAC(
          specification, lines: lines, identity: chip.layerIdentity(index).child("dac", gridRow), die: chip.identity))
    }
    dacs = made
  }

  mutating func makeADCs(_ specification: ConverterSpecification) throws(PeripheryError) {
    for tile in tiles.indices where tiles[tile].adc == nil {
      tiles[tile].adc = try ADC(
        specification, lines: tiles[tile].columns, identity: tiles[tile].identity.child("adc"),
        die: chip.identity, periphery: chip.periphery)
      guard chip.configuration.trimsGains else { continue }
      tiles[tile].adc = try tiles[tile].adc?.trimmed(key: tiles[tile].cycle.child("gainTrim"))
    }
  }

  /// The currents of every tile without noise, before conversion.
  private mutating func noiselessCurrents(_ activities: Matrix) -> [Float] {
    prepareViews()
    guard let dacs else { preconditionFailure("word lines first") }
    let reading = readBasis
    var currents: [Float] = []
    for tile in tiles {
      guard let view = tile.view else { continue }
      let dac = dacs[tile.place.gridRow]
      var converted = Matrix(rows: activities.rows, columns: tile.rows)
      converted.elements.withUnsafeMutableBufferPointer { target in
        activities.elements.withUnsafeBufferPointer { source in
          let from = source.baseAddress! + tile.place.inputs.lowerBound
          let to = target.baseAddress!
          if chip.planes > 1 {
            dac.codes(from, stride: inputs, into: to, stride: tile.rows, rows: activities.rows)
          } else {
            dac.convert(from, stride: inputs, into: to, stride: tile.rows, rows: activities.rows)
          }
        }
      }
      for plane in 0..<chip.planes {
        var drive = converted
        if chip.planes > 1 {
          for index in drive.elements.indices {
            let code = Int(converted.elements[index])
            let bit = Float((abs(code) >> plane) & 1)
            drive.elements[index] = (code < 0 ? -bit : bit) * reading.fullScale * dac.errors.gain[index % tile.rows]
          }
        }
        var sum = Matrix(rows: activities.rows, columns: tile.columns)
        for (number, cells) in ([view.effective] + view.curves).enumerated() {
          var bent = drive
          bent.elements.withUnsafeMutableBufferPointer {
            reading.fill(number, UnsafePointer($0.baseAddress!), into: $0.baseAddress!, count: $0.count)
          }
          multiply(
            bent, Matrix(rows: tile.rows, columns: tile.columns, elements: cells), beta: number > 0 ? 1 : 0, into: &sum)
        }
        currents += sum.elements
      }
    }
    return currents
  }
}

extension ConverterSpecification {
  /// Whether the full scale is still to be found.
  var isUncalibrated: Bool {
    guard bits != nil, case .calibration = fullScale else { return false }
    return true
  }

  /// ``calibrated(on:)`` times a headroom; a full scale that is fixed already stays.
  func calibrated(on samples: [Float], headroom: Float) throws(PeripheryError) -> ConverterSpecification {
    guard isUncalibrated else { return self }
    var fixed = try calibrated(on: samples)
    if case .value(let fullScale) = fixed.fullScale { fixed.fullScale = .value(fullScale * headroom) }
    return fixed
  }
}
