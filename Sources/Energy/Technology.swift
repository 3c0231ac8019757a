package import StrictYAML
package import Units

/// What an event costs in one technology: converters, drivers, digital arithmetic and memory, each number with its source.
///
/// Technologies are YAML files (`Energy/*.yaml`, or a user's own). What a cell's pulse costs is its card's affair.
package struct Technology: Sendable, Equatable {
  /// The energies that a technology may name.
  package enum Number: String, Sendable, CaseIterable {
    /// One cell in one read, where no card says it.
    case cellRead
    /// One word line's driver for one vector.
    case inputConversion
    /// One bit line's converter for one vector.
    case outputConversion
    /// A multiply-add of 8-bit whole numbers, and one of 32-bit floating point.
    case multiplyAdd8, multiplyAdd32
    /// A byte of memory beside the arithmetic, and one of memory on another die.
    case nearByte, farByte

    /// What it is, in a few words.
    package var meaning: String {
      switch self {
      case .cellRead: "a cell in a read"
      case .inputConversion: "an input conversion"
      case .outputConversion: "an output conversion"
      case .multiplyAdd8: "an 8-bit multiply-add"
      case .multiplyAdd32: "a 32-bit floating-point multiply-add"
      case .nearByte: "a byte of on-chip memory"
      case .farByte: "a byte of memory on another die"
      }
    }
  }

  package let id: String
  package let title: String
  /// How far it can be trusted, in words.
  package let confidence: String
  /// Size of an array, where there is one.
  package let array: (rows: Int, columns: Int)?
  /// Time of one vector through an array, conversion included; nil for digital technologies.
  package let readTime: Seconds?
  /// Time of one update of a layer, where the card does not say it.
  package let updateTime: Seconds?
  /// The energies it names.
  package let numbers: [Number: SourcedEnergy]
  /// What else an array spends in a read: buffers, links, control.
  package let others: [SourcedEnergy]

  package static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.numbers == right.numbers && left.others == right.others
  }

  /// Reads a technology.
  /// - Throws: `YAMLError` with place, value and what is allowed.
  package init(document: YAMLDocument) throws(YAMLError) {
    let root = document.root
    id = try root.string("id")
    title = try root.string("title")
    confidence = try root.string("confidence")
    if let shape = try root.optionalMapping("array") {
      array = (try shape.int("rows", in: 1...65_536), try shape.int("columns", in: 1...65_536))
    } else {
      array = nil
    }
    let times = try root.optionalMapping("times")
    func time(_ key: String) throws(YAMLError) -> Seconds? {
      try times?.optional(key) { (value) throws(YAMLError) in
        try value.quantity(Seconds.self, in: Seconds(1e-12)...Seconds(1))
      }
    }
    (readTime, updateTime) = (try time("read"), try time("update"))
    let energies = try root.mapping("energies")
    var numbers: [Number: SourcedEnergy] = [:]
    for number in Number.allCases {
      guard let mapping = try energies.optionalMapping(number.rawValue) else { continue }
      numbers[number] = try SourcedEnergy(
        mapping, name: number.meaning, isConverter: number == .inputConversion || number == .outputConversion)
    }
    self.numbers = numbers
    var others: [SourcedEnergy] = []
    if root.contains("others") {
      for mapping in try root.mappings("others", count: 1...32) {
        others.append(try SourcedEnergy(mapping, name: try mapping.string("name")))
      }
    } else {
      _ = root.optionalValue("others")
    }
    self.others = others
    try root.finish()
  }

  /// Reads a file.
  package init(contentsOf path: String) throws(YAMLError) { try self.init(document: YAMLDocument(contentsOf: path)) }

  /// A number that is needed.
  /// - Throws: ``EnergyError/missingNumber(technology:number:technologiesThatHaveIt:)``.
  package func require(_ number: Number) throws -> SourcedEnergy {
    if let found = numbers[number] { return found }
    let others = (try? TechnologyLibrary.find().technologies())?.filter { $0.numbers[number] != nil }.map(\.id) ?? []
    throw EnergyError.missingNumber(
      technology: id, number: "what \(number.meaning) costs (energies.\(number.rawValue))",
      technologiesThatHaveIt: others)
  }

  /// The array of the technology.
  /// - Throws: ``EnergyError/missingNumber(technology:number:technologiesThatHaveIt:)`` for digital ones.
  package func requireArray() throws -> (rows: Int, columns: Int) {
    if let array { return array }
    let others = (try? TechnologyLibrary.find().technologies())?.filter { $0.array != nil }.map(\.id) ?? []
    throw EnergyError.missingNumber(
      technology: id, number: "the size of an array (array)", technologiesThatHaveIt: others)
  }

  /// Whether inputs go in bit by bit, one read of the array each: where a driver has a single bit.
  package var isBitSerial: Bool { numbers[.inputConversion]?.bits == 1 }

  /// All of ``others``, for one read of one array.
  package var overhead: EnergyRange { others.reduce(.zero) { $0 + $1.energy } }
}
