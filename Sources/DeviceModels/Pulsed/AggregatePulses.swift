internal import VectorMath

/// Many pulses on one cell at once, at a cost that does not depend on their number.
///
/// Up and down pulses arrive in random order, independently, λ₊ and λ₋ of them expected; one pulse changes the state g
/// by J = (Δ − b(g − g₀))(1 + pξ) + nξ, with Δ its mean step at g₀. The mean and the variance of such a process obey
/// linear equations, solved here exactly (Q = Σ λb, R = w Σ λb², w = 1 + p²):
///   m = g₀ + (λ₊Δ₊ − λ₋Δ₋)(1 − e^{−Q})/Q,   dV/dt = −(2Q − R)V + Σ λ(w Δ(t)² + n²).
/// The shape is a shifted log-normal (the exact shape for multiplicative relaxation) of the process' skewness, whose
/// third central moment is kept to leading terms. With a fixed number of pulses instead of a Poisson number the same
/// equations hold with other λ and w, see ``init(fixed:isUp:_:_:extra:relativeNoise:)``.
struct AggregatePulses {
  /// Expected pulses.
  var up: Float, down: Float
  /// Steps and relaxations at the start.
  var rise: StepHere, fall: StepHere
  /// Mean square of one jump over its squared mean, likewise the third moment, and the noise variance beyond.
  var second: Float, third: Float
  var extraUp: Float, extraDown: Float
  /// 1 where the number of pulses is random and goes with the noise's share of the skewness, 0 where it is fixed.
  var counted: Float = 1

  /// Where a cell ends before its bounds are applied.
  struct End {
    var mean: Float, variance: Float, value: Float
  }

  /// Q, kept away from 0 where up and down relaxations cancel: by at most 0.1 % of their sum.
  @inline(__always)
  var relaxation: Float {
    let rateUp = up * rise.relaxation
    let rateDown = down * fall.relaxation
    let sum = rateUp + rateDown
    let floor = 1e-3 * (magnitude(rateUp) + magnitude(rateDown)) + 1e-12
    return magnitude(sum) < floor ? floor : sum
  }

  @inline(__always)
  func end(from start: Float, normal z: Float) -> End {
    let bUp = rise.relaxation
    let bDown = fall.relaxation
    let q = relaxation
    let rateUp = up * bUp
    let rateDown = down * bDown
    let r = second * (rateUp * bUp + rateDown * bDown)
    let x = exponentialMinusOne(-q)
    let y = exponentialMinusOne(r)
    let memory = 1 + x
    let inverseQ = 1 / q
    let shrink = -x * inverseQ
    let net = up * rise.step - down * fall.step
    let shift = net * shrink
    let endUp = rise.step - bUp * shift
    let endDown = fall.step + bDown * shift

    // Backwards from the end, Δ(s) = Δ_end + B(e^{Qs} − 1): three exponential integrals.
    let netEnd = net * memory * inverseQ
    let backUp = bUp * netEnd
    let backDown = -bDown * netEnd
    let upEnd = second * up * endUp
    let downEnd = second * down * endDown
    let c0 = upEnd * endUp + downEnd * endDown + up * extraUp + down * extraDown
    let c1 = 2 * (upEnd * backUp + downEnd * backDown)
    let c2 = second * (up * backUp * backUp + down * backDown * backDown)
    let xy = x * (1 + y)
    // One division for all three; where a rate vanishes, its integral is 1.
    let small = 1e-4 * magnitude(q) + 1e-12
    let flat0 = magnitude(2 * q - r) < small
    let flat1 = magnitude(q - r) < small
    let flat2 = r < small
    let k0 = flat0 ? 1 : 2 * q - r
    let k1 = flat1 ? 1 : q - r
    let k2 = flat2 ? 1 : r
    let k12 = k1 * k2
    let inverse = 1 / (k0 * k12)
    let f0 = flat0 ? 1 : -(xy * (1 + memory) + y) * k12 * inverse
    let f1 = flat1 ? 1 : -(xy + y) * k0 * k2 * inverse
    let f2 = flat2 ? 1 : y * k0 * k1 * inverse
    let sum = c0 * f0 + c1 * (f1 - f0) + c2 * (f2 - 2 * f1 + f0)
    let variance = sum > 0 ? sum : 0
    let inverseDeviation = inverseRoot(variance + 1e-20)
    let deviation = variance * inverseDeviation

    // Third central moment: Veff and Δeff lie between their start and end values as the memory fades.
    let late = 1 - 0.5 * shrink
    let v3 = 3 * variance * late
    let dUp = rise.step + (endUp - rise.step) * late
    let dDown = fall.step + (endDown - fall.step) * late
    let cross = rateUp * dUp - rateDown * dDown
    let uUp = third * dUp * dUp + 3 * counted * extraUp
    let uDown = third * dDown * dDown + 3 * counted * extraDown
    let source = up * dUp * uUp - down * dDown * uDown - 2 * second * cross * v3
    let decay = 3 * (q - r)
    let k3 = decay < -2 ? -2 : decay
    let cube = inverseDeviation * inverseDeviation * inverseDeviation
    let moment = source * cube / (1 + k3 * (0.5 + k3 * 0.083_333_33))
    let mean = start + shift
    return End(mean: mean, variance: variance, value: mean + deviation * shaped(z, moment))
  }
}

extension AggregatePulses {
  /// Largest Σ λ|b| and R up to which ``weakEnd(from:normal:)`` holds.
  static var weak: Float { 0.125 }

  /// What decides between the two forms: at most ``weak`` for the simpler one.
  @inline(__always)
  var strength: Float {
    let rateUp = magnitude(up * rise.relaxation)
    let rateDown = magnitude(down * fall.relaxation)
    let r = second * (rateUp * magnitude(rise.relaxation) + rateDown * magnitude(fall.relaxation))
    let q = rateUp + rateDown
    return r > q ? r : q
  }

  /// ``end(from:normal:)`` for steps that hardly change on the way, at a third of the work: series in Q (mean to 1e-4
  /// of its shift, variance to 2e-3), and Wilson and Hilferty's cubic (PNAS 17, 684 (1931)) for the small skewness.
  @inline(__always)
  func weakEnd(from start: Float, normal z: Float) -> End {
    let bUp = rise.relaxation
    let bDown = fall.relaxation
    let rateUp = up * bUp
    let rateDown = down * bDown
    let q = rateUp + rateDown
    let k = 2 * q - second * (rateUp * bUp + rateDown * bDown)
    let net = up * rise.step - down * fall.step
    let half = net * (0.5 - 0.125 * q)
    let dUp = rise.step - bUp * half
    let dDown = fall.step + bDown * half
    let squareUp = dUp * dUp
    let squareDown = dDown * dDown
    let sum = up * (second * squareUp + extraUp) + down * (second * squareDown + extraDown)
    let variance = sum * (1 - k * (0.5 - 0.166_666_67 * k))
    let inverse = inverseRoot(variance + 1e-20)
    let source =
      up * dUp * (third * squareUp + 3 * extraUp) - down * dDown * (third * squareDown + 3 * extraDown)
      - 3 * second * variance * (rateUp * dUp - rateDown * dDown)
    let h = clamped(0.166_666_67 * source * inverse * inverse * inverse, -0.2, 0.2)
    let a = z - h
    let ha = h * a
    let mean = start + net * (1 - q * (0.5 - 0.166_666_67 * q))
    let shape = a + a * ha * (1 + 0.333_333_33 * ha)
    return End(mean: mean, variance: variance, value: mean + variance * inverse * shape)
  }

  /// A known number n of pulses in one direction.
  ///
  /// n pulses multiply the distance to the fixed point by (1 − b)ⁿ = e^{−nL}, its mean square by
  /// ((1 − b)² + b²p²)ⁿ, and add noise n²(1 − (1 − b)²ⁿ)/(1 − (1 − b)²): the Poisson process with λ = nL/b,
  /// w = ln(1 + b²p²/(1 − b)²)/(L b) and extra variance scaled by 2b/((2 − b)L) has exactly these moments.
  @inline(__always)
  init(fixed count: Float, isUp: Bool, _ rise: StepHere, _ fall: StepHere, extra: Float, relativeNoise p: Float) {
    let relaxation = isUp ? rise.relaxation : fall.relaxation
    let b = relaxation > 0.99 ? 0.99 : relaxation
    let u = 1 - b
    let away = u - 1
    let flat = magnitude(away) < 1e-6
    // ln(u)/(u − 1) loses nothing to the rounding of u.
    let slope = naturalLogarithm(u) / (flat ? 1 : away)
    let stretch = flat ? 1 : slope
    let mean = count * stretch
    let noise = b * p / u
    let square = noise * noise
    let logarithm = naturalLogarithm(1 + square)
    let grown = square < 1e-3 ? square * (1 - 0.5 * square) : logarithm
    let straight = b * b < 1e-12
    let bent = grown / (stretch * (straight ? 1 : b * b))
    self.init(
      up: isUp ? mean : 0, down: isUp ? 0 : mean,
      rise: StepHere(step: rise.step, relaxation: rise.relaxation > 0.99 ? 0.99 : rise.relaxation),
      fall: StepHere(step: fall.step, relaxation: fall.relaxation > 0.99 ? 0.99 : fall.relaxation),
      second: straight ? p * p : bent, third: 0, extraUp: 0, extraDown: 0, counted: 0)
    extraUp = 2 * extra / ((2 - b) * stretch)
    extraDown = extraUp
  }
}
