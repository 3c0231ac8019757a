/// Cells given in ohm, as tables and instruments have them.
public enum CellResistances {
  /// Conductances of cells given as resistances; infinity is an open cell.
  /// - Parameter resistances: [rows × columns], row-major, in ohm.
  /// - Throws: ``WiresError/cellResistance(row:column:value:)`` for one that is not above zero,
  ///   ``WiresError/shape(what:count:expected:rows:columns:)``.
  public static func conductances(_ resistances: [Double], rows: Int, columns: Int) throws(WiresError) -> [Double] {
    guard resistances.count == rows * columns else {
      throw .shape(
        what: "resistances", count: resistances.count, expected: rows * columns, rows: rows, columns: columns)
    }
    for (index, value) in resistances.enumerated() where !(value > 0) || 1 / value == .infinity {
      throw .cellResistance(row: index / columns, column: index % columns, value: value)
    }
    return resistances.map { 1 / $0 }
  }
}
