internal import DeviceModels
internal import Units
internal import Wires

/// Conductances and noise of one array as they appear behind the resistance of its wires.
///
/// With a tolerance the last exact solution is kept, and changes of the cells that are small enough are worked in by a
/// correction with a proven bound, ten times faster; it costs 32 bytes a cell. Corrections start from the last exact
/// solution, so that its cells are all that must be saved for later numbers to be the same.
struct WiredArray: Sendable {
  /// The cells of the last exact solution, [rows × columns] in units of gMax; nil without a tolerance.
  var solved: [Float]?
  private var network: EffectiveConductances?
  /// The wires of the last solution: others (at another temperature) begin anew.
  private var wires: WireSpecification?

  init(solved: [Float]? = nil) { self.solved = solved }

  /// - Parameters:
  ///   - conductances: cells [rows × columns] in units of gMax.
  ///   - variance: of each cell's conductance, in units of gMax², or nil.
  /// - Returns: effective conductances, and the variance that each cell adds to its output per squared input.
  mutating func solve(
    _ conductances: [Float], variance: [Float]?, rows: Int, columns: Int, gMax: Siemens, wires: WireSpecification,
    tolerance: Double, place: TilePlace
  ) -> (means: [Float], variance: [Float]?) {
    if let known = self.wires, known != wires { (network, solved) = (nil, nil) }
    self.wires = wires
    do {
      let means =
        tolerance > 0
        ? try refresh(conductances, rows: rows, columns: columns, gMax: gMax, wires: wires, tolerance: tolerance)
        : try TransferMatrix.solve(normalised: conductances, full: gMax, rows: rows, columns: columns, wires: wires)
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

  private mutating func refresh(
    _ conductances: [Float], rows: Int, columns: Int, gMax: Siemens, wires: WireSpecification, tolerance: Double
  ) throws(WiresError) -> [Float] {
    func siemens(_ cells: [Float]) -> [Double] { cells.map { Double($0) * gMax.value } }
    func exact(_ cells: [Float]) throws(WiresError) -> EffectiveConductances {
      try EffectiveConductances(
        conductances: siemens(cells), rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    }
    var kept = network
    network = nil  // so that the numbers change in place
    if kept == nil, let solved { kept = try exact(solved) }
    if var corrected = kept, try corrected.correct(conductances: siemens(conductances), tolerance: tolerance) {
      network = corrected
      return corrected.values.map { Float($0 / gMax.value) }
    }
    let fresh = try exact(conductances)
    solved = conductances
    network = fresh
    return fresh.values.map { Float($0 / gMax.value) }
  }
}
