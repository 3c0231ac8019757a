package import Crossbar
package import DeviceModels
internal import Periphery
internal import Units
package import Wires

extension ResolvedConfiguration {
  /// The chip's converters, tiles, wires, variation and operation, as this configuration has them.
  ///
  /// Where no mapping is chosen, cards with a pulse model get zero-shifted reference devices: each cell's step is then
  /// the same up and down at weight 0, which learning by pulses needs. Others, and cells that pulses move one way only,
  /// keep the card's mapping.
  package func chipConfiguration(of card: DeviceCard) -> ChipConfiguration {
    var chip = ChipConfiguration()
    chip.tile = TileShape(rows: self[ChipFields.tileRows], columns: self[ChipFields.tileColumns])
    chip.mapping = self[ChipFields.mapping] ?? (card.pulse.map { !$0.oneSided } ?? false ? .referenceDevice : nil)
    chip.dac = converter(.dac)
    chip.adc = converter(.adc)
    chip.trimsGains = self[ConverterFields.trim]
    chip.disturb.scheme = self[DisturbFields.scheme]
    chip.disturb.step = self[DisturbFields.step]
    chip.disturb.read = self[DisturbFields.read]
    chip.inputEncoding = self[ConverterFields.encoding]
    chip.inputSlot = self[ConverterFields.slot]
    chip.currentVoltage = self[ChipFields.currentVoltage]
    chip.readVoltage = self[ChipFields.readVoltage]
    chip.wires = wires
    chip.wireTolerance = self[WireFields.tolerance]
    chip.variation = variation
    chip.diePeriphery = DiePeripherySpread(
      gain: self[VariationFields.dieReadGain],
      offset: self[ConverterFields.adc.bits] == nil ? 0 : self[VariationFields.dieReadOffset])
    chip.programming = self[ChipFields.programming]
    chip.readNoise = self[ChipFields.readNoise]
    chip.noiseMemory = self[ChipFields.noiseMemory]
    chip.time.readPeriod = ChipTime.ReadPeriod(self[TimeFields.readPeriod])
    chip.thermalNoise = self[ChipFields.thermalNoise]
    chip.telegraphNoise = self[ChipFields.telegraphNoise]
    chip.writePolicy = self[ChipFields.write]
    chip.pulsesPerWrite = self[ChipFields.pulsesPerWrite]
    chip.symmetryPairs = self[ChipFields.symmetryPairs]
    chip.cellsPerWeight = self[ChipFields.cellsPerWeight]
    chip.states = self[ChipFields.states]
    chip.age = self[ChipFields.age]
    chip.temperature = self[ChipFields.temperature]
    return chip
  }

  /// A converter; one without bits has no LSB, so what is counted in LSB is 0 there.
  private func converter(_ fields: ConverterFields) -> ConverterSpecification {
    let bits = self[fields.bits]
    func inLSB(_ value: Double) -> Double { bits == nil ? 0 : value }
    let fullScale = self[fields.fullScale].map { ConverterSpecification.FullScale.value(Float($0)) }
    if let bits, let published = self[fields.published] {
      var specification = published.specification(bits: bits)
      specification.range = self[fields.range]
      specification.fullScale =
        fullScale ?? .calibration(Calibration(percentile: self[fields.percentile]))
      specification.noise = fields.noise.map { self[$0] } ?? 0
      return specification
    }
    return ConverterSpecification(
      bits: bits, range: self[fields.range],
      fullScale: fullScale ?? .calibration(Calibration(percentile: self[fields.percentile])),
      gainSpread: self[fields.gainSpread], dieGainSpread: self[fields.dieGainSpread],
      offsetSpread: inLSB(self[fields.offsetSpread]),
      integralNonlinearity: inLSB(self[fields.integralNonlinearity]),
      noise: inLSB(fields.noise.map { self[$0] } ?? 0))
  }

  /// The wires of every array.
  package var wires: WireSpecification {
    if let node = self[WireFields.node] {
      var wires = WireSpecification(node: node, pitch: self[WireFields.pitch])
      if self[WireFields.word].value > 0 { wires.word = self[WireFields.word] }
      if self[WireFields.bit].value > 0 { wires.bit = self[WireFields.bit] }
      wires.driver = self[WireFields.driver]
      wires.sense = self[WireFields.sense]
      wires.access = self[WireFields.access]
      wires.inputsFromBothEnds = self[WireFields.inputsFromBothEnds]
      return wires
    }
    return WireSpecification(
      word: self[WireFields.word], bit: self[WireFields.bit], driver: self[WireFields.driver],
      sense: self[WireFields.sense], access: self[WireFields.access],
      inputsFromBothEnds: self[WireFields.inputsFromBothEnds])
  }

  private var variation: ChipVariation {
    var variation = ChipVariation()
    variation.deviceToDevice = self[VariationFields.deviceToDevice]
    variation.cycleToCycle = self[VariationFields.cycleToCycle]
    variation.nonlinearity = self[VariationFields.nonlinearity]
    variation.asymmetry = self[VariationFields.asymmetry]
    variation.programmingNoise = self[VariationFields.programmingNoise]
    variation.readNoise = self[VariationFields.readNoise]
    variation.dieDrift = self[VariationFields.dieDrift]
    variation.dieStep = self[VariationFields.dieStep]
    variation.assumedStep = self[VariationFields.assumedStep]
    variation.assumedBounds = self[VariationFields.assumedBounds]
    variation.stuckLow = self[VariationFields.stuckLow]
    variation.stuckHigh = self[VariationFields.stuckHigh]
    variation.otherDefects = self[VariationFields.otherDefects]
    return variation
  }
}
