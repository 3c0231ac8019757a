public import Crossbar
internal import Learning

/// All that a comparison of learners depends on, besides its data.
public struct ComparisonSettings: Sendable {
  /// Name or path of the device card.
  public var card = "ecram-li2018"
  /// Serial numbers of the chips that learn, 1…chips; each one's weights are also copied to the chip `copySerial`.
  public var chips = 5
  public var hidden = [500, 500, 500]
  public var epochs = 10
  public var batchSize = 100
  public var arms = Arm.allCases
  public var seed: UInt64 = 1
  /// Converters, tiles, wires, variation and write policy of the chips.
  public var chip: ChipConfiguration
  /// Largest weight a layer can hold, in units of 1/√inputs, the spread of the first weights.
  public var weightRange: Float = 4
  /// Room between the calibration batch's 99.9th percentile and full scale, of inputs and outputs: activities and weights
  /// grow while a net learns.
  public var inputHeadroom: Float = 2
  public var outputHeadroom: Float = 3
  /// Learning rates tried for each arm, as factors of its default; one alone skips the search.
  public var rateFactors: [Float] = [0.5, 1, 2]
  /// Epochs and training examples of one try of the search.
  public var searchEpochs = 2
  public var searchExamples = 3000

  public init(chip: ChipConfiguration = ComparisonSettings.defaultChip) { self.chip = chip }

  /// 8-bit converters with trimmed gains, 128 × 128 tiles, mixed-precision writes. Without a mapping, cards with a pulse
  /// model get zero-shifted reference devices, others the card's own mapping.
  public static var defaultChip: ChipConfiguration {
    var chip = ChipConfiguration()
    chip.writePolicy = .mixedPrecision
    return chip
  }

  /// The chip to which weights are copied from chip `serial`.
  public func copySerial(of serial: Int) -> Int { serial + 1_000_000 }
}
