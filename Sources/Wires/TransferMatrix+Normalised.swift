public import Units

extension TransferMatrix {
  /// The effective conductances of a tile in its own unit: fractions of the largest conductance `full`.
  ///
  /// The solution runs in `Double`; only the result is rounded. Tiles may have unused word lines, so open ones are
  /// allowed here.
  /// - Parameters:
  ///   - normalised: cells [rows × columns], row-major, in units of `full`; 0 is an open cell.
  ///   - full: the conductance that 1 stands for.
  /// - Returns: effective conductances [rows × columns] in units of `full`; the input itself where there are no wires.
  /// - Throws: as ``solve(conductances:rows:columns:wires:openWordLines:)``.
  public static func solve(
    normalised: [Float], full: Siemens, rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) -> [Float] {
    if wires.isIdeal { return normalised }
    let conductances = normalised.map { Double($0) * full.value }
    let effective = try solve(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    return effective.map { Float($0 / full.value) }
  }
}
