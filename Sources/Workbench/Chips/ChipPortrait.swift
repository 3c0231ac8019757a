package import Crossbar
internal import Crypto
internal import DeviceModels
internal import Foundation
package import Matrices
internal import Periphery
package import Statistics

/// What is fixed about one chip, as `mortal chip show` tells it.
package struct ChipPortrait: Sendable {
  package let card: String
  package let serial: Int
  package let rows: Int
  package let columns: Int
  /// SHA-256 of everything below: the same on every machine for ever.
  package let fingerprint: String
  /// Die-wide factors on reads, write steps and drift exponents.
  package let dieReadGain: Float
  package let dieStep: Float
  package let dieDriftExponent: Float
  /// See ``CrossbarLayer/cellSignature()``; nil where the card's cells do not differ for good.
  package let signature: CellSignature?
  /// Conductance at which cells are stuck; −1 for working ones. [rows × columns].
  package let stuck: Matrix
  package let outputGains: [Float]
  package let outputOffsets: [Float]
  /// What must be known of the chip before it is compared with others.
  package let notices: [String]
  /// Whether cells differ for good, by what was published or assumed, and not by the die's gradients alone.
  package let cellsDiffer: Bool

  /// The portrait of one array of the chip's first layer.
  /// - Throws: what making the layer throws.
  package init(_ chip: Chip, rows: Int, columns: Int) throws {
    try Self.requireMemory(rows: rows, columns: columns, for: "an array of \(rows) x \(columns)")
    var configuration = chip.configuration
    configuration.tile = try TileShape(parsing: "\(rows)x\(columns)")
    let single = Chip(card: chip.card, serial: chip.serial, configuration: configuration, run: chip.cycle)
    var layer = try single.layer(0, inputs: rows, outputs: columns, weightRange: 1, inSitu: false)
    try layer.calibrate(inputFullScale: 1)
    card = chip.card.id
    serial = chip.serial
    self.rows = rows
    self.columns = columns
    dieReadGain = chip.periphery.gain
    dieStep = Float(chip.die.step)
    dieDriftExponent = chip.die.driftExponent
    signature = layer.cellSignature()
    stuck = layer.stuckMap()
    (outputGains, outputOffsets) = layer.outputConverters()
    notices = chip.notices + [chip.identicalCellsNotice].compactMap(\.self)
    cellsDiffer = chip.identicalCellsNotice == nil && chip.card.technology != .ideal
    var hash = SHA256()
    let parts = [
      [dieReadGain, dieStep, dieDriftExponent], signature?.values.elements ?? [], stuck.elements, outputGains,
      outputOffsets,
    ]
    for part in parts {
      part.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    fingerprint = hash.finalize().map { String(format: "%02x", $0) }.joined()
    let values = signature?.values.elements ?? []
    let mean = values.isEmpty ? 0 : values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    centred = values.map { Float(Double($0) - mean) }
    norm = centred.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    bits = cellsDiffer && !values.isEmpty ? Self.neighbours(values) : Self.neighbours(outputGains)
  }

  /// Cells with all that is made of them on the way to tables and maps.
  package static func requireMemory(rows: Int, columns: Int, chips: Int = 1, for work: String) throws(MemoryShortage) {
    let cells = Double(rows) * Double(columns)
    try MachineMemory.require(cells * (160 + 24 * Double(chips - 1)), for: work)
  }

  private static func neighbours(_ values: [Float]) -> [Bool] {
    stride(from: 0, to: values.count - 1, by: 2).map { values[$0] > values[$0 + 1] }
  }

  /// Number of stuck cells.
  package var stuckCount: Int { stuck.elements.count { $0 >= 0 } }

  /// One bit a pair of neighbouring cells: whether the first one's signature is the larger; pairs with a stuck cell are
  /// left out (false). Without a cell signature, one bit a pair of neighbouring columns' converters.
  ///
  /// The bits of a physically unclonable function of the array: comparing neighbours cancels what a die has in common.
  package let bits: [Bool]
  /// The signature about its mean, and the root of its sum of squares: for correlations with many others.
  fileprivate let centred: [Float]
  fileprivate let norm: Double
}

/// How far two chips are apart.
package struct ChipDistance: Sendable {
  package let first: Int
  package let second: Int
  package let sameFingerprint: Bool
  /// Pearson correlation of the cells' signatures; nil without signatures or spread.
  package let correlation: Double?
  /// Root mean square of the difference of the signatures, G/Gmax.
  package let rootMeanSquare: Double?
  /// Inter-chip Hamming distance as a share of all bits, with a 95 % interval (Wilson).
  package let hamming: Double
  package let hammingInterval: Interval
  package let bits: Int

  package init(_ a: ChipPortrait, _ b: ChipPortrait) throws {
    precondition(a.rows == b.rows && a.columns == b.columns, "portraits of different arrays")
    first = a.serial
    second = b.serial
    sameFingerprint = a.fingerprint == b.fingerprint
    if let left = a.signature?.values.elements, let right = b.signature?.values.elements {
      rootMeanSquare = (Self.sums(left, right).squares / Double(left.count)).squareRoot()
      let norms = a.norm * b.norm
      correlation = norms > 0 ? Self.sums(a.centred, b.centred).products / norms : nil
    } else {
      rootMeanSquare = nil
      correlation = nil
    }
    let left = a.bits
    guard !left.isEmpty else {
      throw WorkbenchError.outOfRange(
        option: "--cols", value: "\(a.columns)", allowed: "2 and more: chips are compared by neighbours")
    }
    let differing = zip(left, b.bits).count { $0 != $1 }
    bits = left.count
    let share = try Proportion(successes: differing, trials: left.count)
    hamming = share.estimate
    hammingInterval = try share.interval()
  }

  /// Sums of squared differences and of products.
  private static func sums(_ first: [Float], _ second: [Float]) -> (squares: Double, products: Double) {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        var squares = SIMD4<Double>()
        var products = SIMD4<Double>()
        let whole = first.count / 4 * 4
        for index in stride(from: 0, to: whole, by: 4) {
          for lane in 0..<4 {
            let (one, other) = (Double(first[index + lane]), Double(second[index + lane]))
            squares[lane] += (one - other) * (one - other)
            products[lane] += one * other
          }
        }
        var (square, product) = (squares.sum(), products.sum())
        for index in whole..<first.count {
          let (one, other) = (Double(first[index]), Double(second[index]))
          square += (one - other) * (one - other)
          product += one * other
        }
        return (square, product)
      }
    }
  }
}
