internal import Foundation

/// The terms of one device's likelihood and their derivatives by slots, by finite differences.
struct Derivatives {
  var residuals: [Double] = []
  var variances: [Double] = []
  /// Slot by slot, of every term.
  private var residualSlopes: [Double] = []
  private var varianceSlopes: [Double] = []
  private var movedResiduals: [Double] = []
  private var movedVariances: [Double] = []
  private(set) var information = SymmetricMatrix(order: 0)
  private(set) var gradient: [Double] = []

  /// −log likelihood without the factors 2π: Σ ½(log S + e²/S) over densities; −log Φ(z) + log ε over atoms, ε being
  /// the resolution of the readings, so that a mass counts against the mass that a density gives to one resolved value.
  var negativeLogLikelihood: Double {
    var sum = 0.0
    for index in residuals.indices {
      let (e, s) = (residuals[index], variances[index])
      if s > 0 {
        sum += 0.5 * (log(s) + e * e / s)
      } else if s == PulseFilter.atom {
        sum += Self.logMass - Self.logPhi(e)
      } else {
        sum += 0.5 * e * e
      }
    }
    return sum
  }

  private static let logMass = log(PulseFilter.resolution) - 0.918_938_533_204_672_7

  /// log Φ(z), by its asymptotic series far below zero.
  static func logPhi(_ z: Double) -> Double {
    if z < -30 { return -0.5 * z * z - log(-z) - 0.918_938_533_204_672_7 - 1 / (z * z) }
    return log(0.5 * erfc(-z * 0.707_106_781_186_547_5))
  }

  /// φ(z)/Φ(z).
  static func hazard(_ z: Double) -> Double { exp(-0.5 * z * z - 0.918_938_533_204_672_7 - logPhi(z)) }

  /// Σ e²/S over the densities, and their number.
  var chiSquare: (sum: Double, count: Int) {
    var (sum, count) = (0.0, 0)
    for index in residuals.indices where variances[index] > 0 {
      sum += residuals[index] * residuals[index] / variances[index]
      count += 1
    }
    return (sum, count)
  }

  mutating func fill(
    _ filter: PulseFilter, _ device: PulsedDevice, _ values: [Double], _ slots: [Slot], _ steps: [Double]
  ) {
    filter.run(device, values, &residuals, &variances)
    let count = residuals.count
    let order = slots.count
    if residualSlopes.count < order * count {
      residualSlopes = [Double](repeating: 0, count: order * count)
      varianceSlopes = residualSlopes
    }
    for (k, slot) in slots.enumerated() {
      var moved = values
      let step = steps[k]
      moved[slot.rawValue] += step
      filter.run(device, moved, &movedResiduals, &movedVariances)
      let scale = 1 / step
      for index in 0..<count {
        let isDensity = variances[index] > 0
        residualSlopes[k * count + index] = (movedResiduals[index] - residuals[index]) * scale
        varianceSlopes[k * count + index] = isDensity ? (movedVariances[index] - variances[index]) * scale : 0
      }
    }
    accumulate(order)
  }

  /// Takes a slot for one about which the data say nothing.
  mutating func forget(_ place: Int) {
    gradient[place] = 0
    for other in 0..<information.order {
      information[place, other] = 0
      information[other, place] = 0
    }
  }

  private mutating func accumulate(_ order: Int) {
    let count = residuals.count
    var sums = [Double](repeating: 0, count: order * order)
    gradient = [Double](repeating: 0, count: order)
    for index in 0..<count {
      let (e, s) = (residuals[index], variances[index])
      if s > 0 {
        let w = 1 / s
        let second = 0.5 * w * w
        let pull = 0.5 * w * (1 - e * e * w)
        for a in 0..<order {
          let (de, ds) = (residualSlopes[a * count + index], varianceSlopes[a * count + index])
          gradient[a] += e * de * w + pull * ds
          for b in 0...a {
            sums[a * order + b] +=
              de * residualSlopes[b * count + index] * w + ds * varianceSlopes[b * count + index] * second
          }
        }
      } else if s == PulseFilter.atom {
        let hazard = Self.hazard(e)
        let curvature = max(hazard * (hazard + e), 0)
        for a in 0..<order {
          let dz = residualSlopes[a * count + index]
          gradient[a] -= hazard * dz
          for b in 0...a { sums[a * order + b] += curvature * dz * residualSlopes[b * count + index] }
        }
      } else {
        for a in 0..<order {
          let de = residualSlopes[a * count + index]
          gradient[a] += e * de
          for b in 0...a { sums[a * order + b] += de * residualSlopes[b * count + index] }
        }
      }
    }
    for a in 0..<order { for b in 0..<a { sums[b * order + a] = sums[a * order + b] } }
    information = SymmetricMatrix(order: order)
    information.elements = sums
  }

  /// −½ d(log det H)/dc by the change of the variances: what estimating a device's own numbers takes from its
  /// residuals.
  func lostInformation(_ covariance: SymmetricMatrix, about place: Int) -> Double {
    var sum = 0.0
    let count = residuals.count
    for index in residuals.indices where variances[index] > 0 {
      var inner = 0.0
      for a in 0..<covariance.order {
        for b in 0..<covariance.order {
          inner += residualSlopes[a * count + index] * covariance[a, b] * residualSlopes[b * count + index]
        }
      }
      sum += inner * varianceSlopes[place * count + index] / (variances[index] * variances[index])
    }
    return 0.5 * sum
  }
}
