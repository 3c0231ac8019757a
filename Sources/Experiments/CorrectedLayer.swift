internal import Matrices
internal import Substrate

/// A layer whose outputs are corrected digitally, one gain and one shift an output: what a recalibration of a copy is.
struct CorrectedLayer: ExactModel, WeightPort {
  private(set) var base: any ExactModel & WeightPort
  private let gains: [Float]
  private let shifts: [Float]

  var inputs: Int { base.inputs }
  var outputs: Int { base.outputs }
  var tally: Tally { base.tally }

  /// The correction gain · y + shift that brings what is measured closest to what was wanted, output by output: least
  /// squares with one more pair of numbers that says nothing has changed (gain 1), so that few images are enough.
  init(_ base: any ExactModel & WeightPort, measured: Matrix, wanted: Matrix) {
    precondition(measured.rows == wanted.rows && measured.columns == wanted.columns, "outputs do not fit each other")
    self.base = base
    let (rows, columns) = (measured.rows, measured.columns)
    let square = measured.elements.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(measured.count, 1))
    var gains = [Float](repeating: 1, count: columns)
    var shifts = [Float](repeating: 0, count: columns)
    for column in 0..<columns {
      var (sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0)
      for row in 0..<rows {
        let (x, y) = (
          Double(measured.elements[row * columns + column]), Double(wanted.elements[row * columns + column])
        )
        sumX += x
        sumY += y
        sumXX += x * x
        sumXY += x * y
      }
      let count = Double(rows)
      let varied = sumXX - sumX * sumX / count
      let common = sumXY - sumX * sumY / count
      let gain = square > 0 ? (common + square) / (varied + square) : 1
      gains[column] = Float(gain)
      shifts[column] = Float((sumY - gain * sumX) / count)
    }
    self.gains = gains
    self.shifts = shifts
  }

  mutating func measure(_ activities: Matrix) -> Matrix {
    var result = base.measure(activities)
    let columns = outputs
    for row in 0..<result.rows {
      for column in 0..<columns {
        let place = row * columns + column
        result.elements[place] = gains[column] * result.elements[place] + shifts[column]
      }
    }
    return result
  }

  mutating func request(_ change: WeightChange) { base.request(change) }

  mutating func effectiveWeights() -> Matrix {
    var weights = base.effectiveWeights()
    for row in 0..<weights.rows {
      for column in 0..<weights.columns { weights.elements[row * weights.columns + column] *= gains[column] }
    }
    return weights
  }

  mutating func program(_ weights: Matrix) { base.program(weights) }

  mutating func readBack() -> Matrix { base.readBack() }
}
