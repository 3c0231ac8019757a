/// The law of ``StepLaw/measured(_:)``: a table over the conductance.
///
/// A step is the cell's own Δ times the table; the table belongs to the kind of cell, gains and bounds to each cell.
struct MeasuredLaw: StateLaw {
  private let rises: [Float], falls: [Float]
  /// Conductance of the first entry, and entries per unit of conductance.
  private let lowest: Float
  private let density: Float
  static var isAffine: Bool { false }

  init(_ steps: StepLaw.MeasuredSteps, window: PulseWindow) {
    rises = steps.up.map { Float($0) }
    falls = steps.down.map { Float($0) }
    lowest = Float(window.lowest)
    density = Float(Double(steps.up.count - 1) / (1 - window.lowest))
  }

  @inline(__always)
  func up(_ g: Float, _ cell: CellConstants) -> StepHere { step(rises, g, cell.stepUp, -1) }

  @inline(__always)
  func down(_ g: Float, _ cell: CellConstants) -> StepHere { step(falls, g, cell.stepDown, 1) }

  @inline(__always)
  private func step(_ table: [Float], _ g: Float, _ size: Float, _ sign: Float) -> StepHere {
    let last = table.count &- 1
    let place = (g - lowest) * density
    let held = place > 0 ? (place < Float(last) ? place : Float(last)) : 0
    let floor = Int(held)
    let index = floor < last ? floor : last &- 1
    let rise = table[index &+ 1] - table[index]
    let inside: Float = held == place ? 1 : 0
    return StepHere(
      step: size * (table[index] + (held - Float(index)) * rise), relaxation: sign * size * rise * density * inside)
  }
}
