internal import Units

/// Effective conductances where the lines of one direction have no resistance, so that each is a single node.
///
/// The other direction's lines are ladders that meet only at those nodes ("hubs"). Each ladder adds a conductance
/// between every two hubs; the hubs themselves are then eliminated from one dense block, unless they are terminals.
struct MergedLines {
  private let cells: [Double]
  private let rows: Int
  private let columns: Int
  private let wires: WireSpecification

  init(cells: [Double], rows: Int, columns: Int, wires: WireSpecification) {
    precondition(wires.word.value == 0 || wires.bit.value == 0, "no direction without resistance")
    self.cells = cells
    self.rows = rows
    self.columns = columns
    self.wires = wires
  }

  /// The effective conductances [rows × columns] in siemens.
  func effectiveConductances() -> [Double] {
    let driver = wires.driver.value
    let ends = wires.inputsFromBothEnds ? 2.0 : 1.0
    if wires.word.value == 0 {
      let ladders = (0..<columns).map { column in
        Ladder.bit((0..<rows).map { cells[$0 * columns + column] }, wires)
      }
      let taps = { (word: Int, bit: Int) in cells[word * columns + bit] }
      let result = solve(ladders, hubs: rows, hubConductance: driver > 0 ? ends / driver : nil, taps)
      return (0..<rows * columns).map { result[$0 / columns][$0 % columns] }
    }
    let ladders = (0..<rows).map { row in
      Ladder.word(Array(cells[row * columns..<(row + 1) * columns]), wires)
    }
    let sense = wires.sense.value
    let taps = { (bit: Int, word: Int) in cells[word * columns + bit] }
    let result = solve(ladders, hubs: columns, hubConductance: sense > 0 ? 1 / sense : nil, taps)
    return (0..<rows * columns).map { result[$0 % columns][$0 / columns] }
  }

  /// Conductances [hub][line] between each hub's terminal and each ladder's; `tap(h, l)` joins hub h to ladder l.
  private func solve(
    _ ladders: [Ladder], hubs: Int, hubConductance: Double?, _ tap: (Int, Int) -> Double
  ) -> [[Double]] {
    guard let hubConductance else {
      return (0..<hubs).map { hub in ladders.indices.map { tap(hub, $0) * ladders[$0].voltages[hub] } }
    }
    let (hubCount, lineCount) = ((hubs + 7) / 8 * 8, (ladders.count + 7) / 8 * 8)
    let ports = 2 * hubCount + lineCount
    let pool = ScratchPool<Double>()
    let block = pool.take(ports * ports)
    block.pointer.update(repeating: 0, count: ports * ports)
    func add(_ first: Int, _ second: Int, _ conductance: Double) {
      block.pointer[first * ports + second] += conductance
    }
    for hub in 0..<hubCount { add(hub, hubCount + hub, hubConductance) }
    for (line, ladder) in ladders.enumerated() {
      var arriving = [Double](repeating: 0, count: hubs)
      for hub in 0..<hubs {
        let conductance = tap(hub, line)
        add(hub, 2 * hubCount + line, conductance * ladder.voltages[hub])
        let share = conductance / ladder.totals[hub]
        for other in 0..<hub { add(other, hub, arriving[other] * share) }
        arriving[hub] = conductance
        for other in 0...hub { arriving[other] *= ladder.passed[hub] }
      }
    }
    let groups = PortGroups(
      counts: SIMD4(hubCount, hubCount, 0, lineCount), rightIsSource: true, bottomIsGround: true)
    let closed = PortBlock(ports: groups, conductances: block, pool: pool).closed(.left)
    let firstLine = closed.ports.offset(.bottom)
    return (0..<hubs).map { hub in ladders.indices.map { closed.conductance(hub, firstLine + $0) } }
  }
}
