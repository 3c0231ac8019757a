internal import DeviceModels
internal import Periphery
public import Units

/// How time passes on a chip while it works.
///
/// Every layer has one clock. Reads and writes move it on, and so do waits (``CrossbarLayer/wait(_:)``); drift,
/// relaxation and the memory of read noise follow it.
public struct ChipTime: Sendable, Equatable {
  /// Time from one input vector to the next.
  public enum ReadPeriod: Sendable, Equatable {
    /// Neither reads nor writes take time: the clock stands still, and all slow noise with it.
    case none
    /// One read follows the other at once: the integration time of the card.
    case integration
    /// Vectors arrive at a rate of their own; not shorter than the card's integration time.
    case every(Seconds)
  }

  public var readPeriod = ReadPeriod.integration

  public init() {}

  /// A clock that stands still.
  public static var still: ChipTime {
    var still = ChipTime()
    still.readPeriod = .none
    return still
  }
}

extension ChipTime.ReadPeriod {
  /// A period as configuration files say it: nil for a clock that stands still, 0 s for back to back.
  public init(_ period: Seconds?) {
    switch period {
    case nil: self = .none
    case Seconds(0): self = .integration
    case .some(let period): self = .every(period)
    }
  }
}

extension Chip {
  /// Slots that carry one input vector: see ``InputEncoding``.
  public var slots: Int {
    guard let bits = configuration.dac.bits else { return 1 }
    switch configuration.inputEncoding {
    case .amplitude: return 1
    case .width: return max(1, 1 << (bits - 1) - 1)
    case .bitSerial: return planes
    }
  }

  /// Reads, each with its conversions, that carry one input vector.
  public var planes: Int {
    guard configuration.inputEncoding == .bitSerial, let bits = configuration.dac.bits else { return 1 }
    return max(1, bits - 1)
  }

  /// Time of one slot.
  var slot: Seconds { configuration.inputSlot ?? card.read.integrationTime }

  /// Time that the word lines need for one input vector.
  public var vectorTime: Seconds { Double(slots) * slot }

  /// Time that one input vector takes; 0 s where the clock stands still.
  public var readPeriod: Seconds {
    switch configuration.time.readPeriod {
    case .none: Seconds(0)
    case .integration: vectorTime
    case .every(let period): period
    }
  }

  /// Time of pulses given one after the other, each as wide as the card says; 0 s for cards without write conditions
  /// and where the clock stands still.
  func writeTime(up: Double, down: Double) -> Seconds {
    guard configuration.time.readPeriod != .none, let write = card.write else { return Seconds(0) }
    return Seconds(up * write.upWidth.value + down * write.downWidth.value)
  }
}
