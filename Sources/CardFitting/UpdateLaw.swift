internal import Foundation

/// The step laws that can be fitted, by the names that device cards use.
package enum LawName: String, Sendable, CaseIterable {
  case constant, linear, softBounds, exponential, power, neuroSim
}

/// To what the cycle-to-cycle noise is proportional, by the names that device cards use.
package enum NoiseName: String, Sendable, CaseIterable { case proportional, additive, window }

/// A number of a law that the fit can move: belonging to each device, or common to all.
enum Slot: Int, CaseIterable, Sendable {
  /// Mean of the up and the down step at the origin (its logarithm for log-normal gains); of NeuroSim's law 1/pulses.
  case size
  /// Half the difference of up and down steps at the origin; of NeuroSim's law ln(pulses up/pulses down).
  case asymmetry
  /// The bounds.
  case high, low
  /// Of the linear law the relative slopes per unit of conductance, of NeuroSim's the inverse time constants 1/A.
  case slopeUp, slopeDown
  /// Of the exponential law the relative slopes at the origin per window, k₊ and k₋, and aγ₊, aγ₋ with the sign of a;
  /// of the power law the exponents.
  case shapeA, shapeB, shapeC, shapeD
  /// ln σ of the cycle-to-cycle noise.
  case noise
  /// Standard deviation of a reading around the state.
  case reading
}

/// A step law whose numbers are being fitted: what `PulsedCells` does with the constants of a card, written once more
/// in `Double` with the numbers that a likelihood can find.
struct UpdateLaw: Sendable, Equatable {
  let name: LawName
  let noise: NoiseName
  /// Whether gains are log-normal from device to device.
  let logNormal: Bool
  /// The conductance at which steps are stated (w = 0).
  var origin: Double
  /// Sign of `a` of the exponential law: where its fit starts.
  var direction = 1.0
  /// Mean of the asymmetry slot and nominal window, of which the steps of log-normal devices and the noise relative to
  /// the window depend.
  var meanAsymmetry = 0.0
  var window = 1.0

  /// The slots that the law has, device's own ones first.
  var slots: [Slot] {
    switch name {
    case .constant, .softBounds: [.size, .asymmetry, .high, .low, .noise, .reading]
    case .linear, .neuroSim: [.size, .asymmetry, .high, .low, .slopeUp, .slopeDown, .noise, .reading]
    case .exponential: [.size, .asymmetry, .high, .low, .shapeA, .shapeB, .shapeC, .shapeD, .noise, .reading]
    case .power: [.size, .asymmetry, .high, .low, .shapeA, .shapeB, .noise, .reading]
    }
  }

  /// Whether steps are no linear function of the state: then what is known about a device depends on where its numbers
  /// are.
  var isCurved: Bool { name == .power || name == .exponential }

  /// The slots that may differ from device to device.
  var ownSlots: [Slot] {
    switch name {
    case .linear: [.size, .asymmetry, .high, .low, .slopeUp, .slopeDown]
    case .neuroSim: [.size, .high, .low, .slopeUp, .slopeDown]
    default: [.size, .asymmetry, .high, .low]
    }
  }

  /// One device's constants.
  struct Cell {
    var up = 0.0, down = 0.0
    var slopeUp = 0.0, slopeDown = 0.0
    var low = 0.0, high = 0.0
    var a = 0.0, b = 0.0, c = 0.0, d = 0.0
    var sigma = 0.0, variance = 0.0
  }

  /// - Parameter values: the slots' values by `Slot.rawValue`.
  func cell(_ values: [Double]) -> Cell {
    func value(_ slot: Slot) -> Double { values[slot.rawValue] }
    var cell = Cell()
    cell.high = value(.high)
    cell.low = value(.low)
    cell.sigma = exp(value(.noise))
    cell.variance = value(.reading) * value(.reading)
    let size = logNormal ? exp(value(.size)) - (name == .neuroSim ? 0 : abs(meanAsymmetry)) : value(.size)
    cell.up = size + value(.asymmetry)
    cell.down = size - value(.asymmetry)
    switch name {
    case .constant: break
    case .linear:
      cell.slopeUp = value(.slopeUp)
      cell.slopeDown = value(.slopeDown)
    case .softBounds:
      // As the cells are: no pulse goes beyond its own bound.
      cell.slopeUp = 1 / max(cell.high - origin, cell.up, 1e-3)
      cell.slopeDown = 1 / max(origin - cell.low, cell.down, 1e-3)
    case .exponential:
      // Steps Δ(1 − A e^{γ'u}) written by the step and its slope at the origin, which the data know far better than Δ
      // and A: step(0)·(1 − κ(e^{γ'u} − 1)/γ'), with κ = Aγ'/(1 − A).
      let width = max(cell.high - cell.low, 1e-4)
      let (up, down) = (Self.excess(value(.shapeA), value(.shapeC)), Self.excess(value(.shapeB), value(.shapeD)))
      let scale = 1 + 0.5 * (up + down)
      guard 1 + up > 0.02, 1 + down > 0.02 else {
        cell.sigma = .nan
        return cell
      }
      cell.up *= scale
      cell.down *= scale
      cell.a = up / (1 + up)
      cell.b = down / (1 + down)
      cell.c = 2 * Self.rate(value(.shapeC)) / width
      cell.d = -2 * Self.rate(value(.shapeD)) / width
    case .power:
      cell.a = value(.shapeA)
      cell.b = value(.shapeB)
    case .neuroSim:
      let (up, down) = (size, size * exp(value(.asymmetry)))
      let width = cell.high - cell.low
      (cell.up, cell.slopeUp) = Self.curve(value(.slopeUp), up, cell.low, width, origin)
      (cell.down, cell.slopeDown) = Self.curve(-value(.slopeDown), down, -cell.high, width, -origin)
    }
    return cell
  }

  /// The window between two bounds, kept off zero.
  static func window(_ low: Double, _ high: Double) -> Double { max(high - low, 1e-3) }

  /// aγ, kept off zero, where the law is linear and A without bounds.
  static func rate(_ value: Double) -> Double { abs(value) < 0.02 ? (value < 0 ? -0.02 : 0.02) : value }

  /// A/(1 − A) of relative slope `slope` per window and aγ.
  static func excess(_ slope: Double, _ rate: Double) -> Double { slope / (2 * Self.rate(rate)) }

  /// Step and relative slope at `origin` of NeuroSim's curve, which starts at `start` and rises by `width` in 1/`size`
  /// pulses.
  static func curve(
    _ rate: Double, _ size: Double, _ start: Double, _ width: Double, _ origin: Double
  ) -> (step: Double, slope: Double) {
    guard abs(rate) > 1e-4 else { return (width * size, rate / max(width, 1e-6)) }
    let limit = start + width / -expm1(-rate)
    return (-expm1(-rate * size) * (limit - origin), 1 / (limit - origin))
  }

  /// The mean step in the direction of the pulse (positive sizes) and its derivative by the state.
  @inline(__always)
  func step(_ cell: Cell, at g: Double, up: Bool) -> (size: Double, derivative: Double) {
    switch name {
    case .constant: return (up ? cell.up : cell.down, 0)
    case .linear, .softBounds, .neuroSim:
      return up
        ? (cell.up * (1 - cell.slopeUp * (g - origin)), -cell.up * cell.slopeUp)
        : (cell.down * (1 + cell.slopeDown * (g - origin)), cell.down * cell.slopeDown)
    case .exponential:
      let rate = up ? cell.c : cell.d
      let term = (up ? cell.a : cell.b) * exp(min(rate * (g - origin), 60))
      let size = up ? cell.up : cell.down
      return term < 1 ? (size * (1 - term), -size * term * rate) : (0, 0)
    case .power:
      let width = max(cell.high - cell.low, 1e-4)
      let share = min(max((up ? cell.high - g : g - cell.low) / width, 1e-6), 1)
      let exponent = up ? cell.a : cell.b
      let size = (up ? cell.up : cell.down) * exp(exponent * log(share))
      return (size, (up ? -1 : 1) * exponent * size / (share * width))
    }
  }

  /// Standard deviation of one pulse's step.
  @inline(__always)
  func deviation(_ cell: Cell, step: Double, up: Bool) -> Double {
    switch noise {
    case .proportional: cell.sigma * abs(step)
    case .additive: cell.sigma * abs(up ? cell.up : cell.down)
    case .window: cell.sigma * window
    }
  }
}
