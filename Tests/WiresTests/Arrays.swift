import Foundation
import Units
import Wires

/// A fixed hash of the index, uniform in [0, 1); the reference script has the same.
func patternedUnit(_ index: Int) -> Double {
  var word = UInt64(index) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
  word ^= word >> 33
  word = word &* 0xff51_afd7_ed55_8ccd
  word ^= word >> 33
  return Double(word >> 11) / 9_007_199_254_740_992
}

/// Cells of a fixed pattern between `low` and `high` siemens.
func patternedCells(_ rows: Int, _ columns: Int, low: Double = 1e-7, high: Double = 25e-6) -> [Double] {
  (0..<rows * columns).map { low + (high - low) * patternedUnit($0) }
}

/// Cells from 1 kΩ to 10 MΩ, evenly over the decades, one in a hundred open.
func wideCells(_ rows: Int, _ columns: Int) -> [Double] {
  (0..<rows * columns).map { index in
    let unit = patternedUnit(index)
    return unit < 0.01 ? 0 : pow(10, -7 + 4 * unit)
  }
}

/// The largest deviation relative to the larger of the two numbers.
func largestRelativeError(_ first: [Double], _ second: [Double]) -> Double {
  zip(first, second).map { first, second in
    first == second ? 0 : abs(first - second) / max(abs(first), abs(second))
  }.max() ?? 0
}

func ohms(
  word: Double = 0, bit: Double = 0, driver: Double = 0, sense: Double = 0, access: Double = 0, bothEnds: Bool = false
) -> WireSpecification {
  WireSpecification(
    word: Ohms(word), bit: Ohms(bit), driver: Ohms(driver), sense: Ohms(sense), access: Ohms(access),
    inputsFromBothEnds: bothEnds)
}
