internal import Foundation

/// Mean and spread of a change of conductance over the conductance that it starts from, by bins of equal width.
///
/// A change is max(G + m + s ξ, 0) − G with ξ standard normal, as cells have it. m and s of a bin are those for which this
/// has the mean and the standard deviation that the bin's devices show: where the lower end cuts, they are not the
/// sample's own. Between the bins' mean starting conductances they go straight, and are held at the ends.
package struct ChangeByState: Sendable, Equatable {
  /// Starting conductances, siemens, rising.
  package let at: [Double]
  /// m and s, siemens.
  package let mean: [Double]
  package let deviation: [Double]
  package let devices: Int

  /// Bins common to several sets of changes: their edges and the mean starting conductance in each.
  package struct Axis: Sendable {
    let edges: [Double]
    let knots: [Double]

    /// - Parameters:
    ///   - starts: starting conductances of one set.
    ///   - fewest: devices a bin; bins with fewer join the one above, the last ones the one below.
    /// - Returns: nil for starts that make fewer than two bins.
    init?(_ starts: [Double], fewest: Int = 50, most: Int = 16) {
      guard let low = starts.min(), let high = starts.max(), high > low, starts.count >= 2 * fewest else { return nil }
      let count = min(most, starts.count / fewest)
      let width = (high - low) / Double(count)
      let sorted = starts.sorted()
      var edges = [-Double.infinity]
      var knots: [Double] = []
      var (place, from) = (0, 0)
      for bin in 1...count {
        let edge = bin == count ? Double.infinity : low + width * Double(bin)
        while place < sorted.count, sorted[place] < edge { place += 1 }
        let left = sorted.count - place
        guard place - from >= fewest, bin == count || left >= fewest else { continue }
        edges.append(edge)
        knots.append(sorted[from..<place].reduce(0, +) / Double(place - from))
        from = place
      }
      if from < sorted.count, !knots.isEmpty {
        let first = sorted.firstIndex { $0 >= edges[edges.count - 2] } ?? 0
        knots[knots.count - 1] = sorted[first...].reduce(0, +) / Double(sorted.count - first)
        edges[edges.count - 1] = .infinity
      }
      guard knots.count >= 2 else { return nil }
      self.edges = edges
      self.knots = knots
    }
  }

  /// - Returns: nil where a bin has fewer than ten devices or no spread.
  init?(_ changes: [(start: Double, change: Double)], axis: Axis) {
    var (mean, deviation): ([Double], [Double]) = ([], [])
    for bin in axis.knots.indices {
      let inside = changes.filter { $0.start >= axis.edges[bin] && $0.start < axis.edges[bin + 1] }.map(\.change)
      guard inside.count >= 10 else { return nil }
      let spread = PulseStart.deviation(inside)
      guard spread > 0 else { return nil }
      let free = Self.free(start: axis.knots[bin], mean: PulseStart.mean(inside), deviation: spread)
      mean.append(free.mean)
      deviation.append(free.deviation)
    }
    at = axis.knots
    self.mean = mean
    self.deviation = deviation
    devices = changes.count
  }

  /// Mean and standard deviation of the change of a device of conductance `start`.
  package func moments(_ start: Double) -> (mean: Double, deviation: Double) {
    func value(_ values: [Double]) -> Double {
      guard let next = at.firstIndex(where: { $0 > start }) else { return values[values.count - 1] }
      guard next > 0 else { return values[0] }
      let share = (start - at[next - 1]) / (at[next] - at[next - 1])
      return values[next - 1] + share * (values[next] - values[next - 1])
    }
    return Self.held(start: start, mean: value(mean), deviation: value(deviation))
  }

  /// Moments of max(start + m + s ξ, 0) − start.
  private static func held(start: Double, mean: Double, deviation: Double) -> (mean: Double, deviation: Double) {
    let a = (start + mean) / deviation
    let share = 0.5 * erfc(-a * 0.707_106_781_186_547_5)
    let density = 0.398_942_280_401_432_7 * exp(-0.5 * a * a)
    let first = (start + mean) * share + deviation * density
    let second =
      ((start + mean) * (start + mean) + deviation * deviation) * share + (start + mean) * deviation * density
    return (first - start, max(second - first * first, 0).squareRoot())
  }

  /// m and s whose held change has the mean and deviation, by fixed-point steps; the mean and deviation themselves where
  /// no normal has them.
  private static func free(start: Double, mean: Double, deviation: Double) -> (mean: Double, deviation: Double) {
    var (m, s) = (mean, deviation)
    for _ in 0..<500 {
      let found = held(start: start, mean: m, deviation: s)
      let (off, ratio) = (mean - found.mean, deviation / max(found.deviation, 1e-30))
      m += 0.7 * off
      s *= pow(ratio, 0.7)
      guard m.isFinite, s.isFinite, s < 100 * deviation else { return (mean, deviation) }
      if abs(off) < 1e-6 * deviation, abs(ratio - 1) < 1e-6 { return (m, s) }
    }
    return (mean, deviation)
  }
}
