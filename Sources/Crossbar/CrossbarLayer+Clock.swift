internal import DeviceModels
internal import Matrices
public import Units

extension CrossbarLayer {
  /// Seconds since programming, from the card's earliest time on unless configured. Setting it moves the clock, forward
  /// or back; reads, writes and ``wait(_:)`` move it forward.
  public var age: Seconds {
    get { elapsed }
    set {
      precondition(newValue.value >= 0 && newValue.value.isFinite, "an age of \(newValue)")
      elapsed = newValue
      slow = HeldClock(start: newValue)
      forgetViews()
    }
  }

  /// The layer's clock: seconds since its cells were fresh from the fab.
  public var clock: Seconds { programmedAt + elapsed }

  /// Lets time pass without reads and writes.
  /// - Precondition: a finite time of 0 s or more.
  public mutating func wait(_ time: Seconds) {
    precondition(time.value >= 0 && time.value.isFinite, "a wait of \(time)")
    elapsed = elapsed + time
  }

  /// The age at which drift, relaxation and amplitudes of noise are taken: the age in steps of a thousandth; see
  /// ``DeviceModels/HeldClock``.
  ///
  /// Where cells have ages of their own the steps are a thousandth of the card's earliest time, from which the youngest
  /// cells begin to drift.
  var slowAge: Seconds {
    guard keepsWriteTimes, chip.earliestAge.value > 0 else { return slow.held(elapsed) }
    let step = chip.earliestAge.value / 1024
    return Seconds((elapsed.value / step + 1e-9).rounded(.down) * step)
  }

  /// Whether cells have ages of their own.
  var keepsWriteTimes: Bool { !(tiles.first?.cells.first.writtenAt.isEmpty ?? true) }

  /// Tells the cells what time it is before they are written.
  mutating func beginWrites() {
    guard keepsWriteTimes else { return }
    for tile in tiles.indices {
      tiles[tile].cells.beginWrites(at: elapsed)
      tiles[tile].reference.beginWrites(at: elapsed)
    }
  }

  /// Ends the time since the last programming: cells that were written now are read when the configured age has passed.
  mutating func beginAge(after writing: Seconds) {
    programmedAt = programmedAt + elapsed + writing
    age = chip.configuration.age ?? chip.earliestAge
    for tile in tiles.indices {
      tiles[tile].cells.beginAge()
      tiles[tile].reference.beginAge()
    }
  }

  /// Forgets the views if slow things have moved on since they were made. On cards without any the clock moves nothing.
  mutating func followClock() {
    guard chip.followsAge else { return }
    let now = slowAge
    guard now != viewAge else { return }
    viewAge = now
    forgetViews()
  }

  /// Takes telegraph noise at an age; views are made anew where that is another one.
  mutating func showTelegraphNoise(at age: Seconds) {
    guard chip.hasTelegraphNoise, tiles.first?.cells.first.telegraphAge != age else { return }
    for tile in tiles.indices {
      tiles[tile].cells.change { $0.telegraphAge = age }
      tiles[tile].reference.change { $0.telegraphAge = age }
    }
    forgetViews()
  }

  /// Time that closed-loop programming of a tile takes: word lines one after the other, the cells of one at the same
  /// time, with as many pulses each as they needed on average; tiles work side by side.
  func programmingTime(_ tile: Tile, pulses: Double) -> Seconds {
    let side = tile.columns * tile.cells.size * (mapping == .differentialPair ? 2 : 1)
    let turns = pulses / Double(side)
    return chip.writeTime(up: turns / 2, down: turns / 2)
  }

  /// Time that a parallel update takes: one train after the other, each with as many pulses as its busiest cell expects,
  /// up and then down; all lines of all tiles at once.
  func parallelTime(_ drive: PulseDrive) -> Seconds {
    guard chip.readPeriod.value > 0, chip.card.write != nil else { return Seconds(0) }
    func largest(_ matrix: Matrix, _ row: Int) -> Double {
      matrix.elements.withUnsafeBufferPointer { values in
        // Numbers ≥ 0 are ordered like their bits, of which the optimiser makes vectors.
        var most: UInt32 = 0
        for index in row * matrix.columns..<(row + 1) * matrix.columns {
          most = values[index].bitPattern > most ? values[index].bitPattern : most
        }
        return Double(Float(bitPattern: most))
      }
    }
    var (up, down) = (0.0, 0.0)
    for train in 0..<drive.trains {
      let input = largest(drive.inputs, train)
      guard input > 0 else { continue }
      up += input * largest(drive.raising, train)
      down += input * largest(drive.lowering, train)
    }
    return chip.writeTime(up: up, down: down)
  }

  /// The noise of a card whose read noise has a memory: its traps now, and the first that is slower than a block of
  /// reads. Nil where noise is drawn anew at every read.
  var memoryNow: (ladder: TrapLadder, first: Int)? {
    let configuration = chip.configuration
    guard configuration.readNoise, configuration.noiseMemory, configuration.variation.readNoise > 0,
      let spectrum = chip.card.readNoise?.spectrum
    else { return nil }
    let ladder = spectrum.ladder(at: slowAge)
    let block = Double(TileNoise.blockReads) * chip.readPeriod
    return (ladder, block.value > 0 ? ladder.firstTrap(from: block) : 0)
  }

  /// Correlation of the deviations of a cell at two reads that follow each other: 0 for noise without a memory.
  var verifyCorrelation: Double {
    memoryNow.map { $0.ladder.autocorrelation(chip.readPeriod) } ?? 0
  }
}

/// What whole pulses take when word lines are written one after the other, the cells of each at the same time.
struct LineTimer: Sendable {
  /// Seconds of a pulse up, of one down, and of the reads of a line that gets any.
  private let up: Double
  private let down: Double
  private let reads: Double

  /// - Parameter reads: of each line that is written.
  init(_ chip: Chip, reads: Int) {
    up = chip.writeTime(up: 1, down: 0).value
    down = chip.writeTime(up: 0, down: 1).value
    self.reads = Double(reads) * chip.readPeriod.value
  }

  /// Seconds of a block of lines, each as long as its busiest cell; a pair's cells move in opposite directions at once.
  func seconds(_ pulses: UnsafePointer<Float>, _ block: RowBlock) -> Double {
    guard up + down + reads > 0 else { return 0 }
    var sum = 0.0
    for row in 0..<block.rows.count {
      let line = pulses + row * block.columns
      // By their bits, of which the optimiser makes vectors: as signed numbers the largest above 0 comes last, as
      // unsigned ones the largest below 0.
      var high: Int32 = 0
      var low: UInt32 = 0x8000_0000
      for column in 0..<block.columns {
        let bits = line[column].bitPattern
        high = Int32(bitPattern: bits) > high ? Int32(bitPattern: bits) : high
        low = bits > low ? bits : low
      }
      let (most, least) = (Float(bitPattern: UInt32(bitPattern: high)), Float(bitPattern: low))
      guard most > 0 || least < 0 else { continue }
      sum += Double(most) * up - Double(least) * down + reads
    }
    return sum
  }
}
