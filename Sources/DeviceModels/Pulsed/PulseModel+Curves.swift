public import Randomness

extension PulseModel {
  /// Conductances of independent cells over a pulse train: `up` up pulses from the low end, then `down` down pulses.
  /// - Returns: normalised conductances, row-major [devices × (up + down + 1)], the state before the first pulse first.
  public func curves(
    devices: Int, up: Int, down: Int, identity: StreamKey, key: StreamKey,
    variation: PulseVariation = PulseVariation()
  ) -> [Float] {
    precondition(devices >= 0 && up >= 0 && down >= 0, "a pulse train of \(up) up and \(down) down pulses")
    var cells = PulsedCells(model: self, count: devices, identity: identity, variation: variation)
    let columns = up + down + 1
    var curves = [Float](repeating: 0, count: devices * columns)
    let one = [Float](repeating: 1, count: devices)
    let minusOne = [Float](repeating: -1, count: devices)
    for column in 0..<columns {
      if column > 0 {
        cells.pulse(counts: (column <= up ? one : minusOne).span, key: key, step: UInt32(column))
      }
      for device in 0..<devices { curves[device * columns + column] = cells.g[device] }
    }
    return curves
  }
}
