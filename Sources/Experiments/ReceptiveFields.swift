package import Foundation
package import Learning
internal import Matrices
internal import Substrate

/// What units of a net's first layer look for: their weights as images.
///
/// A few units, evenly spread over the layer. Weights are those that act, with the chip's stuck cells and gains; nothing
/// of this reaches a learner. Kept with a run as 15 levels of each unit's own largest weight, half a byte a pixel.
package struct ReceptiveFields: Sendable, Equatable {
  package static let artifact = "receptiveFields"
  package static let mediaType = "application/x-mortal-receptive-fields"
  /// Units that are kept with a run.
  package static let mostKept = 12

  /// Sides of a field.
  package let height: Int
  package let width: Int
  /// Which units, counted from 0; of a layer of several arrays one array after the other.
  package let units: [Int]
  /// One row a unit: its weights, row by row of the field, colours averaged.
  package let weights: [[Float]]

  private init(height: Int, width: Int, units: [Int], weights: [[Float]]) {
    self.height = height
    self.width = width
    self.units = units
    self.weights = weights
  }

  /// Of a learner's first layer; nil where its inputs are no image, or its weights cannot be known.
  ///
  /// - Parameters:
  ///   - image: the images that the net sees. Inputs behind their pixels (those of a label) are left out; a first layer
  ///     with fewer inputs than pixels is taken as square fields, an array each.
  ///   - count: units at most.
  package init?(_ learner: any Learner, image: ImageShape?, count: Int = mostKept) {
    guard let image, image.pixels > 1, let first = learner.layers.first else { return nil }
    var (height, width) = (image.height, image.width)
    var arrays = [first]
    if first.inputs < image.pixels {
      let side = Int(Double(first.inputs / image.channels).squareRoot().rounded())
      guard side * side * image.channels == first.inputs else { return nil }
      (height, width) = (side, side)
      arrays = Array(learner.layers.prefix { $0.inputs == first.inputs && $0.outputs == first.outputs })
    }
    let all = arrays.count * first.outputs
    let chosen = (0..<min(count, all)).map { $0 * all / min(count, all) }
    var matrices: [Int: Matrix] = [:]
    for place in Set(chosen.map { $0 / first.outputs }) {
      // A copy: asking leaves the net as it is.
      guard var array = arrays[place] as? any ExactModel else { return nil }
      matrices[place] = array.effectiveWeights()
    }
    let pixels = height * width
    let weights: [[Float]] = chosen.map { unit in
      guard let matrix = matrices[unit / first.outputs] else { return [] }
      let column = unit % first.outputs
      return (0..<pixels).map { pixel in
        (0..<image.channels).reduce(Float(0)) { $0 + matrix[$1 * pixels + pixel, column] } / Float(image.channels)
      }
    }
    self.init(height: height, width: width, units: chosen, weights: weights)
  }

  /// Height, width, number of units and the units as 32-bit numbers; then for each unit its largest magnitude and its
  /// levels, −7 to 7 stored as 1 to 15, the first of two in the lower half of a byte.
  package var data: Data {
    var bytes: [UInt8] = []
    func append(_ word: UInt32) {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    for number in [height, width, units.count] + units { append(UInt32(number)) }
    for row in weights {
      let largest = row.reduce(0) { max($0, abs($1)) }
      append(largest.bitPattern)
      let levels = row.map { UInt8(8 + Int((largest > 0 ? $0 / largest * 7 : 0).rounded())) }
      for index in stride(from: 0, to: levels.count, by: 2) {
        bytes.append(levels[index] | (index + 1 < levels.count ? levels[index + 1] << 4 : 0))
      }
    }
    return Data(bytes)
  }

  /// Reads what ``data`` wrote; nil for anything else.
  package init?(_ data: Data) {
    let bytes = [UInt8](data)
    func word(_ index: Int) -> UInt32? {
      guard index + 4 <= bytes.count else { return nil }
      return (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << (8 * UInt32($1)) }
    }
    guard let height = word(0), let width = word(4), let count = word(8), (1...4096).contains(height),
      (1...4096).contains(width), count <= 65_536
    else { return nil }
    let (pixels, length) = (Int(height * width), 4 + (Int(height * width) + 1) / 2)
    let start = 12 + 4 * Int(count)
    guard bytes.count == start + Int(count) * length else { return nil }
    let units = (0..<Int(count)).compactMap { word(12 + 4 * $0).map { Int($0) } }
    let weights: [[Float]] = (0..<Int(count)).map { unit in
      let first = start + unit * length
      let largest = word(first).map { Float(bitPattern: $0) } ?? 0
      return (0..<pixels).map { pixel in
        let byte = bytes[first + 4 + pixel / 2]
        return largest * Float(Int(pixel % 2 == 0 ? byte & 15 : byte >> 4) - 8) / 7
      }
    }
    guard weights.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    self.init(height: Int(height), width: Int(width), units: units, weights: weights)
  }
}
