internal import DeviceModels
internal import Periphery
internal import Randomness
internal import Units
internal import Wires

extension Chip {
  /// A layer of this chip, its cells fresh from the fab: at the low end of their window, references set.
  ///
  /// - Parameters:
  ///   - index: the layer's number on the chip; every layer has cells of its own.
  ///   - weightRange: the largest weight; larger ones are held there. It sets the scale W = scale · (g − reference): on
  ///     program-and-hold cells it is the weight of the full conductance difference, on pulsed cells the weight at the
  ///     published weight w = 1, or at the end of the window.
  ///   - inSitu: whether the cells shall be changed by pulses.
  /// - Throws: ``CrossbarError/notTrainable(card:cardsThatAre:)`` when `inSitu` and the card has no pulse model,
  ///   ``CrossbarError/outOfRange(field:value:allowed:)`` for settings that are impossible.
  public func layer(
    _ index: Int, inputs: Int, outputs: Int, weightRange: Float, inSitu: Bool
  ) throws -> CrossbarLayer {
    try validate()
    guard inputs > 0, outputs > 0 else {
      throw CrossbarError.outOfRange(field: "layer", value: "\(inputs) x \(outputs)", allowed: "1 x 1 and more")
    }
    guard weightRange > 0, weightRange.isFinite else {
      throw CrossbarError.outOfRange(field: "weightRange", value: "\(weightRange)", allowed: "a finite number above 0")
    }
    if inSitu, card.pulse == nil { throw CrossbarError.notTrainable(card: card.id, cardsThatAre: Self.trainableCards) }
    let mapping = self.mapping
    if mapping == .referenceDevice, card.pulse == nil {
      throw CrossbarError.outOfRange(
        field: "mapping",
        value: "referenceDevice on card '\(card.id)', which has no pulse model and so no symmetry point",
        allowed: "differentialPair, referenceColumn")
    }
    let policy = configuration.writePolicy
    if inSitu, policy == .upOnly || policy == .downOnly, mapping != .differentialPair {
      throw CrossbarError.outOfRange(
        field: "writePolicy", value: "\(policy.rawValue) with mapping \(mapping.rawValue)",
        allowed: "upOnly and downOnly with differentialPair only: a single cell that is moved one way cannot come back")
    }
    let pulsed = card.pulse != nil
    let grid = TileGrid(inputs: inputs, outputs: outputs, shape: configuration.tile)
    let tiles = grid.places.map { place in
      let tileIdentity = layerIdentity(index).child("tile", place.gridRow, place.gridColumn)
      let tileCycle = cycle.child("layer", index).child("tile", place.gridRow, place.gridColumn)
      return Tile(
        place: place,
        cells: group(tileIdentity.child("cells"), tileCycle.child("cells")) {
          CellArray(
            chip: self, count: place.inputs.count * place.outputs.count, columns: place.outputs.count, identity: $0,
            cycle: $1, pulsed: pulsed)
        },
        reference: referenceCells(place, tileIdentity, tileCycle, mapping), mapping: mapping, adc: nil,
        identity: tileIdentity, cycle: tileCycle, view: nil)
    }
    let age = configuration.age ?? earliestAge
    return CrossbarLayer(
      inputs: inputs, outputs: outputs, chip: self, index: index, scale: weightRange / conductanceSpan,
      temperature: configuration.temperature, elapsed: age, slow: HeldClock(start: age), viewAge: age, tiles: tiles,
      grid: grid, mapping: mapping)
  }

  /// Names of shipped cards that can learn in situ, for messages.
  private static var trainableCards: [String] {
    ((try? DeviceLibrary.find())?.names ?? []).filter { (try? DeviceLibrary.card($0))?.pulse != nil }
  }

  /// Normalised conductance difference of the largest weight.
  var conductanceSpan: Float {
    if card.pulse != nil { return mapping == .differentialPair ? 2 * pulseUnit : pulseUnit }
    return mapping == .differentialPair ? 1 - card.window.low : (1 - card.window.low) / 2
  }

  /// The arrays of a group: the first under the given keys, further ones under keys of their own.
  private func group(
    _ identity: StreamKey, _ cycle: StreamKey, _ make: (StreamKey, StreamKey) -> CellArray
  ) -> CellGroup {
    CellGroup(size: configuration.cellsPerWeight) { number in
      number == 0
        ? make(identity, cycle) : make(identity.child("parallel", number), cycle.child("parallel", number))
    }
  }

  /// The cells that are subtracted, set once when the chip is made.
  private func referenceCells(
    _ place: TilePlace, _ identity: StreamKey, _ cycle: StreamKey, _ mapping: WeightMapping
  ) -> CellGroup {
    let own = identity.child("reference")
    let weights = place.inputs.count * place.outputs.count
    switch mapping {
    case .differentialPair:
      return group(own, cycle.child("reference")) {
        CellArray(
          chip: self, count: weights, columns: place.outputs.count, identity: $0, cycle: $1, pulsed: pulse != nil)
      }
    case .referenceColumn:
      let middle = [Float](repeating: pulseMiddle, count: place.inputs.count)
      return group(own, own) { identity, cycle in
        var cells = CellArray(
          chip: self, count: middle.count, columns: 1, identity: identity, cycle: cycle, pulsed: false, wears: false)
        _ = cells.program(middle, step: 0)
        return cells
      }
    case .referenceDevice:
      // Zero-shifted: each reference lies at its cell's symmetry point, up to the card's spread.
      let zeroed = identity.child("cells")
      return group(zeroed, own) { zeroed, identity in
        var cells = CellArray(
          chip: self, count: weights, columns: place.outputs.count, identity: identity, cycle: identity, pulsed: false,
          wears: false)
        guard let model = pulse else { return cells }
        var variation = pulseVariation
        variation.columns = place.outputs.count
        let own = PulsedCells(model: model, count: weights, identity: zeroed, variation: variation)
        let points =
          configuration.symmetryPairs.map { foundSymmetry(own, pairs: $0, key: identity.child("symmetrySearch")) }
          ?? own.references()
        let targets = points.map { min(max($0, card.window.low), 1) }
        cells.state = .held(targets: targets, programmed: targets, step: 0)
        return cells
      }
    }
  }

  private func validate() throws {
    try configuration.wires.validate()
    guard (0...0.01).contains(configuration.wireTolerance) else {
      throw CrossbarError.outOfRange(
        field: "wireTolerance", value: "\(configuration.wireTolerance)", allowed: "0...0.01")
    }
    guard (1...64).contains(configuration.cellsPerWeight) else {
      throw CrossbarError.outOfRange(
        field: "cellsPerWeight", value: "\(configuration.cellsPerWeight)", allowed: "1...64")
    }
    if let pairs = configuration.symmetryPairs, !(1...100_000).contains(pairs) {
      throw CrossbarError.outOfRange(field: "symmetryPairs", value: "\(pairs)", allowed: "1...100000, or none")
    }
    guard (1...1000).contains(configuration.pulsesPerWrite) else {
      throw CrossbarError.outOfRange(
        field: "pulsesPerWrite", value: "\(configuration.pulsesPerWrite)", allowed: "1...1000")
    }
    if let states = configuration.states, !(2...65_536).contains(states) {
      throw CrossbarError.outOfRange(field: "states", value: "\(states)", allowed: "2...65536, or none")
    }
    let variation = configuration.variation
    for (field, value) in [
      ("variation.deviceToDevice", variation.deviceToDevice), ("variation.cycleToCycle", variation.cycleToCycle),
      ("variation.nonlinearity", variation.nonlinearity), ("variation.asymmetry", variation.asymmetry),
      ("variation.programmingNoise", variation.programmingNoise), ("variation.readNoise", variation.readNoise),
    ] where !(0...100).contains(value) {
      throw CrossbarError.outOfRange(field: field, value: "\(value)", allowed: "0...100, a factor on the card's value")
    }
    if variation.asymmetry != 1, let pulse = card.pulse, !pulse.hasAsymmetry {
      throw CrossbarError.outOfRange(
        field: "variation.asymmetry", value: "\(variation.asymmetry) on card '\(card.id)'",
        allowed: "1 on cards whose model has no difference of steps up and down that could be scaled")
    }
    guard configuration.wornCycles >= 0, configuration.wornCycles.isFinite else {
      throw CrossbarError.outOfRange(
        field: "wornCycles", value: "\(configuration.wornCycles)", allowed: "0 and more")
    }
    if configuration.wornCycles > 0, card.endurance == nil {
      throw CrossbarError.outOfRange(
        field: "wornCycles", value: "\(configuration.wornCycles) on card '\(card.id)'",
        allowed: "0 on cards that say nothing of endurance")
    }
    for (field, value) in [
      ("variation.dieDrift", variation.dieDrift ?? 0), ("variation.dieStep", variation.dieStep ?? 0),
      ("variation.assumedStep", variation.assumedStep), ("variation.assumedBounds", variation.assumedBounds),
      ("diePeriphery.gain", configuration.diePeriphery.gain ?? 0),
    ] where !(0...1).contains(value) {
      throw CrossbarError.outOfRange(field: field, value: "\(value)", allowed: "0...1, relative to the mean")
    }
    let low = variation.stuckLow ?? 0
    let high = variation.stuckHigh ?? 0
    guard (0...1).contains(low), (0...1).contains(high), (0...1).contains(variation.otherDefects ?? 0),
      defects.total <= 1
    else {
      throw CrossbarError.outOfRange(
        field: "variation.stuckLow, stuckHigh", value: "\(low), \(high)",
        allowed: "shares of cells with a sum up to 1, together with what card '\(card.id)' has of other defects")
    }
    if variation.assumedStep > 0 || variation.assumedBounds > 0, card.pulse?.hasCellSpread != false {
      throw CrossbarError.outOfRange(
        field: "variation.assumedStep, assumedBounds", value: "\(variation.assumedStep), \(variation.assumedBounds)",
        allowed: card.pulse == nil
          ? "0 on card '\(card.id)', which has no pulse model"
          : "0 on card '\(card.id)', whose paper gives a spread from cell to cell; variation.deviceToDevice scales it")
    }
    if configuration.programming == .openLoop, card.pulse == nil, card.verifiedWriting == nil {
      throw CrossbarError.outOfRange(
        field: "programming", value: "openLoop on card '\(card.id)'",
        allowed: "closedLoop: this card says what verified programming leaves, not what a pulse does")
    }
    guard configuration.temperature.value > 0, configuration.temperature.value.isFinite else {
      throw CrossbarError.outOfRange(
        field: "temperature", value: "\(configuration.temperature)", allowed: "above 0 K")
    }
    try validateReads()
    try validateDisturb()
    if configuration.trimsGains, let bits = configuration.adc.bits, bits < 4 {
      throw CrossbarError.outOfRange(
        field: "adc.trim", value: "true with \(bits) bits",
        allowed: "false below 4 bits: codes are too coarse to measure a gain")
    }
    if let age = configuration.age, !(age.value >= 0 && age.value.isFinite) {
      throw CrossbarError.outOfRange(field: "age", value: "\(age)", allowed: "0 s and more")
    }
  }
}

extension Chip {
  private func validateDisturb() throws {
    let settings = configuration.disturb
    guard settings.scheme != .none else { return }
    for (field, value) in [("disturb.step", settings.step), ("disturb.read", settings.read)] {
      guard let value, !(0...1).contains(value) else { continue }
      throw CrossbarError.outOfRange(field: field, value: "\(value)", allowed: "0...1, a share of a full pulse's step")
    }
    let published = settings.scheme == .half ? card.disturb?.half : card.disturb?.third
    guard settings.step != nil || published != nil || settings.read != nil else {
      throw CrossbarError.outOfRange(
        field: "disturb.scheme", value: settings.scheme.rawValue,
        allowed:
          "none on card '\(card.id)', which says nothing of disturbed steps, or with disturb.step, an assumed share")
    }
  }

  /// What a read can be on this card.
  private func validateReads() throws {
    let encoding = configuration.inputEncoding
    if encoding != .amplitude {
      guard let bits = configuration.dac.bits, bits >= 2, configuration.dac.range == .signMagnitude else {
        throw CrossbarError.outOfRange(
          field: "dac.encoding", value: "\(encoding.rawValue)",
          allowed:
            "amplitude where dac.bits is none or 1, or dac.range is not signMagnitude: widths and bits need codes "
            + "of 2 bits and more with a sign")
      }
    }
    if let slot = configuration.inputSlot {
      let least = encoding == .width ? 0 : card.read.integrationTime.value
      guard slot.value > 0, slot.value.isFinite, slot.value >= least,
        vectorTime.value >= card.read.integrationTime.value * (1 - 1e-9)
      else {
        throw CrossbarError.outOfRange(
          field: "dac.slot", value: "\(slot)",
          allowed: "times that give every conversion \(card.read.integrationTime), the integration time of card "
            + "'\(card.id)', or more")
      }
    }
    if case .every(let period) = configuration.time.readPeriod,
      !(period.value >= vectorTime.value * (1 - 1e-9) && period.value.isFinite)
    {
      throw CrossbarError.outOfRange(
        field: "time.readPeriod", value: "\(period)",
        allowed: encoding == .amplitude && configuration.inputSlot == nil
          ? "\(card.read.integrationTime), the integration time of card '\(card.id)', and more"
          : "\(vectorTime), what a vector takes in \(slots) slots of \(slot), and more")
    }
    if let voltage = configuration.readVoltage, !(1e-3...10).contains(voltage.value) {
      throw CrossbarError.outOfRange(field: "readVoltage", value: "\(voltage)", allowed: "1 mV...10 V")
    }
    guard configuration.currentVoltage == .card else { return }
    guard let basis else {
      let cards = ((try? DeviceLibrary.find())?.names ?? []).filter {
        (try? DeviceLibrary.card($0))?.currentVoltage != nil
      }
      throw CrossbarError.outOfRange(
        field: "currentVoltage", value: "card",
        allowed: "linear on card '\(card.id)', which gives no curve; cards that do: \(cards.joined(separator: ", "))")
    }
    guard basis.limit >= 1 - 1e-9 else {
      throw CrossbarError.outOfRange(
        field: "currentVoltage", value: "card",
        allowed: "linear at a read voltage of \(card.read.voltage), beyond the \(card.read.voltage * basis.limit) "
          + "up to which the curve of card '\(card.id)' was published")
    }
  }
}

extension ADC {
  /// The factor between a current and the digital result of one line, rounding and offset aside.
  func digitalGain(of line: Int) -> Float {
    errors.gain[line] / Float(trim?.gain[line] ?? 1)
  }
}
