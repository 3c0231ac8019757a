internal import StrictYAML
internal import Units

extension ConductanceFunction {
  /// Reads a curve: `argument` and `unit` (a conductance, or `relative` for G/Gmax and for a plain number),
  /// `referenceGMax`, and either one formula or a list `pieces` of formulas with `below`.
  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    mapping.surveyed(as: "curve")
    let argument = try mapping.relativeOrSiemens("argument")
    let unit = try mapping.relativeOrSiemens("unit")
    let reference = try mapping.optional("referenceGMax") { (value) throws(YAMLError) in
      try value.quantity(Siemens.self, in: .positiveConductance)
    }
    var pieces: [Piece] = []
    if mapping.contains("pieces") {
      let list = try mapping.mappings("pieces", count: 1...16)
      for (index, item) in list.enumerated() {
        var piece = try Piece(item)
        if index < list.count - 1 {
          piece.below = try item.number("below", in: (pieces.last?.below ?? 0)...Double.greatestFiniteMagnitude)
        }
        pieces.append(piece)
      }
    } else {
      pieces = [try Piece(mapping)]
    }
    self.init(pieces, argument: argument, unit: unit, referenceGMax: reference, gMax: gMax)
  }
}

extension ConductanceFunction.Piece {
  static let formulas = ["polynomial", "logarithmic", "decadic", "power", "saturating", "table"]

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    mapping.surveyed(as: "formula")
    let given = Self.formulas.filter { mapping.contains($0) }
    guard given.count == 1, let name = given.first else {
      throw .wrongKind(
        place: mapping.place, found: given.isEmpty ? "no formula" : "the formulas \(given.joined(separator: " and "))",
        expected: "exactly one of \(Self.formulas.joined(separator: ", "))")
    }
    for other in Self.formulas { _ = mapping.optionalValue(other) }
    let two = 2...2
    let form: ConductanceFunction.Form
    switch name {
    case "polynomial": form = .polynomial(try mapping.numbers(name, count: 1...16))
    case "logarithmic":
      let c = try mapping.numbers(name, count: two)
      form = .logarithmic(offset: c[0], slope: c[1])
    case "decadic":
      let c = try mapping.numbers(name, count: two)
      form = .decadic(offset: c[0], slope: c[1])
    case "power":
      let c = try mapping.numbers(name, count: two)
      form = .power(factor: c[0], exponent: c[1])
    case "table":
      let table = try mapping.mapping(name)
      let at = try table.numbers("at", count: 1...256)
      for (before, after) in zip(at, at.dropFirst()) where before >= after {
        throw table.outside("at", value: "\(after) after \(before)", allowed: "rising numbers")
      }
      form = .table(at: at, values: try table.numbers("values", count: at.count...at.count))
    default:
      let c = try mapping.numbers(name, count: two)
      guard c[1] > 0 else { throw mapping.outside(name, value: "a scale of \(c[1])", allowed: "scales above 0") }
      form = .saturating(amplitude: c[0], scale: c[1])
    }
    self.init(form)
    if let value = mapping.optionalValue("atLeast") { atLeast = try value.number() }
    if let value = mapping.optionalValue("atMost") {
      atMost = try value.number(in: atLeast...Double.greatestFiniteMagnitude)
    }
  }
}

extension YAMLMapping {
  /// A conductance that numbers count in, or nil for the word `relative`.
  func relativeOrSiemens(_ key: String) throws(YAMLError) -> Siemens? {
    let value = try value(key, allowed: "relative, or a conductance such as 1 uS")
    if try value.string() == "relative" { return nil }
    return try value.quantity(Siemens.self, in: .positiveConductance)
  }
}

extension ClosedRange where Bound == Siemens {
  static var positiveConductance: ClosedRange<Siemens> { Siemens(1e-15)...Siemens(10) }
  static var conductance: ClosedRange<Siemens> { Siemens(0)...Siemens(10) }
}
