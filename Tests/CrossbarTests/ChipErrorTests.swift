import Crossbar
import DeviceModels
import Periphery
import Testing
import Units

/// What a chip cannot be is refused with a message that says what is allowed.
@Suite struct ChipErrorTests {
  @Test(arguments: ["", "128", "0x5", "5x0", "-3x4", "128x128x2", "axb", "20000x1", "1x20000", "3.5x4"])
  func badTileShapes(text: String) {
    #expect(throws: CrossbarError.badTileShape(text: text)) { _ = try TileShape(parsing: text) }
    #expect("\(CrossbarError.badTileShape(text: text))".contains("128x128"))
  }

  @Test func goodTileShapes() throws {
    for text in ["128x64", "128×64", "128X64"] {
      #expect(try TileShape(parsing: text) == TileShape(rows: 128, columns: 64))
    }
    #expect(try TileShape(parsing: TileShape(rows: 3, columns: 9).description) == TileShape(rows: 3, columns: 9))
  }

  /// Cards without pulses name those that have them.
  @Test func notTrainable() throws {
    for name in ["pcm-joshi2020", "ideal"] {
      let chip = chip(try card(name), ChipConfiguration())
      do {
        _ = try chip.layer(0, inputs: 4, outputs: 4, weightRange: 1, inSitu: true)
        Issue.record("\(name) learnt")
      } catch let error as CrossbarError {
        guard case .notTrainable(name, let others) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(others.contains("ecram-tang2018") && !others.contains("pcm-joshi2020"))
        #expect("\(error)".contains("ecram-tang2018"))
      }
      #expect(throws: CrossbarError.self) {
        _ = try Chip(
          card: try card(name), serial: 1,
          configuration: {
            var configuration = ChipConfiguration()
            configuration.mapping = .referenceDevice
            return configuration
          }(), run: chip.cycle
        ).layer(0, inputs: 4, outputs: 4, weightRange: 1, inSitu: false)
      }
    }
  }

  private func field(of body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch CrossbarError.outOfRange(let field, _, let allowed) {
      return allowed.isEmpty ? nil : field
    } catch {
      return "\(error)"
    }
  }

  @Test func settingsOutOfRange() throws {
    let card = try card("ecram-tang2018")
    let cases: [(String, (inout ChipConfiguration) -> Void)] = [
      ("variation.deviceToDevice", { $0.variation.deviceToDevice = -1 }),
      ("variation.cycleToCycle", { $0.variation.cycleToCycle = .nan }),
      ("variation.nonlinearity", { $0.variation.nonlinearity = 101 }),
      ("variation.programmingNoise", { $0.variation.programmingNoise = .infinity }),
      ("variation.readNoise", { $0.variation.readNoise = -0.1 }),
      ("diePeriphery.gain", { $0.diePeriphery = DiePeripherySpread(gain: 1.5) }),
      ("variation.dieDrift", { $0.variation.dieDrift = -1 }),
      ("variation.dieStep", { $0.variation.dieStep = .nan }),
      ("variation.stuckLow, stuckHigh", { $0.variation.stuckLow = -0.1 }),
      (
        "variation.stuckLow, stuckHigh",
        {
          $0.variation.stuckLow = 0.6
          $0.variation.stuckHigh = 0.6
        }
      ),
      ("temperature", { $0.temperature = Kelvin(0) }), ("temperature", { $0.temperature = Kelvin(.nan) }),
      ("age", { $0.age = Seconds(-1) }), ("age", { $0.age = Seconds(.infinity) }),
    ]
    for (expected, change) in cases {
      let found = field {
        _ = try chip(card, ChipConfiguration(), changing: change)
          .layer(0, inputs: 4, outputs: 4, weightRange: 1, inSitu: false)
      }
      #expect(found == expected)
    }
    let plain = chip(card, ChipConfiguration())
    for range in [Float(0), -1, .nan, .infinity] {
      #expect(
        field { _ = try plain.layer(0, inputs: 4, outputs: 4, weightRange: range, inSitu: false) } == "weightRange")
    }
    for (inputs, outputs) in [(0, 4), (4, 0), (-1, 4)] {
      #expect(
        field { _ = try plain.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: false) } == "layer")
    }
  }

  /// One-directional writing needs two cells a weight.
  @Test(arguments: [WritePolicy.upOnly, .downOnly], [WeightMapping.referenceColumn, .referenceDevice])
  func oneDirectionNeedsPairs(policy: WritePolicy, mapping: WeightMapping) throws {
    let card = try card("ecram-tang2018")
    let found = field {
      _ = try chip(card, ChipConfiguration()) {
        $0.writePolicy = policy
        $0.mapping = mapping
      }.layer(0, inputs: 4, outputs: 4, weightRange: 1, inSitu: true)
    }
    #expect(found == "writePolicy")
  }
}
