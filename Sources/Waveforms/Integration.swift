internal import CGSL
internal import Foundation

/// Integrates one model along a waveform with GSL's embedded Runge–Kutta method of Prince and Dormand (order 8), steps
/// chosen by its error.
///
/// Equations with thresholds jump. A step over a change of form is taken back and shortened to where a guard changes
/// its sign, found by bisection, so that every step sees smooth equations. Where the fields on both sides of a guard
/// point at it, the state slides along it (A. F. Filippov, Differential Equations with Discontinuous Righthand Sides,
/// 1988): it then follows from the voltage alone. A state at an end is held there while its rate points outwards.
final class Integration {
  private let model: any CompactModel
  private let driving: DrivingVoltage
  private let name: String
  private(set) var time = 0.0
  private(set) var state: Double
  private var signs: [Bool]
  private var mode = Mode.free
  private var stepSize: Double
  private(set) var steps = 0

  private enum Mode: Equatable {
    case free
    /// At an end.
    case held
    /// Along a guard.
    case sliding(Int)
  }

  /// What GSL's function is called with.
  private final class Field {
    let model: any CompactModel
    let driving: DrivingVoltage
    var signs: [Bool]

    init(_ model: any CompactModel, _ driving: DrivingVoltage, _ signs: [Bool]) {
      (self.model, self.driving, self.signs) = (model, driving, signs)
    }

    func rate(_ time: Double, _ state: Double) -> Double {
      model.rate(driving.voltage(time), min(max(state, 0), 1), signs)
    }
  }

  private let field: Field
  private let step: UnsafeMutablePointer<gsl_odeiv2_step>
  private let control: UnsafeMutablePointer<gsl_odeiv2_control>
  private let evolve: UnsafeMutablePointer<gsl_odeiv2_evolve>
  private var system: gsl_odeiv2_system

  /// Relative and absolute tolerance of a step, in units of the state's range.
  static let tolerance = 1e-11
  static let mostSteps = 20_000_000
  /// GSL_EBADFUNC.
  private static let badFunction: Int32 = 9

  init(_ file: ModelFile, _ driving: DrivingVoltage) {
    model = file.model
    name = file.name
    self.driving = driving
    state = file.initial
    // The form that holds from here on.
    let soon = 1e-9 / driving.frequency
    signs = file.model.signs(driving.voltage(soon), file.initial)
    field = Field(file.model, driving, signs)
    stepSize = 1e-6 / driving.frequency
    // Failures are returned, not aborted on.
    gsl_set_error_handler_off()
    step = gsl_odeiv2_step_alloc(mortal_odeiv2_rk8pd(), 1)
    control = gsl_odeiv2_control_y_new(Self.tolerance, Self.tolerance)
    evolve = gsl_odeiv2_evolve_alloc(1)
    system = gsl_odeiv2_system(
      function: { time, values, rates, context in
        guard let values, let rates, let context else { return Integration.badFunction }
        let field = Unmanaged<Field>.fromOpaque(context).takeUnretainedValue()
        rates[0] = field.rate(time, values[0])
        return rates[0].isFinite ? 0 : Integration.badFunction
      }, jacobian: nil, dimension: 1, params: Unmanaged.passUnretained(field).toOpaque())
  }

  deinit {
    gsl_odeiv2_evolve_free(evolve)
    gsl_odeiv2_control_free(control)
    gsl_odeiv2_step_free(step)
  }

  private func voltage(_ time: Double) -> Double { driving.voltage(time) }

  /// Goes on to a moment between which and now the voltage has no corner.
  /// - Throws: ``WaveformError/noProgress(model:time:reason:)``.
  func advance(to end: Double) throws(WaveformError) {
    while time < end {
      // Times closer than the last digits of a double are one.
      guard end - time > 4e-16 * end else {
        time = end
        return
      }
      steps += 1
      guard steps < Self.mostSteps else {
        throw .noProgress(model: name, time: time, reason: "\(Self.mostSteps) steps")
      }
      switch mode {
      case .free: try moveFreely(to: end)
      case .held: stayHeld(to: end)
      case .sliding(let guarded): slide(along: guarded, to: end)
      }
    }
  }

  // MARK: - Free

  private func restart() {
    gsl_odeiv2_step_reset(step)
    gsl_odeiv2_evolve_reset(evolve)
    stepSize = max(stepSize, 1e-9 / driving.frequency)
  }

  private func choose(_ signs: [Bool]) {
    self.signs = signs
    field.signs = signs
  }

  private func moveFreely(to end: Double) throws(WaveformError) {
    if state <= 0 || state >= 1, isOutward(time, state) {
      mode = .held
      return
    }
    let (before, start) = (state, time)
    var moment = time
    var value = state
    stepSize = min(stepSize, end - time)
    let status = gsl_odeiv2_evolve_apply(evolve, control, step, &system, &moment, end, &stepSize, &value)
    guard status == 0, value.isFinite, moment > start else {
      throw .noProgress(model: name, time: start, reason: "the rate is too large or not finite")
    }
    let isOutside = value < 0 || value > 1
    let now = model.signs(voltage(moment), min(max(value, 0), 1))
    guard isOutside || now != signs else {
      (time, state) = (moment, value)
      return
    }
    // Back, and only as far as nothing changes.
    var (low, high) = (0.0, moment - start)
    var after = value
    for _ in 0..<100 where high - low > 1e-15 * max(high, moment * 0.1) {
      let middle = 0.5 * (low + high)
      let reached = single(start, before, middle)
      let changed =
        reached < 0 || reached > 1 || model.signs(voltage(start + middle), min(max(reached, 0), 1)) != signs
      if changed {
        high = middle
        after = reached
      } else {
        low = middle
      }
    }
    time = max(start + high, start.nextUp)
    state = min(max(after, 0), 1)
    let old = signs
    let new = model.signs(voltage(time), state)
    choose(new)
    restart()
    if after < 0 || after > 1 {
      mode = isOutward(time, state) ? .held : .free
      return
    }
    for guarded in new.indices where new[guarded] != old[guarded] && attracts(guarded, time, state) {
      mode = .sliding(guarded)
      return
    }
  }

  /// One step of the method, without control of its size.
  private func single(_ start: Double, _ value: Double, _ size: Double) -> Double {
    var (value, error) = (value, 0.0)
    gsl_odeiv2_step_reset(step)
    gsl_odeiv2_step_apply(step, start, size, &value, &error, nil, nil, &system)
    return value
  }

  // MARK: - At an end

  private func isOutward(_ time: Double, _ state: Double) -> Bool {
    // From the right, since a guard may stand at its root now.
    let soon = time + 1e-12 / driving.frequency
    let rate = model.rate(voltage(soon), state, model.signs(voltage(soon), state))
    return state <= 0 ? rate <= 0 : rate >= 0
  }

  private func stayHeld(to end: Double) {
    guard !isOutward(end, state) else {
      time = end
      return
    }
    var (low, high) = (time, end)
    for _ in 0..<100 where high - low > 1e-15 * high {
      let middle = 0.5 * (low + high)
      if isOutward(middle, state) { low = middle } else { high = middle }
    }
    time = high
    choose(model.signs(voltage(time + 1e-12 / driving.frequency), state))
    mode = .free
    restart()
  }

  // MARK: - Along a guard

  /// d(guard)/dt in the form that a sign of the guard chooses.
  private func drift(_ guarded: Int, _ sign: Bool, _ time: Double, _ state: Double) -> Double {
    let voltage = voltage(time)
    var signs = model.signs(voltage, state)
    signs[guarded] = sign
    func value(_ voltage: Double, _ state: Double) -> Double { model.guards(voltage, state)[guarded] }
    let (dv, ds) = (1e-6 * driving.amplitude, 1e-6)
    let byVoltage = (value(voltage + dv, state) - value(voltage - dv, state)) / (2 * dv)
    let byState = (value(voltage, state + ds) - value(voltage, state - ds)) / (2 * ds)
    return byVoltage * driving.slope(time) + byState * model.rate(voltage, state, signs)
  }

  /// Whether the fields of both forms point at the guard.
  private func attracts(_ guarded: Int, _ time: Double, _ state: Double) -> Bool {
    drift(guarded, true, time, state) < 0 && drift(guarded, false, time, state) > 0
  }

  /// The state at which a guard is zero; nil where it has no root.
  private func root(_ guarded: Int, _ time: Double) -> Double? {
    let voltage = voltage(time)
    func value(_ state: Double) -> Double { model.guards(voltage, state)[guarded] }
    let (atLow, atHigh) = (value(0), value(1))
    guard atLow * atHigh <= 0 else { return nil }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if value(middle) * atLow > 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  private func slide(along guarded: Int, to end: Double) {
    func remains(_ moment: Double) -> Double? {
      guard let state = root(guarded, moment), attracts(guarded, moment, state) else { return nil }
      return state
    }
    if let state = remains(end) {
      (time, self.state) = (end, state)
      return
    }
    var (low, high) = (time, end)
    var last = state
    for _ in 0..<60 where high - low > 1e-15 * high {
      let middle = 0.5 * (low + high)
      if let state = remains(middle) { (low, last) = (middle, state) } else { high = middle }
    }
    time = max(high, time.nextUp)
    state = last
    var signs = model.signs(voltage(time), state)
    if root(guarded, time) == nil {
      // The guard has left the range through the end that the state has come to.
      state = last < 0.5 ? 0 : 1
      signs = model.signs(voltage(time), state)
    } else {
      // The form into which it leaves: the one whose field points away from the guard.
      signs[guarded] = drift(guarded, true, time, state) >= 0
    }
    choose(signs)
    mode = .free
    restart()
  }
}
