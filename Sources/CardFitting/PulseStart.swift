internal import Foundation

/// First guesses for a fit: moments of the trains.
struct PulseStart: Sendable {
  /// By `Slot.rawValue`.
  var means = [Double](repeating: 0, count: Slot.allCases.count)
  var deviations = [Double](repeating: 1, count: Slot.allCases.count)
  /// Relative spread of the devices' mean steps.
  private(set) var gainSpread = 0.0
  /// Mean size of a step, and each device's own first guesses.
  private(set) var typicalStep = 0.0
  private(set) var ownValues: [Slot: [Double]] = [:]
  /// Steps with the state before them, and its place between the device's own extremes.
  private var sample: [(from: Double, step: Double, up: Bool, share: Double)] = []

  subscript(slot: Slot) -> Double {
    get { means[slot.rawValue] }
    set { means[slot.rawValue] = newValue }
  }

  init(_ law: UpdateLaw, _ trains: [PulsedDevice]) {
    let origin = law.origin
    var highs: [Double] = []
    var lows: [Double] = []
    var all: [(from: Double, step: Double, up: Bool)] = []
    var own: [[(from: Double, step: Double, up: Bool)]] = []
    var (first, second) = (0.0, 0.0)
    var pairs = 0
    for device in trains {
      let (low, high) = (device.lowest, device.highest)
      // Laws whose steps vanish at the bounds come near them only.
      let beyond = law.name == .power || law.name == .softBounds ? 0.03 * (high - low) : 0
      highs.append(device.isHeldHigh ? high : high + beyond)
      lows.append(device.isHeldLow ? low : low - beyond)
      let steps = device.trains.flatMap(\.steps)
      let margin = 0.1 * (high - low)
      let inside = steps.filter { $0.up ? $0.from < high - margin : $0.from > low + margin }
      own.append(inside)
      let top = device.isHeldHigh ? high : high + 0.03 * (high - low)
      let bottom = device.isHeldLow ? low : low - 0.03 * (high - low)
      for step in inside {
        sample.append((step.from, step.step, step.up, (step.from - bottom) / max(top - bottom, 1e-6)))
      }
      all += inside
      for train in device.trains {
        let steps = train.steps
        for index in steps.indices.dropFirst(2) {
          let (a, b, c) = (steps[index - 2], steps[index - 1], steps[index])
          let value = a.from
          guard a.up == c.up, b.up == c.up, value > low + margin, value < high - margin else { continue }
          first += 0.5 * (pow(b.step - a.step, 2) + pow(c.step - b.step, 2))
          second += pow(c.step - a.step, 2)
          pairs += 1
        }
      }
    }
    let up = Self.line(all.filter(\.up), origin, sign: 1)
    let down = Self.line(all.filter { !$0.up }, origin, sign: -1)
    let size = max(0.5 * (up.step + down.step), 1e-6)
    let mean = Self.mean
    self[.high] = mean(highs)
    self[.low] = mean(lows)
    deviations[Slot.high.rawValue] = max(Self.deviation(highs), 0.01)
    deviations[Slot.low.rawValue] = max(Self.deviation(lows), 0.01)
    // Gains of the devices: their steps over those of the pooled line.
    let gains = own.map { steps -> Double in
      guard !steps.isEmpty else { return 1 }
      var (seen, expected) = (0.0, 0.0)
      for step in steps {
        let line = step.up ? up : down
        seen += step.up ? step.step : -step.step
        expected += max(line.step - line.slope * (step.up ? 1 : -1) * (step.from - origin), 0.1 * size)
      }
      return max(seen / expected, 0.05)
    }
    gainSpread = Self.deviation(gains) / max(mean(gains), 1e-9)
    self[.size] = law.logNormal ? log(size) + mean(gains.map { log($0) }) : size
    deviations[Slot.size.rawValue] =
      law.logNormal ? max(Self.deviation(gains.map { log($0) }), 0.05) : size * max(gainSpread, 0.05)
    self[.asymmetry] = 0.5 * (up.step - down.step)
    if abs(self[.asymmetry]) > 0.8 * size { self[.asymmetry] = copysign(0.8 * size, self[.asymmetry]) }
    deviations[Slot.asymmetry.rawValue] = 0.05 * size
    // Noise σ² of a step and r² of a reading from differences of steps: neighbours share a reading with opposite signs,
    // E(Δ₂ − Δ₁)² = 2σ² + 6r² and E(Δ₃ − Δ₁)² = 2σ² + 4r².
    let (near, far) = (first / Double(max(pairs, 1)), second / Double(max(pairs, 1)))
    let reading = max(0.5 * (near - far), 0)
    let variance = max(0.5 * far - 2 * reading, 0.02 * far, 1e-12)
    self[.reading] = reading > 0.03 * variance ? reading.squareRoot() : 0
    let single = variance.squareRoot()
    typicalStep = size
    ownValues[.high] = highs
    ownValues[.low] = lows
    if law.name != .neuroSim, law.name != .power {
      ownValues[.size] = gains.map { law.logNormal ? log(size * $0) : size * $0 }
    }
    switch law.noise {
    case .proportional, .additive: self[.noise] = log(single / size)
    case .window: self[.noise] = log(single / max(self[.high] - self[.low], 1e-3))
    }
    shapes(law, up: up, down: down, size: size)
  }

  private mutating func shapes(
    _ law: UpdateLaw, up: (step: Double, slope: Double), down: (step: Double, slope: Double), size: Double
  ) {
    let relative = (up: up.slope / max(up.step, 0.2 * size), down: down.slope / max(down.step, 0.2 * size))
    switch law.name {
    case .linear:
      self[.slopeUp] = relative.up
      self[.slopeDown] = relative.down
      deviations[Slot.slopeUp.rawValue] = 0.1
      deviations[Slot.slopeDown.rawValue] = 0.1
    case .neuroSim:
      let width = max(self[.high] - self[.low], 1e-3)
      self[.slopeUp] = max(-5, min(5, relative.up * width))
      self[.slopeDown] = -max(-5, min(5, relative.down * width))
      self[.size] = law.logNormal ? log(size / width) : size / width
      deviations[Slot.size.rawValue] = law.logNormal ? 0.1 : 0.1 * size / width
      self[.asymmetry] = log(max(down.step, 0.1 * size) / max(up.step, 0.1 * size))
      deviations[Slot.slopeUp.rawValue] = 0.2
      deviations[Slot.slopeDown.rawValue] = 0.2
    case .exponential:
      let width = max(self[.high] - self[.low], 1e-3)
      // step = Δ − ΔA e^{γu}: linear in Δ and ΔA, γ from a grid.
      func best(_ sign: Double, isUp: Bool) -> (step: Double, amplitude: Double, gamma: Double) {
        var found = (error: Double.infinity, step: size, amplitude: 0.1 * law.direction, gamma: 1.0)
        for gamma in [0.3, 0.6, 1, 1.5, 2, 3, 4.5, 7] {
          let rate = sign * gamma * 2 * law.direction / width
          let points = sample.filter { $0.up == isUp }.map {
            (x: exp(rate * ($0.from - law.origin)), y: sign * $0.step)
          }
          let fit = Self.straight(points)
          let amplitude = -fit.slope / max(fit.intercept, 0.05 * size)
          if fit.error < found.error, fit.intercept > 0, amplitude * law.direction > 0 {
            found = (fit.error, fit.intercept, amplitude, gamma)
          }
        }
        return (found.step, found.amplitude, found.gamma)
      }
      let (rise, fall) = (best(1, isUp: true), best(-1, isUp: false))
      func excess(_ amplitude: Double) -> Double { amplitude / (1 - min(amplitude, 0.9)) }
      let (up, down) = (excess(rise.amplitude), excess(fall.amplitude))
      let scale = 1 + 0.5 * (up + down)
      setSteps(law, rise.step / scale, fall.step / scale)
      self[.shapeA] = up * 2 * rise.gamma * law.direction
      self[.shapeB] = down * 2 * fall.gamma * law.direction
      self[.shapeC] = rise.gamma * law.direction
      self[.shapeD] = fall.gamma * law.direction
    case .power:
      func best(isUp: Bool) -> (step: Double, exponent: Double) {
        var found = (error: Double.infinity, step: size, exponent: 1.0)
        for exponent in stride(from: 0.1, through: 4, by: 0.15) {
          var (xx, xy, yy) = (0.0, 0.0, 0.0)
          for point in sample where point.up == isUp {
            let x = pow(max(isUp ? 1 - point.share : point.share, 1e-3), exponent)
            let y = isUp ? point.step : -point.step
            (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
          }
          let error = yy - xy * xy / max(xx, 1e-12)
          if error < found.error { found = (error, xy / max(xx, 1e-12), exponent) }
        }
        return (max(found.step, 1e-6), found.exponent)
      }
      let (rise, fall) = (best(isUp: true), best(isUp: false))
      setSteps(law, rise.step, fall.step)
      self[.shapeA] = rise.exponent
      self[.shapeB] = fall.exponent
    case .constant, .softBounds: break
    }
  }

  private mutating func setSteps(_ law: UpdateLaw, _ up: Double, _ down: Double) {
    let size = 0.5 * (up + down)
    self[.asymmetry] = max(-0.8 * size, min(0.8 * size, 0.5 * (up - down)))
    self[.size] = law.logNormal ? log(size + abs(self[.asymmetry])) : size
    deviations[Slot.size.rawValue] = law.logNormal ? max(gainSpread, 0.05) : size * max(gainSpread, 0.05)
    deviations[Slot.asymmetry.rawValue] = 0.05 * size
    ownValues[.size] = nil
    if law.noise != .window { self[.noise] += log(typicalStep / size) }
  }

  /// Least squares y = intercept + slope x, with the mean square of what is left.
  private static func straight(
    _ points: [(x: Double, y: Double)]
  ) -> (intercept: Double, slope: Double, error: Double) {
    guard points.count > 2 else { return (0, 0, .infinity) }
    let (mx, my) = (mean(points.map(\.x)), mean(points.map(\.y)))
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      xx += (point.x - mx) * (point.x - mx)
      xy += (point.x - mx) * (point.y - my)
      yy += (point.y - my) * (point.y - my)
    }
    guard xx > 0 else { return (my, 0, yy) }
    let slope = xy / xx
    return (my - slope * mx, slope, (yy - slope * xy) / Double(points.count))
  }

  /// Least squares of step·sign = s − slope·sign·(g − origin).
  private static func line(
    _ steps: [(from: Double, step: Double, up: Bool)], _ origin: Double, sign: Double
  ) -> (step: Double, slope: Double) {
    guard steps.count > 2 else { return (1e-3, 0) }
    let x = mean(steps.map { $0.from - origin })
    let y = mean(steps.map { sign * $0.step })
    var (xx, xy) = (0.0, 0.0)
    for step in steps {
      let d = step.from - origin - x
      xx += d * d
      xy += d * (sign * step.step - y)
    }
    let gradient = xx > 0 ? xy / xx : 0
    let atOrigin = y - gradient * x
    return (max(atOrigin, 0.05 * abs(y), 1e-7), -gradient * sign)
  }

  static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

  static func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let center = mean(values)
    return (values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(values.count - 1)).squareRoot()
  }
}
