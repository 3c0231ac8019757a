public import Periphery
public import Units
public import Wires

/// How a chip turns a requested weight change into write pulses.
public enum WritePolicy: String, Sendable, CaseIterable, Codable {
  /// Every request becomes one stochastic parallel update at once: pulse trains on word and bit lines coincide at a cell
  /// with a probability proportional to input × signal (T. Gokmen, Y. Vlasov, Front. Neurosci. 10:333, 2016).
  case parallelPulses
  /// Requests are summed digitally, with momentum, and a cell gets whole pulses once its sum is worth one
  /// (S. R. Nandakumar et al., Front. Neurosci. 14:406, 2020). Costs two digital numbers a weight.
  case mixedPrecision
  /// As mixed precision, but each write is followed by a read, and what the write missed goes back into the sum: the
  /// noise of a pulse is measured and not lost. For cards whose pulses are coarse or unsure.
  case verifiedMixedPrecision
  /// As mixed precision, but a cell that is due is written closed-loop: pulsed and read until it lies in the card's
  /// acceptance band around what it held plus its sum. The surest and dearest way: the noise of single pulses is
  /// corrected at once, at the price of several pulses and reads a write.
  case writeVerify
  /// As parallel pulses with up pulses only, on differential pairs: a weight grows by pulses on its positive cell and
  /// shrinks by pulses on its negative one; pairs that come near the end of their window are rewritten closed-loop.
  case upOnly
  /// As parallel pulses with down (reset) pulses only, on differential pairs, as in arXiv 2601.09903: a weight grows by
  /// pulses on its negative cell.
  case downOnly

  /// Whether requests are summed digitally, with momentum, before they are written.
  public var accumulates: Bool {
    switch self {
    case .mixedPrecision, .verifiedMixedPrecision, .writeVerify: true
    case .parallelPulses, .upOnly, .downOnly: false
    }
  }
}

/// How weights get onto the cells of a chip.
public enum Programming: String, Sendable, CaseIterable, Codable {
  /// Pulses and reads until a cell is where it shall be.
  case closedLoop
  /// The pulses, or the voltage of the one pulse, that the calibration die's typical cell needed, and no read: cells and
  /// dies differ by all that they are. For cards that say what pulses do.
  case openLoop
}

/// All of a chip that is neither its card nor its serial number: what a designer chooses and where it is operated.
public struct ChipConfiguration: Sendable {
  /// Size of one array.
  public var tile = TileShape()
  /// How weights become conductances; nil as the card says.
  public var mapping: WeightMapping?
  /// Converters of the word lines.
  public var dac = ConverterSpecification(bits: 8)
  /// Converters of the bit lines.
  public var adc = ConverterSpecification(
    bits: 8, gainSpread: 0.02, dieGainSpread: 0.03, offsetSpread: 1)
  /// Whether gain and offset of every bit line's converter are measured when its full scale is fixed, and divided out
  /// digitally (``Periphery/GainTrim``).
  public var trimsGains = false
  /// How word lines carry numbers.
  public var inputEncoding = InputEncoding.amplitude
  /// Time of one read at one voltage: a whole read, a bit, or the unit of widths; nil for the card's integration time.
  public var inputSlot: Seconds?
  /// What cells do with a voltage.
  public var currentVoltage = CellCurve.linear
  /// Voltage of a read at full scale, in 1 mV...10 V; nil for the card's.
  public var readVoltage: Volts?
  /// What writes and reads do to other cells.
  public var disturb = DisturbSettings()
  /// Resistances of the wires; ideal unless given.
  public var wires = WireSpecification.ideal
  /// Largest error of effective conductances behind wires, relative to the largest one of a tile, that is allowed while
  /// cells change little: 0 solves every tile exactly after every change; 1e-4 makes in-situ training through wires
  /// several times faster and takes 32 bytes a cell.
  public var wireTolerance = 0.0
  /// How weights get onto the cells.
  public var programming = Programming.closedLoop
  /// Spread between the peripheries of dies.
  public var diePeriphery = DiePeripherySpread(gain: nil)
  /// Spread between and within chips.
  public var variation = ChipVariation()
  /// Whether reads are noisy at all.
  public var readNoise = true
  /// Whether published read noise has the memory that its card states or its formula implies: the slow part is frozen for
  /// many reads and moves with the clock. Without, all of it is drawn anew at every read, which is right for one read
  /// of each cell only.
  public var noiseMemory = true
  /// How time passes.
  public var time = ChipTime()
  /// Whether thermal and shot noise of the cells are added, over the bandwidth of the card's integration time.
  public var thermalNoise = true
  /// Whether cells show random telegraph noise; illustrative numbers, see the card.
  public var telegraphNoise = false
  /// How weight changes are written.
  public var writePolicy = WritePolicy.parallelPulses
  /// Worth of a sum, in pulses, at which the mixed-precision policies write a weight: more means fewer and surer writes,
  /// since requests of opposite sign cancel digitally before they wear and scatter a cell.
  public var pulsesPerWrite = 1.0
  /// Pairs of pulses up and down by which each cell's symmetry point is found for its reference device, as hardware does
  /// it; nil puts references where the cell's own law has that point.
  public var symmetryPairs: Int?
  /// Cells side by side that make up one cell of a weight; see ``CellGroup``.
  public var cellsPerWeight = 1
  /// Conductances that programming of weights aims at, evenly from the low to the high end of the card's window; nil:
  /// any. What a programmer that knows n-bit targets only can do; pulses that learn are not rounded.
  public var states: Int?
  /// Time since programming; nil at the earliest time for which the card was published, where drift begins
  /// (``DeviceCard/referenceTime``).
  public var age: Seconds?
  /// Full-window write cycles that every cell of a weight has behind it; references are written once and are new.
  public var wornCycles = 0.0
  /// Temperature of operation.
  public var temperature = Kelvin(300)
  /// Threads of one read; the numbers do not depend on it.
  public var threads = 1

  public init() {}

  /// No noise, no variation, no rounding, no wires: what is left is the digital engine.
  public static var perfect: ChipConfiguration {
    var perfect = ChipConfiguration()
    perfect.dac = ConverterSpecification(bits: nil)
    perfect.adc = ConverterSpecification(bits: nil)
    perfect.variation = .none
    perfect.diePeriphery = DiePeripherySpread()
    perfect.readNoise = false
    perfect.thermalNoise = false
    return perfect
  }
}
