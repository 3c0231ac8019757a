internal import DeviceModels
internal import Randomness
internal import Units

/// The noise of a tile's cells that has a memory, and the tile as a read sees it with this noise at one time.
///
/// Traps slower than ``blockReads`` reads are here: they are frozen for so many reads, and those that change then are
/// redrawn. Faster ones are drawn anew for every read at the outputs (``TileView/variance``), whose distribution is exact;
/// that two reads less than a block apart share part of them is left out.
struct TileNoise: Sendable {
  /// Reads during which the deviations are held.
  static let blockReads = 4 * ReadKernel.blockRows

  /// Traps of the weights' cells, array by array, and of what is subtracted.
  private var cells: [TrapNoise]
  private var reference: [TrapNoise]
  /// Conductances with deviations, [rows × columns]; empty until they are made.
  private(set) var effective: [Float] = []
  /// The time that they show.
  private var present = Seconds(0)

  init(_ tile: Tile, ladder: TrapLadder, first: Int) {
    let key = tile.cycle.child("memory")
    cells = tile.cells.arrays.enumerated().map { number, array in
      TrapNoise(key: key.child("cells", number), count: array.count, ladder: ladder, first: first)
    }
    reference = tile.reference.arrays.enumerated().map { number, array in
      TrapNoise(key: key.child("reference", number), count: array.count, ladder: ladder, first: first)
    }
  }

  /// Takes the traps of another age or read period; the effective conductances are made anew.
  mutating func use(_ ladder: TrapLadder, first: Int) {
    for index in cells.indices { cells[index].use(ladder, first: first) }
    for index in reference.indices { reference[index].use(ladder, first: first) }
    effective = []
  }

  /// Whether nothing changes from now until a later time.
  func isStill(until end: Seconds) -> Bool {
    !effective.isEmpty && (cells + reference).allSatisfy { $0.isStill(until: end) }
  }

  /// Brings the deviations to a time.
  /// - Parameters:
  ///   - view: of the tile now.
  ///   - columns: bit lines of the tile.
  mutating func advance(to time: Seconds, view: TileView, columns: Int) {
    guard let memory = view.memory, effective.isEmpty || time != present else { return }
    present = time
    let groups = cells[0].groups
    let isFresh = effective.isEmpty
    var changed = [Bool](repeating: isFresh, count: groups)
    for index in cells.indices { cells[index].advance(to: time, changed: &changed) }
    let isColumn = memory.reference.first.map { $0.count != view.effective.count } ?? false
    if isColumn {
      // One reference cell a row: any change is on the whole row.
      var rows = [Bool](repeating: false, count: reference[0].groups)
      for index in reference.indices { reference[index].advance(to: time, changed: &rows) }
      for group in rows.indices where rows[group] {
        let lines = reference[0].cells(ofGroup: group)
        let touched =
          cells[0].group(of: lines.lowerBound * columns)...cells[0].group(of: lines.upperBound * columns - 1)
        for group in touched { changed[group] = true }
      }
    } else {
      for index in reference.indices { reference[index].advance(to: time, changed: &changed) }
    }
    if isFresh { effective = view.effective }
    let references = isColumn ? reference.map(\.values) : []
    view.effective.withUnsafeBufferPointer { still in
      effective.withUnsafeMutableBufferPointer { target in
        guard let base = target.baseAddress else { return }
        var group = 0
        while group < groups {
          guard changed[group] else {
            group += 1
            continue
          }
          var end = group + 1
          while end < groups, changed[end] { end += 1 }
          let range = cells[0].cells(ofGroup: group).lowerBound..<cells[0].cells(ofGroup: end - 1).upperBound
          for cell in range { base[cell] = still[cell] }
          for (traps, amplitudes) in zip(cells, memory.cells) {
            traps.add(1, amplitudes, cells: range, to: base)
          }
          if isColumn {
            for (values, amplitudes) in zip(references, memory.reference) {
              for cell in range { base[cell] -= amplitudes[cell / columns] * values[cell / columns] }
            }
          } else {
            for (traps, amplitudes) in zip(reference, memory.reference) {
              traps.add(-1, amplitudes, cells: range, to: base)
            }
          }
          group = end
        }
      }
    }
  }

  /// The view changed: what is shown must be made anew, the traps stay where they are.
  mutating func forgetView() { effective = [] }
}
