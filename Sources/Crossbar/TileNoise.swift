internal import DeviceModels
internal import Matrices
internal import Randomness
internal import Units

/// The noise of a tile's cells that has a memory, and the tile as a read sees it with this noise at one time.
///
/// Traps slower than ``blockReads`` reads are here: they are frozen for so many reads, and those that change then are
/// redrawn. Faster ones are drawn anew for every read at the outputs (``TileView/variance``), whose distribution is exact;
/// that two reads less than a block apart share part of them is left out.
struct TileNoise: Sendable {
  /// Reads during which the deviations are held.
  static let blockReads = 8 * ReadKernel.blockRows

  /// Traps of all arrays of a cell a weight: the weights' own, then what is subtracted.
  private var arrays: [TrapNoise]
  /// How many of them are the weights' own.
  private let own: Int
  /// Traps of the cells of a column of references, one a row.
  private var column: [TrapNoise]
  /// Conductances with deviations, [rows × columns]; empty until they are made.
  private(set) var effective: [Float] = []
  /// The time that they show.
  private var present = Seconds(0)

  init(_ tile: Tile, ladder: TrapLadder, first: Int) {
    let key = tile.cycle.child("memory")
    func traps(_ group: CellGroup, _ name: String) -> [TrapNoise] {
      group.arrays.enumerated().map { number, array in
        TrapNoise(key: key.child(name, number), count: array.count, ladder: ladder, first: first)
      }
    }
    let (cells, reference) = (traps(tile.cells, "cells"), traps(tile.reference, "reference"))
    own = cells.count
    if tile.mapping == .referenceColumn {
      (arrays, column) = (cells, reference)
    } else {
      (arrays, column) = (cells + reference, [])
    }
  }

  /// Takes the traps of another age or read period; the effective conductances are made anew.
  mutating func use(_ ladder: TrapLadder, first: Int) {
    for index in arrays.indices { arrays[index].use(ladder, first: first) }
    for index in column.indices { column[index].use(ladder, first: first) }
    effective = []
  }

  /// Whether nothing changes from now until a later time.
  func isStill(until end: Seconds) -> Bool {
    !effective.isEmpty && arrays.allSatisfy { $0.isStill(until: end) } && column.allSatisfy { $0.isStill(until: end) }
  }

  /// Brings the deviations to a time.
  /// - Parameters:
  ///   - view: of the tile now.
  ///   - columns: bit lines of the tile.
  mutating func advance(to time: Seconds, view: TileView, columns: Int) {
    guard let memory = view.memory, effective.isEmpty || time != present else { return }
    present = time
    let isFresh = effective.isEmpty
    if isFresh { effective = view.effective }
    // A column of references: any change of its cell is on the whole row, so that all is made anew.
    var common: [Float] = []
    if !column.isEmpty {
      for index in column.indices { column[index].advance(to: time) }
      common = [Float](repeating: 0, count: column[0].count)
      for (traps, amplitudes) in zip(column, memory.reference) {
        for (row, value) in traps.values.enumerated() { common[row] += amplitudes[row] * value }
      }
    }
    let amplitudes = column.isEmpty ? memory.cells + memory.reference : memory.cells
    let (own, isWhole) = (own, isFresh || !column.isEmpty)
    effective.withUnsafeMutableBufferPointer { target in
      let target = target.baseAddress!
      TrapNoise.move(&arrays, to: time) { movers in
        Workers.run(movers[0].blocks) { block in
          Self.show(
            block, movers, own: own, amplitudes, still: view.effective, common: common, columns: columns,
            isWhole: isWhole, in: target)
        }
      }
    }
  }

  /// Moves the traps of a block of cells and shows those that changed.
  private static func show(
    _ block: Int, _ movers: [TrapMover], own: Int, _ amplitudes: [[Float]], still: [Float], common: [Float],
    columns: Int, isWhole: Bool, in target: UnsafeMutablePointer<Float>
  ) {
    let groups = TrapMover.blockGroups
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: groups) { changed in
      changed.initialize(repeating: isWhole ? 1 : 0)
      for mover in movers { mover.move(block, changed: changed.baseAddress!) }
      var group = 0
      while group < groups {
        guard changed[group] != 0 else {
          group += 1
          continue
        }
        var end = group + 1
        while end < groups, changed[end] != 0 { end += 1 }
        let first = block * groups
        let cells = ((first + group) * TrapMover.groupSize..<(first + end) * TrapMover.groupSize)
          .clamped(to: 0..<still.count)
        still.withUnsafeBufferPointer { still in
          (target + cells.lowerBound).update(from: still.baseAddress! + cells.lowerBound, count: cells.count)
        }
        for (number, mover) in movers.enumerated() {
          amplitudes[number].withUnsafeBufferPointer {
            mover.add(number < own ? 1 : -1, $0.baseAddress!, cells: cells, to: target)
          }
        }
        if !common.isEmpty { subtract(common, columns, cells, from: target) }
        group = end
      }
    }
  }

  /// Takes a number a row off some cells.
  private static func subtract(
    _ common: [Float], _ columns: Int, _ cells: Range<Int>, from target: UnsafeMutablePointer<Float>
  ) {
    for row in cells.lowerBound / columns..<(cells.upperBound + columns - 1) / columns {
      let value = common[row]
      for cell in (row * columns..<(row + 1) * columns).clamped(to: cells) { target[cell] -= value }
    }
  }

  /// The view changed: what is shown must be made anew, the traps stay where they are.
  mutating func forgetView() { effective = [] }
}
