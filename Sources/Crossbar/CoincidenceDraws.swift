internal import DeviceModels
internal import Matrices
internal import Randomness
internal import VectorMath

/// Coincidences of pulse trains, drawn one by one: the way for updates that give most cells no pulse.
///
/// Trains of input x on a word line and signal s on a bit line meet in a Poisson number of mean x · s. All crossings of
/// a block of word lines with a band of bit lines together get a Poisson number of mean Σ x · Σ s, each of which falls
/// on word line i with probability xᵢ/Σ x and on bit line j with sⱼ/Σ s: the same law, cell by cell and independent, as
/// numbers drawn from the expected ones, at a cost that goes with the pulses instead of with cells × trains.
struct CoincidenceTable: Sendable {
  /// Where the pulses of each train fall on the band's bit lines.
  private let band: LineShares
  /// What a pulse on each bit line adds to a cell's counts: [trains × columns].
  private let counts: [UInt32]
  private let columns: Int

  /// A pulse up, and one down, in the counts of a cell.
  private static var up: UInt32 { 1 }
  private static var down: UInt32 { 1 << 16 }

  /// - Parameter band: the bit lines.
  init(_ drive: PulseDrive, band: Range<Int>) {
    let columns = band.count
    let width = drive.raising.columns
    counts = [UInt32](unsafeUninitializedCapacity: max(1, drive.trains * columns)) { counts, initialized in
      let counts = counts.baseAddress!
      drive.raising.elements.withUnsafeBufferPointer { raising in
        drive.lowering.elements.withUnsafeBufferPointer { lowering in
          for train in 0..<drive.trains {
            let source = train * width + band.lowerBound
            Self.steps(
              raising.baseAddress! + source, lowering.baseAddress! + source, into: counts + train * columns,
              count: columns)
          }
        }
      }
      initialized = drive.trains * columns
    }
    self.band = LineShares([drive.raising, drive.lowering], band)
    self.columns = columns
  }

  /// What pulses on the bit lines of one train add to counts; a loop that becomes vectors.
  @inline(never)
  private static func steps(
    _ raising: UnsafePointer<Float>, _ lowering: UnsafePointer<Float>, into steps: UnsafeMutablePointer<UInt32>,
    count: Int
  ) {
    let (up, down) = (Self.up, Self.down)
    for column in 0..<count { steps[column] = lowering[column] > raising[column] ? down : up }
  }

  /// Room of one thread: counts of up and down pulses of each cell of a block, and of draws.
  struct Scratch {
    fileprivate var counts: [UInt32] = []
    fileprivate var rows: [Float] = []
    fileprivate var words: [UInt32] = []
    fileprivate var places: [UInt32] = []
    fileprivate var flags: [UInt8] = []
    fileprivate var pulses: [Int] = []
    /// How many cells got pulses; they are the first of these, in their order, with their pulses.
    fileprivate(set) var cells = 0
    fileprivate(set) var touched: [UInt32] = []
    fileprivate(set) var up: [Float] = []
    fileprivate(set) var down: [Float] = []

    /// Makes room for more.
    fileprivate static func grow<Element>(_ array: inout [Element], to count: Int, _ zero: Element) {
      if array.count < count { array = [Element](repeating: zero, count: count + count / 2) }
    }
  }

  /// Draws the coincidences on a block of rows of a tile.
  /// - Parameters:
  ///   - lines: shares of the tile's word lines.
  ///   - means: expected pulses on the block, train by train.
  ///   - key, step: the stream of these rows' draws.
  ///   - scratch: gets the cells with pulses, counted row by row from the block's first one.
  func draw(
    _ lines: LineShares, rows: Range<Int>, means: [Double], key: StreamKey, step: UInt32, scratch: inout Scratch
  ) {
    let cells = rows.count * columns
    Scratch.grow(&scratch.counts, to: cells, 0)
    drawNumbers(means, DrawGroup(key.child("numbers"), step: step), &scratch)
    let draws = DrawGroup(key.child("lines"), step: step)
    var group = 0
    for train in means.indices where scratch.pulses[train] > 0 {
      drop(train, lines, rows, scratch.pulses[train], draws, &group, &scratch)
    }
    collect(cells, most: scratch.pulses.reduce(0, +), &scratch)
  }

  /// Poisson numbers of pulses, train by train. A sum of Poisson numbers is one: large means come in parts.
  private func drawNumbers(_ means: [Double], _ draws: DrawGroup, _ scratch: inout Scratch) {
    let parts = means.map { max(1, Int(($0 / 24).rounded(.up))) }
    let count = parts.reduce(0, +)
    let width = (count + 15) / 16 * 16
    Scratch.grow(&scratch.rows, to: 6 * width, 0)
    scratch.pulses = [Int](repeating: 0, count: means.count)
    scratch.rows.withUnsafeMutableBufferPointer { rows in
      let own = rows.baseAddress!
      let (chances, numbers) = (own + width, own + 2 * width)
      var place = 0
      for (mean, parts) in zip(means, parts) {
        for _ in 0..<parts {
          own[place] = Float(mean / Double(parts))
          place += 1
        }
      }
      Self.fillWords(UnsafeMutableRawPointer(chances), groups: width / 16, draws, from: 0)
      for part in 0..<count {
        // 32 bits, exactly in two halves, with one rounding of their sum.
        let word = chances[part].bitPattern
        let high = Float(bitPattern: word &>> 16 | 0x4B00_0000) - 8_388_608
        let low = Float(bitPattern: word & 0xFFFF | 0x4B00_0000) - 8_388_607.5
        chances[part] = high * 0x1p-16 + low * 0x1p-32
      }
      PoissonNumbers.draw(
        means: own, chances: chances, numbers: numbers, rests: own + 3 * width, count: count, tails: own + 4 * width,
        terms: own + 5 * width)
      place = 0
      for train in means.indices {
        for _ in 0..<parts[train] {
          scratch.pulses[train] += Int(numbers[place])
          place += 1
        }
      }
    }
  }

  private static func fillWords(_ target: UnsafeMutableRawPointer, groups: Int, _ draws: DrawGroup, from start: Int) {
    draws.storeWords(groups, from: start, first: target, second: target + 32, stride: 64)
  }

  /// Each pulse of a train falls on one word line and on one bit line.
  @inline(never)
  private func drop(
    _ train: Int, _ lines: LineShares, _ rows: Range<Int>, _ pulses: Int, _ draws: DrawGroup, _ group: inout Int,
    _ scratch: inout Scratch
  ) {
    let groups = (pulses + 15) / 16
    Scratch.grow(&scratch.words, to: 32 * groups, 0)
    Scratch.grow(&scratch.places, to: 32 * groups, 0)
    let columns = columns
    scratch.words.withUnsafeMutableBufferPointer { words in
      scratch.places.withUnsafeMutableBufferPointer { places in
        let words = words.baseAddress!
        let (rowPlaces, columnPlaces) = (places.baseAddress!, places.baseAddress! + 16 * groups)
        Self.fillWords(UnsafeMutableRawPointer(words), groups: 2 * groups, draws, from: group)
        lines.withTrain(train, rows) { $0.find(words, places: rowPlaces, pulses: pulses) }
        band.withTrain(train, 0..<columns) { $0.find(words + 16 * groups, places: columnPlaces, pulses: pulses) }
        counts.withUnsafeBufferPointer { steps in
          scratch.counts.withUnsafeMutableBufferPointer { counts in
            let counts = counts.baseAddress!
            let step = steps.baseAddress! + train * columns
            for pulse in 0..<pulses {
              let column = Int(columnPlaces[pulse])
              counts[Int(rowPlaces[pulse]) &* columns &+ column] &+= step[column]
            }
          }
        }
      }
    }
    group += 2 * groups
  }

  /// Lists the cells with pulses and clears their counts.
  @inline(never)
  private func collect(_ cells: Int, most: Int, _ scratch: inout Scratch) {
    // Where every place is written and the next one over it if it is none, one more than there are.
    let space = min(most, cells) + 1
    Scratch.grow(&scratch.touched, to: space, 0)
    Scratch.grow(&scratch.up, to: space, 0)
    Scratch.grow(&scratch.down, to: space, 0)
    Scratch.grow(&scratch.flags, to: cells, 0)
    var found = 0
    scratch.counts.withUnsafeMutableBufferPointer { counts in
      scratch.touched.withUnsafeMutableBufferPointer { touched in
        scratch.flags.withUnsafeMutableBufferPointer { flags in
          let (counts, touched, flags) = (counts.baseAddress!, touched.baseAddress!, flags.baseAddress!)
          for cell in 0..<cells { flags[cell] = counts[cell] != 0 ? 1 : 0 }
          found = Flags.list(flags, count: cells, to: touched)
        }
      }
    }
    scratch.cells = found
    scratch.counts.withUnsafeMutableBufferPointer { counts in
      scratch.touched.withUnsafeBufferPointer { touched in
        scratch.up.withUnsafeMutableBufferPointer { up in
          scratch.down.withUnsafeMutableBufferPointer { down in
            for place in 0..<found {
              let cell = Int(touched[place])
              let count = counts[cell]
              up[place] = Float(count & 0xFFFF)
              down[place] = Float(count &>> 16)
              counts[cell] = 0
            }
          }
        }
      }
    }
  }
}
