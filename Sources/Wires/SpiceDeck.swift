internal import Units

/// A program that reads SPICE decks.
public enum SpiceProgram: String, Sendable, CaseIterable {
  case ngspice, xyce, ltspice

  /// How a deck is run.
  public func call(_ path: String) -> String {
    switch self {
    case .ngspice: "ngspice -b \(path)"
    case .xyce: "Xyce \(path)"
    case .ltspice: "ltspice -b \(path)"
    }
  }
}

/// A wired array as a SPICE deck, for ngspice, Xyce or LTspice.
///
/// Nodes: `s<i>` source of word line i, `w<i>_<j>` and `b<i>_<j>` the word and bit line at cell (i, j), `x<i>_<j>`
/// between a cell and its access resistance, `o<j>` the virtual ground of bit line j, held at 0 V by `Vout<j>` whose current is
/// the output. A line without resistance is one node. Open cells are left out.
///
/// Several inputs are several operating points of one deck: ngspice alters the sources between them, Xyce and LTspice step
/// a parameter `vector` = 0, 1, … that the sources look their voltages up by.
public struct SpiceDeck: Sendable {
  /// The deck's text.
  public let text: String

  /// The operating point of an array.
  /// - Parameters:
  ///   - conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  ///   - inputs: volts at the word lines [rows].
  /// - Throws: as ``init(conductances:rows:columns:wires:vectors:program:)``.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification, inputs: [Double]
  ) throws(WiresError) {
    try self.init(
      conductances: conductances, rows: rows, columns: columns, wires: wires, vectors: [inputs], program: .ngspice)
  }

  /// The operating points of an array for several inputs; open lines carry nothing.
  /// - Parameters:
  ///   - conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  ///   - vectors: volts at the word lines [rows], one array an input, at least one.
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``, and for the inputs
  ///   ``WiresError/shape(what:count:expected:rows:columns:)`` or ``WiresError/voltage(row:input:value:)``.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification, vectors: [[Double]],
    program: SpiceProgram
  ) throws(WiresError) {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    for (input, vector) in vectors.enumerated() {
      guard vector.count == rows else {
        throw .shape(what: "input voltages", count: vector.count, expected: rows, rows: rows, columns: columns)
      }
      for (row, value) in vector.enumerated() where !value.isFinite {
        throw .voltage(row: row, input: input, value: value)
      }
    }
    guard let first = vectors.first else {
      throw .shape(what: "input vectors", count: 0, expected: 1, rows: rows, columns: columns)
    }
    let circuit = Circuit(wires: wires, rows: rows, columns: columns)
    var lines = ["crossbar array of \(rows) word lines x \(columns) bit lines"]
    let looksUp = vectors.count > 1 && program != .ngspice
    for row in 0..<rows {
      let table = vectors.enumerated().map { ", \($0), \($1[row])" }.joined()
      lines.append("Vin\(row) s\(row) 0 " + (looksUp ? "{table(vector\(table))}" : "DC \(first[row])"))
    }
    for column in 0..<columns { lines.append("Vout\(column) o\(column) 0 DC 0") }
    lines += circuit.wordLines + circuit.bitLines
    for row in 0..<rows {
      for column in 0..<columns where conductances[row * columns + column] > 0 {
        lines += circuit.cell(row, column, resistance: 1 / conductances[row * columns + column])
      }
    }
    lines += Self.analysis(vectors, columns: columns, program: program) + [".end", ""]
    text = lines.joined(separator: "\n")
  }

  /// What is to be found, in a program's own words.
  private static func analysis(_ vectors: [[Double]], columns: Int, program: SpiceProgram) -> [String] {
    let places = vectors.indices.map(String.init).joined(separator: " ")
    let outputs = (0..<columns).map { "I(Vout\($0))" }
    switch program {
    case .ngspice:
      var lines = [".options reltol=1e-9 abstol=1e-18 vntol=1e-15", ".control", "set numdgt=15"]
      for (number, vector) in vectors.enumerated() {
        if number > 0 {
          // Only what is new: a deck of many inputs stays short.
          for row in vector.indices where vector[row] != vectors[number - 1][row] {
            lines.append("alter Vin\(row) dc = \(vector[row])")
          }
        }
        if vectors.count > 1 { lines.append("echo input \(number)") }
        lines += ["op"] + (0..<columns).map { "print i(Vout\($0))" }
      }
      return lines + [".endc"]
    case .xyce:
      let step = vectors.count > 1 ? [".global_param vector=0", ".step vector list \(places)"] : []
      return step + [
        "Vrest rest 0 0", "Rrest rest 0 1", ".options nonlin reltol=1e-9 abstol=1e-18", ".dc Vrest 0 0 1",
        ".print dc format=csv precision=15" + (vectors.count > 1 ? " {vector}" : ""),
      ] + outputs.map { "+ \($0)" }
    case .ltspice:
      let step = vectors.count > 1 ? [".param vector=0", ".step param vector list \(places)"] : []
      return step + [".options reltol=1e-9 abstol=1e-18 vntol=1e-15 numdgt=15", ".op", ".save"]
        + outputs.map { "+ \($0)" }
    }
  }

  /// Names of nodes and elements.
  private struct Circuit {
    let wires: WireSpecification
    let rows: Int
    let columns: Int

    func word(_ row: Int, _ column: Int) -> String {
      if wires.word.value > 0 { return "w\(row)_\(column)" }
      return wires.driver.value > 0 ? "w\(row)" : "s\(row)"
    }

    func bit(_ row: Int, _ column: Int) -> String {
      if wires.bit.value > 0 { return "b\(row)_\(column)" }
      return wires.sense.value > 0 ? "b\(column)" : "o\(column)"
    }

    var wordLines: [String] {
      (0..<rows).flatMap { row in
        var lines: [String] = []
        let end = wires.word.value + wires.driver.value
        if end > 0 { lines.append("Rd\(row) s\(row) \(word(row, 0)) \(end)") }
        if wires.word.value > 0 {
          for column in 1..<max(columns, 1) {
            lines.append("Rw\(row)_\(column) \(word(row, column - 1)) \(word(row, column)) \(wires.word.value)")
          }
        }
        if wires.inputsFromBothEnds, end > 0 { lines.append("Re\(row) \(word(row, columns - 1)) s\(row) \(end)") }
        return lines
      }
    }

    var bitLines: [String] {
      (0..<columns).flatMap { column in
        var lines: [String] = []
        if wires.bit.value > 0 {
          for row in 1..<max(rows, 1) {
            lines.append("Rb\(row)_\(column) \(bit(row - 1, column)) \(bit(row, column)) \(wires.bit.value)")
          }
        }
        let end = wires.bit.value + wires.sense.value
        if end > 0 { lines.append("Rs\(column) \(bit(rows - 1, column)) o\(column) \(end)") }
        return lines
      }
    }

    func cell(_ row: Int, _ column: Int, resistance: Double) -> [String] {
      let name = "\(row)_\(column)"
      if wires.access.value == 0 { return ["Rc\(name) \(word(row, column)) \(bit(row, column)) \(resistance)"] }
      return [
        "Ra\(name) \(word(row, column)) x\(name) \(wires.access.value)",
        "Rc\(name) x\(name) \(bit(row, column)) \(resistance)",
      ]
    }
  }
}
