internal import DeviceModels
internal import Matrices

/// How lines that are not selected are held while others are written.
public enum DisturbScheme: String, Sendable, CaseIterable {
  /// Writes and reads leave other cells alone.
  case none
  /// Cells of a selected word line or bit line see half the voltage.
  case half
  /// All other cells of the array see a third of it.
  case third
}

/// What writes and reads do to cells that shall keep their state.
public struct DisturbSettings: Sendable, Equatable {
  public var scheme = DisturbScheme.none
  /// Share of a full pulse's mean step that a half- or third-selected cell makes; nil as the card says. Assumed.
  public var step: Double?
  /// The same of a read at full scale; nil as the card says, or none. Assumed.
  public var read: Double?

  public init() {}
}

/// Disturbing pulses on the lines of a tile since their effect was last put on its cells, in full steps.
///
/// Cells see what their word line and their bit line got: the sum of two numbers. It is put on the cells when it has grown
/// to a twentieth of a step of the cell that got most, so that it costs little and is not lost in rounding.
struct LineDisturb: Sendable, Equatable {
  static let worth: Float = 0.05
  /// Pulses that raise and that lower weights, and reads of either sign.
  var rowsRaising: [Float], rowsLowering: [Float], columnsRaising: [Float], columnsLowering: [Float]
  var readsUp: [Float], readsDown: [Float]

  init(rows: Int, columns: Int) {
    rowsRaising = [Float](repeating: 0, count: rows)
    (rowsLowering, readsUp, readsDown) = (rowsRaising, rowsRaising, rowsRaising)
    columnsRaising = [Float](repeating: 0, count: columns)
    columnsLowering = columnsRaising
  }

  /// All numbers in a row, for saving.
  var numbers: [Float] { rowsRaising + rowsLowering + readsUp + readsDown + columnsRaising + columnsLowering }

  /// - Parameter numbers: from ``numbers`` of a tile of the same size.
  init?(numbers: [Float], rows: Int, columns: Int) {
    guard numbers.count == 4 * rows + 2 * columns, numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return nil }
    self.init(rows: rows, columns: columns)
    var rest = numbers[...]
    func take(_ count: Int) -> [Float] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    rowsRaising = take(rows)
    rowsLowering = take(rows)
    readsUp = take(rows)
    readsDown = take(rows)
    columnsRaising = take(columns)
    columnsLowering = take(columns)
  }

  /// The most that any cell has got.
  var largest: Float {
    func most(_ values: [Float]) -> Float { values.max() ?? 0 }
    return max(
      most(rowsRaising) + most(columnsRaising), most(rowsLowering) + most(columnsLowering), most(readsUp),
      most(readsDown))
  }

  /// Whole pulses on some rows, each row written by itself: as many as its busiest cell gets.
  mutating func add(_ pulses: UnsafePointer<Float>, _ block: RowBlock) {
    for row in 0..<block.rows.count {
      let line = pulses + row * block.columns
      var (up, down): (Float, Float) = (0, 0)
      for column in 0..<block.columns {
        let number = line[column]
        let raising = number > 0 ? number : 0
        columnsRaising[column] += raising
        columnsLowering[column] += raising - number
        up = max(up, raising)
        down = max(down, raising - number)
      }
      rowsRaising[block.rows.lowerBound + row] += up
      rowsLowering[block.rows.lowerBound + row] += down
    }
  }

  /// Pulses of a parallel update: a line's pulses are those that its busiest cell would expect.
  mutating func add(_ drive: PulseDrive, _ place: TilePlace) {
    func largest(_ matrix: Matrix, _ train: Int, _ range: Range<Int>) -> Float {
      range.reduce(0) { max($0, matrix.elements[train * matrix.columns + $1]) }
    }
    for train in 0..<drive.trains {
      let input = largest(drive.inputs, train, place.inputs)
      guard input > 0 else { continue }
      let (up, down) = (largest(drive.raising, train, place.outputs), largest(drive.lowering, train, place.outputs))
      for row in 0..<place.inputs.count {
        let x = drive.inputs.elements[train * drive.inputs.columns + place.inputs.lowerBound + row]
        rowsRaising[row] += x * up
        rowsLowering[row] += x * down
      }
      let start = train * drive.raising.columns + place.outputs.lowerBound
      for column in 0..<place.outputs.count {
        columnsRaising[column] += input * drive.raising.elements[start + column]
        columnsLowering[column] += input * drive.lowering.elements[start + column]
      }
    }
  }

  /// Pulses that nobody counted line by line, half of them each way.
  mutating func add(evenly pulses: Float) {
    let (row, column) = (0.5 * pulses / Float(rowsRaising.count), 0.5 * pulses / Float(columnsRaising.count))
    for index in rowsRaising.indices {
      rowsRaising[index] += row
      rowsLowering[index] += row
    }
    for index in columnsRaising.indices {
      columnsRaising[index] += column
      columnsLowering[index] += column
    }
  }

  /// Adds another tile's or block's pulses as the steps that they make under a scheme.
  mutating func add(_ other: LineDisturb, _ scheme: DisturbScheme, share: Float) {
    switch scheme {
    case .none: return
    case .half:
      for row in rowsRaising.indices {
        rowsRaising[row] += share * other.rowsRaising[row]
        rowsLowering[row] += share * other.rowsLowering[row]
      }
      for column in columnsRaising.indices {
        columnsRaising[column] += share * other.columnsRaising[column]
        columnsLowering[column] += share * other.columnsLowering[column]
      }
    case .third:
      let (up, down) = (other.rowsRaising.reduce(0, +), other.rowsLowering.reduce(0, +))
      for row in rowsRaising.indices {
        rowsRaising[row] += share * up
        rowsLowering[row] += share * down
      }
    }
  }
}

extension Tile {
  /// Adds pulses on lines to what has gathered, and puts it on the cells where it is worth it.
  mutating func gather(_ lines: LineDisturb, _ scheme: DisturbScheme, share: Float, _ policy: WritePolicy) {
    var gathered = disturb ?? LineDisturb(rows: rows, columns: columns)
    gathered.add(lines, scheme, share: share)
    disturb = gathered
    settleDisturb(policy)
  }

  /// Puts what has gathered on the cells, where it is worth it.
  mutating func settleDisturb(_ policy: WritePolicy) {
    guard let gathered = disturb, gathered.largest >= LineDisturb.worth else { return }
    disturb = LineDisturb(rows: rows, columns: columns)
    forgetView()
    let (up, down) = (policy != .downOnly, policy != .upOnly)
    let (rows, columns) = (rows, columns)
    func spread(_ lines: [Float], _ across: [Float], _ reads: [Float], _ isOn: Bool) -> [Float] {
      var all = [Float](repeating: 0, count: rows * columns)
      all.withUnsafeMutableBufferPointer { all in
        across.withUnsafeBufferPointer { across in
          for row in 0..<rows {
            let (line, base) = (all.baseAddress! + row * columns, reads[row] + (isOn ? lines[row] : 0))
            for column in 0..<columns { line[column] = base + (isOn ? across[column] : 0) }
          }
        }
      }
      return all
    }
    let raising = (gathered.rowsRaising, gathered.columnsRaising)
    let lowering = (gathered.rowsLowering, gathered.columnsLowering)
    cells.change {
      $0.disturb(
        up: spread(raising.0, raising.1, gathered.readsUp, up),
        down: spread(lowering.0, lowering.1, gathered.readsDown, down))
    }
    guard mapping == .differentialPair else { return }
    reference.change {
      $0.disturb(
        up: spread(lowering.0, lowering.1, gathered.readsUp, up),
        down: spread(raising.0, raising.1, gathered.readsDown, down))
    }
  }
}

extension CrossbarLayer {
  /// What reads of a batch do to the cells.
  mutating func disturbByReads(_ activities: Matrix) {
    let share = chip.readDisturb / max(inputFullScale, .leastNormalMagnitude)
    guard share > 0, tiles.first?.cells.first.isPulsed ?? false else { return }
    var (up, down) = ([Float](repeating: 0, count: inputs), [Float](repeating: 0, count: inputs))
    for sample in 0..<activities.rows {
      for input in 0..<inputs {
        let x = activities.elements[sample * inputs + input]
        if x > 0 { up[input] += share * x } else { down[input] -= share * x }
      }
    }
    for index in tiles.indices {
      let place = tiles[index].place
      var gathered = tiles[index].disturb ?? LineDisturb(rows: place.inputs.count, columns: place.outputs.count)
      for row in 0..<place.inputs.count {
        gathered.readsUp[row] += up[place.inputs.lowerBound + row]
        gathered.readsDown[row] += down[place.inputs.lowerBound + row]
      }
      tiles[index].disturb = gathered
      tiles[index].settleDisturb(chip.configuration.writePolicy)
    }
  }
}
