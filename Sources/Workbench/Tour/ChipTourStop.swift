internal import Foundation
internal import Learning
internal import Matrices
internal import Statistics

/// What two chips of one card made of the same weights and images.
package struct ChipTourStop: Sendable {
  /// Name of the card.
  package let card: String
  /// Serial numbers of the two chips.
  package let serials: [Int]
  /// The weights that were programmed, [inputs × outputs].
  let wanted: Matrix
  /// The effective weights of each chip: what its outputs really depend on, noise aside.
  let found: [Matrix]
  let digital: ChipTourReading
  let readings: [ChipTourReading]
  /// The outputs of the first chip when the same images are sent again.
  let again: Matrix
  let test: Examples

  /// Distance of two sets of outputs image by image: |a − b| / |ideal|, Euclidean over the outputs of an image.
  func distances(_ a: Matrix, _ b: Matrix) -> [Double] {
    let ideal = digital.outputs
    return (0..<ideal.rows).map { row in
      var difference = 0.0
      var total = 0.0
      for column in 0..<ideal.columns {
        let step = Double(a[row, column] - b[row, column])
        difference += step * step
        total += Double(ideal[row, column]) * Double(ideal[row, column])
      }
      return total > 0 ? (difference / total).squareRoot() : 0
    }
  }

  /// Test error of the net, in per cent.
  func error(_ reading: ChipTourReading) -> Double { 100 * test.error(of: reading.predictions) }

  /// In how many images two nets decide differently.
  func disagreements(_ a: ChipTourReading, _ b: ChipTourReading) -> Int {
    zip(a.predictions, b.predictions).count { $0 != $1 }
  }
}
