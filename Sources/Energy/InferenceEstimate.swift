/// What a net of many weights would draw that passes all of them once for every token: as crossbars, and digitally.
package struct InferenceEstimate: Sendable {
  package let technology: Technology
  package let weights: Double
  package let tokensPerSecond: Double
  /// Rows and columns of an array.
  package let array: (rows: Int, columns: Int)
  /// Bits of the converters.
  package let bits: Int

  /// - Throws: ``EnergyError/outOfRange(option:value:allowed:)``, ``EnergyError/missingNumber(technology:number:technologiesThatHaveIt:)``.
  package init(_ technology: Technology, weights: Double, tokensPerSecond: Double, bits: Int = 8) throws {
    for (option, value) in [("--weights", weights), ("--tokens-per-second", tokensPerSecond)]
    where !(value > 0 && value <= 1e18) {
      throw EnergyError.outOfRange(option: option, value: "\(value)", allowed: "numbers above 0, up to 1e18")
    }
    guard (1...16).contains(bits) else {
      throw EnergyError.outOfRange(option: "--bits", value: "\(bits)", allowed: "1...16")
    }
    self.technology = technology
    self.weights = weights
    self.tokensPerSecond = tokensPerSecond
    self.bits = bits
    array = try technology.requireArray()
    for number in [Technology.Number.cellRead, .inputConversion, .outputConversion] {
      _ = try technology.require(number)
    }
  }

  /// Multiply-adds a second.
  package var rate: Double { weights * tokensPerSecond }

  /// Energy of one multiply-add on full arrays, part by part: cells, drivers, converters, others.
  package func multiplyAdd() throws -> Ledger {
    var ledger = Ledger()
    let drivers = try technology.require(.inputConversion)
    ledger[.cells] = try technology.require(.cellRead).energy
    ledger[.drivers] =
      1 / Double(array.columns) * (technology.isBitSerial ? drivers.energy : drivers.energy(bits: bits))
    ledger[.converters] = 1 / Double(array.rows) * (try technology.require(.outputConversion)).energy(bits: bits)
    ledger[.others] = 1 / Double(array.rows * array.columns) * technology.overhead
    return technology.isBitSerial ? Double(bits) * ledger : ledger
  }

  /// Power of the crossbars, part by part, in watt.
  package func power() throws -> Ledger { rate * (try multiplyAdd()) }

  /// Watts of 8-bit arithmetic alone, and of bringing each weight to it once a token, from memory beside the arithmetic and
  /// from another die; nil for what the technology does not say.
  package var digital: (arithmetic: EnergyRange?, near: EnergyRange?, far: EnergyRange?) {
    func watts(_ number: Technology.Number) -> EnergyRange? { technology.numbers[number].map { rate * $0.energy } }
    return (watts(.multiplyAdd8), watts(.nearByte), watts(.farByte))
  }

  /// What an estimate of a language model leaves out.
  package static let leftOut = [
    "attention and its cache: they grow with the context, and are no products with stored weights",
    "rectifiers, normalisation, softmax, embedding and sampling",
    "transport between arrays and between chips, clocks, leakage while an array waits",
    "arrays that are not full, weights that need several cells, and verifying or refreshing what drifts",
  ]
}

/// Energy of one inference in floating point or whole numbers, weights brought from memory once each.
package struct DigitalInference: Sendable {
  package let technology: Technology
  /// Multiply-adds of one example.
  package let products: Double

  package init(_ technology: Technology, products: Double) {
    self.technology = technology
    self.products = products
  }

  /// Arithmetic of 8 bits and a byte a weight.
  /// - Parameter far: whether weights come from another die.
  /// - Throws: ``EnergyError/missingNumber(technology:number:technologiesThatHaveIt:)``.
  package func energy(far: Bool) throws -> EnergyRange {
    products * (try technology.require(.multiplyAdd8)).energy
      + products * (try technology.require(far ? .farByte : .nearByte)).energy
  }
}

/// After how many inferences what was spent before the first one is paid back.
package struct BreakEven: Sendable, Equatable {
  /// Joules before the first inference: a chip's childhood, or a copy.
  package let spent: EnergyRange
  /// Joules of an inference on the chip, and of the other way that it is compared with.
  package let own: EnergyRange
  package let other: EnergyRange

  package init(spent: EnergyRange, own: EnergyRange, other: EnergyRange) {
    self.spent = spent
    self.own = own
    self.other = other
  }

  /// Inferences; nil where an inference of one's own costs no less than the other: it is never paid back.
  package var inferences: Double? { other.value > own.value ? spent.value / (other.value - own.value) : nil }
}
