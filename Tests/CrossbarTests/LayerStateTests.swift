import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Substrate
import Testing
import Units
import Wires

/// A layer that was saved and restored goes on as if there had been no break.
@Suite struct LayerStateTests {
  struct Setting: CustomTestStringConvertible, Sendable {
    var card: String
    var policy = WritePolicy.parallelPulses
    var mapping: WeightMapping?
    var ohms = 0.0
    var momentum: Float = 0
    var testDescription: String { "\(card) \(policy) \(mapping?.rawValue ?? "") \(ohms)" }
  }

  static let settings = [
    Setting(card: "ecram-tang2018"), Setting(card: "ecram-tang2018", policy: .mixedPrecision, momentum: 0.9),
    Setting(card: "reram-array-om2022", mapping: .referenceDevice),
    Setting(card: "reram-array-om2022", policy: .verifiedMixedPrecision, mapping: .referenceColumn),
    Setting(card: "rram-gong2018", policy: .upOnly), Setting(card: "rram-taox-hfox-wu2018", policy: .downOnly),
    Setting(card: "ecram-tang2018", ohms: 5),
  ]

  private func fresh(
    _ setting: Setting, serial: Int = 7, index: Int = 0, seed: UInt64 = 1, range: Float = 1,
    inputs: Int = 30, changing: (inout ChipConfiguration) -> Void = { _ in }
  ) throws -> CrossbarLayer {
    try chip(try card(setting.card), serial: serial, seed: seed, ChipConfiguration()) {
      $0.writePolicy = setting.policy
      $0.mapping = setting.mapping
      $0.wires = WireSpecification(word: Ohms(setting.ohms), bit: Ohms(setting.ohms))
      $0.tile = TileShape(rows: 16, columns: 16)
      changing(&$0)
    }.layer(index, inputs: inputs, outputs: 20, weightRange: range, inSitu: card(setting.card).pulse != nil)
  }

  private func train(_ layer: inout CrossbarLayer, _ steps: Range<Int>, momentum: Float) -> [Matrix] {
    steps.map { step in
      let inputs = normals(5, layer.inputs, "x\(step)")
      let measured = layer.measure(inputs)
      // The signal depends on the measurement, so that any difference grows.
      layer.request(
        WeightChange(
          terms: [.init(inputs: inputs, signals: measured.map { 0.3 - $0 })], rate: 0.01, momentum: momentum))
      return measured
    }
  }

  private func throughJSON(_ state: LayerState) throws -> LayerState {
    try JSONDecoder().decode(LayerState.self, from: try JSONEncoder().encode(state))
  }

  @Test(arguments: settings) func trainingResumesBitForBit(setting: Setting) throws {
    var whole = try fresh(setting)
    whole.program(uniforms(30, 20, "weights", bound: 0.3))
    try whole.calibrate(on: normals(50, 30, "calibration"))
    _ = train(&whole, 0..<8, momentum: setting.momentum)
    let saved = try throughJSON(whole.state)
    #expect(saved == whole.state)
    var resumed = try fresh(setting)
    try resumed.restore(saved)
    #expect(resumed.state == saved && resumed.tally == whole.tally && resumed.isCalibrated)
    #expect(resumed.dacSpecification == whole.dacSpecification && resumed.adcSpecification == whole.adcSpecification)
    let expected = train(&whole, 8..<20, momentum: setting.momentum)
    let found = train(&resumed, 8..<20, momentum: setting.momentum)
    #expect(found == expected)
    #expect(resumed.effectiveWeights() == whole.effectiveWeights())
    #expect(resumed.state == whole.state)
    #expect(resumed.saturatedOutputs == whole.saturatedOutputs && resumed.tally == whole.tally)
  }

  /// Cells that are programmed and hold; age and temperature come back, too.
  @Test func heldCellsComeBack() throws {
    var whole = try fresh(Setting(card: "pcm-joshi2020"))
    whole.program(uniforms(30, 20, "weights"))
    whole.age = Seconds(1e6)
    whole.temperature = Kelvin(330)
    try whole.calibrate(inputFullScale: 2)
    _ = whole.measure(normals(5, 30, "x"))
    var resumed = try fresh(Setting(card: "pcm-joshi2020"))
    try resumed.restore(try throughJSON(whole.state))
    #expect(resumed.age == whole.age && resumed.age.value >= 1e6 && resumed.temperature == Kelvin(330))
    for _ in 0..<3 { #expect(resumed.measure(normals(5, 30, "x")) == whole.measure(normals(5, 30, "x"))) }
    #expect(resumed.readBack() == whole.readBack())
    // Written again, both draw the same programming noise.
    resumed.program(uniforms(30, 20, "other"))
    whole.program(uniforms(30, 20, "other"))
    #expect(resumed.conductances().cells == whole.conductances().cells)
  }

  /// A layer without converters comes back without, and is calibrated as if it had never been saved.
  @Test func uncalibratedLayersStayUncalibrated() throws {
    var whole = try fresh(Setting(card: "ecram-tang2018"))
    whole.program(uniforms(30, 20, "weights", bound: 0.3))
    var resumed = try fresh(Setting(card: "ecram-tang2018"))
    try resumed.calibrate(inputFullScale: 9)
    try resumed.restore(whole.state)
    #expect(!resumed.isCalibrated)
    try whole.calibrate(inputFullScale: 2)
    try resumed.calibrate(inputFullScale: 2)
    #expect(resumed.measure(normals(5, 30, "x")) == whole.measure(normals(5, 30, "x")))
  }

  @Test func foreignStatesAreRefused() throws {
    let setting = Setting(card: "ecram-tang2018")
    var layer = try fresh(setting)
    layer.program(uniforms(30, 20, "weights", bound: 0.3))
    try layer.calibrate(inputFullScale: 2)
    let state = layer.state
    let others = [
      try fresh(setting, serial: 8), try fresh(setting, index: 1), try fresh(setting, range: 2),
      try fresh(setting, inputs: 31), try fresh(Setting(card: "ecram-mo2019")),
      try fresh(Setting(card: "ecram-tang2018", mapping: .referenceColumn)),
      try fresh(setting) { $0.tile = TileShape(rows: 8, columns: 16) },
      try fresh(setting) { $0.adc = ConverterSpecification(bits: nil) },
      try fresh(setting) { $0.dac.fullScale = .value(3) },
    ]
    for (index, other) in others.enumerated() {
      var other = other
      let before = other.state
      #expect(throws: CrossbarError.self, "case \(index)") { try other.restore(state) }
      #expect(other.state == before, "case \(index) was changed")
    }
    do {
      var other = try fresh(setting, serial: 8)
      try other.restore(state)
    } catch {
      #expect("\(error)".contains("serial 7") && "\(error)".contains("serial 8"))
    }
  }

  @Test func damagedStatesAreRefused() throws {
    var layer = try fresh(Setting(card: "ecram-tang2018", policy: .mixedPrecision, momentum: 0.5))
    layer.program(uniforms(30, 20, "weights", bound: 0.3))
    try layer.calibrate(inputFullScale: 2)
    _ = train(&layer, 0..<2, momentum: 0.5)
    let state = layer.state
    func pulsed(_ change: @escaping (inout PulsedCellsState) -> Void) -> (inout LayerState) -> Void {
      return { state in
        guard case .pulsed(var cells) = state.tiles[1].cells else { return }
        change(&cells)
        state.tiles[1].cells = .pulsed(cells)
      }
    }
    let damages: [(inout LayerState) -> Void] = [
      { $0.tiles.removeLast() }, { $0.tiles.swapAt(0, 3) }, { $0.velocity?.removeLast() },
      { $0.pending?[3] = .nan }, { $0.temperature = 0 }, { $0.age = -1 }, { $0.inputConverters?.fullScale = nil },
      { $0.outputConverters?.fullScale = -3 },
      { $0.tiles[0].cells = .held(targets: [], programmed: [], step: 0) },
      pulsed { $0.conductances.removeLast() }, pulsed { $0.conductances[0] = .infinity },
      pulsed { $0.conductances[0] = -1 }, pulsed { $0.pulseCounts = [] }, pulsed { $0.hidden = [0] },
    ]
    for (index, damage) in damages.enumerated() {
      var damaged = state
      damage(&damaged)
      #expect(damaged != state)
      let before = layer.state
      do {
        try layer.restore(damaged)
        Issue.record("damage \(index) was taken")
      } catch {
        guard case .foreignState(let reason) = error else {
          Issue.record("damage \(index): \(error)")
          continue
        }
        #expect(!reason.isEmpty)
      }
      #expect(layer.state == before)
    }
    try layer.restore(state)
  }
}
