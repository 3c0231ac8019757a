internal import DeviceModels
internal import Units
internal import Wires

/// A tile's conductances and noise as they appear behind the resistance of its wires.
enum WiredArray {
  /// - Parameters:
  ///   - conductances: cells [rows × columns] in units of gMax.
  ///   - variance: of each cell's conductance, in units of gMax², or nil.
  /// - Returns: effective conductances, and the variance that each cell adds to its output per squared input.
  static func solve(
    _ conductances: [Float], variance: [Float]?, rows: Int, columns: Int, gMax: Siemens, wires: WireSpecification,
    place: TilePlace
  ) -> (means: [Float], variance: [Float]?) {
    do {
      let means = try TransferMatrix.solve(
        normalised: conductances, full: gMax, rows: rows, columns: columns, wires: wires)
      let seen = try variance.map {
        try TransferMatrix.effectiveVariance(
          normalised: conductances, variance: $0, full: gMax, rows: rows, columns: columns, wires: wires)
      }
      return (means, seen)
    } catch {
      // Wires were validated when the layer was made and conductances are finite and not negative.
      preconditionFailure("tile \(place.gridRow), \(place.gridColumn): \(error)")
    }
  }
}
