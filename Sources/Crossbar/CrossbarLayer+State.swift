internal import DeviceModels
internal import Matrices
internal import Periphery
internal import Substrate
internal import Units

extension CrossbarLayer {
  /// What must be saved to go on later.
  public var state: LayerState {
    LayerState(
      owner: name,
      tiles: tiles.map {
        TileState(
          cells: $0.cells.saved[0], reference: $0.reference.saved[0], moreCells: Array($0.cells.saved.dropFirst()),
          moreReferences: Array($0.reference.saved.dropFirst()), solvedCells: $0.wiredCells.solved,
          solvedReference: $0.wiredReference.solved, writeTimes: $0.cells.writeTimes,
          referenceWriteTimes: $0.reference.writeTimes, disturb: $0.disturb?.numbers)
      },
      readStep: readStep, writeStep: writeStep, velocity: velocity?.elements, pending: pending?.elements,
      inputConverters: dacs == nil ? nil : ConverterState(fullScale: fixedFullScale(dacSpecification)),
      outputConverters: tiles.contains { $0.adc == nil }
        ? nil : ConverterState(fullScale: fixedFullScale(adcSpecification)),
      age: age.value, programmedAt: programmedAt.value, slowStart: slow.start.value, temperature: temperature.value,
      tally: tally, saturatedInputs: saturatedInputs, saturatedOutputs: saturatedOutputs)
  }

  /// Goes on from a state: reads, requests and writes that follow give the numbers they would have given without a
  /// break, bit for bit, on the same chip with the same configuration and seed.
  ///
  /// - Throws: ``CrossbarError/foreignState(reason:)`` for a state of another card, serial number, layer, shape, tile
  ///   size, mapping or weight range, for one whose arrays have other sizes, and for damaged numbers. The layer is
  ///   unchanged then.
  public mutating func restore(_ state: LayerState) throws(CrossbarError) {
    try check(state)
    var restored = self
    restored.elapsed = Seconds(state.age)
    restored.programmedAt = Seconds(state.programmedAt)
    restored.slow = HeldClock(start: Seconds(state.slowStart))
    restored.temperature = Kelvin(state.temperature)
    restored.tally = state.tally
    (restored.saturatedInputs, restored.saturatedOutputs) = (state.saturatedInputs, state.saturatedOutputs)
    (restored.readStep, restored.writeStep) = (state.readStep, state.writeStep)
    restored.velocity = state.velocity.map { Matrix(rows: inputs, columns: outputs, elements: $0) }
    restored.pending = state.pending.map { Matrix(rows: inputs, columns: outputs, elements: $0) }
    for (index, tile) in state.tiles.enumerated() {
      restored.tiles[index].cells.restore([tile.cells] + tile.moreCells)
      restored.tiles[index].reference.restore([tile.reference] + tile.moreReferences)
      restored.tiles[index].wiredCells = WiredArray(solved: tile.solvedCells)
      restored.tiles[index].wiredReference = WiredArray(solved: tile.solvedReference)
      restored.tiles[index].cells.writeTimes = tile.writeTimes
      restored.tiles[index].reference.writeTimes = tile.referenceWriteTimes
      restored.tiles[index].disturb = tile.disturb.flatMap {
        LineDisturb(numbers: $0, rows: tiles[index].rows, columns: tiles[index].columns)
      }
      restored.tiles[index].noise = nil
      restored.tiles[index].adc = nil
    }
    restored.dacs = nil
    do {
      if let converters = state.inputConverters {
        try restored.makeDACs(fixed(chip.configuration.dac, converters, "inputConverters"))
      }
      if let converters = state.outputConverters {
        try restored.makeADCs(fixed(chip.configuration.adc, converters, "outputConverters"))
      }
    } catch let error as CrossbarError {
      throw error
    } catch {
      throw .foreignState(reason: "\(error)")
    }
    restored.forgetViews()
    self = restored
  }

  private var name: LayerName {
    LayerName(
      card: chip.card.id, serial: chip.serial, layer: index, inputs: inputs, outputs: outputs,
      tile: chip.configuration.tile.description, mapping: mapping, scale: scale)
  }

  private func fixedFullScale(_ specification: ConverterSpecification) -> Float? {
    guard specification.bits != nil, case .value(let fullScale) = specification.fullScale else { return nil }
    return fullScale
  }

  /// A configured converter with a saved full scale.
  private func fixed(
    _ specification: ConverterSpecification, _ saved: ConverterState, _ field: String
  ) throws(CrossbarError) -> ConverterSpecification {
    var specification = specification
    switch (specification.bits, saved.fullScale) {
    case (nil, nil): return specification
    case (.some, .some(let fullScale)):
      if case .value(let configured) = specification.fullScale, configured != fullScale {
        throw .foreignState(reason: "\(field): full scale \(fullScale) was saved, \(configured) is configured")
      }
      specification.fullScale = .value(fullScale)
      return specification
    case (nil, .some(let fullScale)):
      throw .foreignState(reason: "\(field): full scale \(fullScale) was saved, converters without bits are configured")
    case (.some, nil):
      throw .foreignState(reason: "\(field): saved of converters without bits, converters with bits are configured")
    }
  }

  private func check(_ state: LayerState) throws(CrossbarError) {
    guard state.owner == name else {
      throw .foreignState(reason: "it was saved of \(state.owner), this is \(name)")
    }
    guard state.tiles.count == tiles.count else {
      throw .foreignState(reason: "\(state.tiles.count) tiles were saved, the layer has \(tiles.count)")
    }
    for (tile, saved) in zip(tiles, state.tiles) {
      for (cells, state, what) in [
        (tile.cells, [saved.cells] + saved.moreCells, "cells"),
        (tile.reference, [saved.reference] + saved.moreReferences, "reference"),
      ] {
        guard let objection = cells.objection(to: state) else { continue }
        throw .foreignState(reason: "tile \(tile.place.gridRow), \(tile.place.gridColumn), \(what): \(objection)")
      }
    }
    for (tile, saved) in zip(tiles, state.tiles) {
      for (own, times) in [
        (tile.cells.writeTimes, saved.writeTimes), (tile.reference.writeTimes, saved.referenceWriteTimes),
      ] where own.map(\.count) != times.map(\.count) || !times.joined().allSatisfy({ $0 >= 0 && $0.isFinite }) {
        throw .foreignState(
          reason:
            "tile \(tile.place.gridRow), \(tile.place.gridColumn): times of writes \(times.map(\.count)) for cells "
            + "\(own.map(\.count)), or not finite")
      }
      let columns = tile.columns + (mapping == .referenceColumn ? 1 : 0)
      for solved in [saved.solvedCells, saved.solvedReference].compactMap({ $0 }) {
        guard solved.count == tile.rows * columns, solved.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
          throw .foreignState(
            reason: "tile \(tile.place.gridRow), \(tile.place.gridColumn): \(solved.count) solved conductances for "
              + "\(tile.rows) x \(columns) cells, or not finite")
        }
      }
    }
    for (what, values) in [("velocity", state.velocity), ("pending", state.pending)] {
      guard let values else { continue }
      guard values.count == inputs * outputs, values.allSatisfy(\.isFinite) else {
        throw .foreignState(
          reason: "\(what): \(values.count) numbers for \(inputs) x \(outputs) weights, or not finite")
      }
    }
    guard state.temperature > 0, state.temperature.isFinite else {
      throw .foreignState(reason: "temperature: \(state.temperature) K is not above 0")
    }
    for (what, time) in [
      ("age", state.age), ("programmedAt", state.programmedAt), ("slowStart", state.slowStart),
    ] where !(time >= 0 && time.isFinite) {
      throw .foreignState(reason: "\(what): \(time) s is not 0 s or more")
    }
  }
}

extension LayerName: CustomStringConvertible {
  public var description: String {
    "layer \(layer) of card '\(card)' serial \(serial), \(inputs) x \(outputs) on \(tile) tiles, \(mapping.rawValue), "
      + "weight scale \(scale)"
  }
}
