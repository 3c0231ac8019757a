internal import Foundation

/// A step law with spreads from device to device and from cycle to cycle, fitted to pulse trains by maximum likelihood.
///
/// Every device has numbers of its own, p ~ N(µ, diag σ²), and all share others, c. The marginal likelihood of the
/// population is, by Laplace's approximation at the mode p̂ᵢ of each device,
///
///     ℓ(µ, σ, c) = Σᵢ [ log f(yᵢ | p̂ᵢ, c) + log N(p̂ᵢ; µ, σ²) − ½ log det Hᵢ ] + constant,
///
/// f being the filter's Gaussian likelihood (``PulseFilter``) and Hᵢ = Fᵢ + σ⁻² the information about p. That is a
/// variance-components fit: the error with which a device's numbers are known does not count as spread between devices
/// (J. Pinheiro, D. Bates, J. Comput. Graph. Stat. 4, 12, 1995). It is maximised by Fisher scoring. Bounds with a long
/// tail are integrated by quadrature instead (`PulseFit+Integration.swift`).
struct PulseFit: Sendable {
  /// What a slot is in this fit.
  enum Role: Sendable { case own, common, fixed }

  private(set) var law: UpdateLaw
  private(set) var roles: [Role]
  /// µ of own slots, the value of common and fixed ones, by `Slot.rawValue`.
  private(set) var means: [Double]
  /// σ of own slots.
  private(set) var deviations: [Double]
  /// For slots whose spread has vanished: the largest spread that the data leave open.
  private(set) var largestDeviations: [Double]
  private(set) var logLikelihood = -Double.infinity
  private(set) var devices: [DeviceFit] = []
  private(set) var converged = false
  /// Number of readings with a density.
  private(set) var readings = 0
  let trains: [PulsedDevice]
  let boundTolerance: Double
  private let highIsSeen: Bool, lowIsSeen: Bool
  /// Whether devices look for further modes.
  private(set) var searches = true

  /// What one device says.
  struct DeviceFit: Sendable {
    var values: [Double]
    var logLikelihood = 0.0
    /// Scores of the locations (own means, then common values) and of ln σ of the own slots.
    var score: [Double] = []
    var information = SymmetricMatrix(order: 0)
    /// The part of the information about each slot that comes from the data, by `Slot.rawValue`.
    var dataInformation = [Double](repeating: 0, count: Slot.allCases.count)
    var spreadInformation = SymmetricMatrix(order: 0)
    /// Variances of the own numbers given the readings, in Laplace's approximation.
    var ownVariances: [Double] = []
    /// Σ e²/S over the readings, and their number.
    var chiSquare = 0.0
    var readings = 0
  }

  init(law: UpdateLaw, start: PulseStart, trains: [PulsedDevice]) {
    self.law = law
    self.trains = trains
    boundTolerance = 0.05 * start.typicalStep
    highIsSeen = 10 * trains.count { $0.isHeldHigh } >= trains.count
    lowIsSeen = 10 * trains.count { $0.isHeldLow } >= trains.count
    roles = [Role](repeating: .fixed, count: Slot.allCases.count)
    means = start.means
    deviations = start.deviations
    largestDeviations = [Double](repeating: 0, count: Slot.allCases.count)
    for slot in law.slots { roles[slot.rawValue] = .common }
    for slot in law.ownSlots { roles[slot.rawValue] = .own }
    if start.means[Slot.reading.rawValue] == 0 { roles[Slot.reading.rawValue] = .fixed }
    refreshLaw()
    devices = trains.indices.map { index in
      var values = means
      for (slot, own) in start.ownValues where roles[slot.rawValue] == .own { values[slot.rawValue] = own[index] }
      return DeviceFit(values: values)
    }
  }

  var own: [Slot] { Slot.allCases.filter { roles[$0.rawValue] == .own } }
  var common: [Slot] { Slot.allCases.filter { roles[$0.rawValue] == .common } }
  /// Number of fitted numbers.
  var parameterCount: Int { 2 * own.count + common.count }
  /// Akaike's criterion, 2k − 2ℓ.
  var aic: Double { 2 * Double(parameterCount) - 2 * logLikelihood }
  /// Mean squared standardised residual: 1 for a law that describes the data.
  var chiSquarePerReading: Double { devices.reduce(0) { $0 + $1.chiSquare } / Double(max(readings, 1)) }

  private mutating func refreshLaw() {
    law.meanAsymmetry = law.name == .neuroSim ? 0 : means[Slot.asymmetry.rawValue]
    law.window = UpdateLaw.window(means[Slot.low.rawValue], means[Slot.high.rawValue])
  }

  mutating func move(origin: Double) { law.origin = origin }

  /// Maximises the likelihood.
  mutating func run(iterations: Int = 40) {
    var best = evaluated()
    logLikelihood = best.reduce(0) { $0 + $1.logLikelihood }
    devices = best
    var damping = 1.0
    var lastSize = Double.infinity
    for iteration in 0..<iterations {
      searches = iteration % 6 == 0
      if settleVanishedSpreads() {
        best = evaluated()
        devices = best
        logLikelihood = best.reduce(0) { $0 + $1.logLikelihood }
      }
      let (own, common) = (own, common)
      let steps = scoringSteps(best, own: own, common: common)
      // Scoring that goes to and fro is damped.
      if iteration > 2, steps.size > 0.6 * lastSize { damping = max(0.25, 0.6 * damping) }
      lastSize = steps.size
      var factor = damping
      let before = self
      var accepted = false
      while factor > 0.03 {
        self = before
        apply(steps, factor, own: own, common: common)
        let tried = evaluated()
        let total = tried.reduce(0) { $0 + $1.logLikelihood }
        if total.isFinite, total > before.logLikelihood - (steps.size < 3 && iteration > 1 ? 3 : 0.02) {
          best = tried
          devices = tried
          logLikelihood = total
          accepted = true
          break
        }
        factor *= 0.4
      }
      guard accepted else {
        self = before
        converged = steps.size < 1
        break
      }
      if steps.size < 0.04 {
        converged = true
        break
      }
    }
    readings = devices.reduce(0) { $0 + $1.readings }
  }

  /// A slot without visible spread is common to all devices; one about which the data say nothing stays where it is.
  private mutating func settleVanishedSpreads() -> Bool {
    var changed = false
    for slot in own {
      let index = slot.rawValue
      let known = devices.map { $0.dataInformation[index] }
      let mean = known.reduce(0, +) / Double(max(known.count, 1))
      let error = mean > 0 ? 1 / mean : .infinity
      let variance = deviations[index] * deviations[index]
      guard variance < 0.02 * error || deviations[index] < 2e-4 * scale(slot) else { continue }
      largestDeviations[index] = (2.8 * error / Double(max(known.count, 1)).squareRoot()).squareRoot()
      roles[index] = error > 1e4 * scale(slot) * scale(slot) ? .fixed : .common
      deviations[index] = 0
      changed = true
    }
    if roles[Slot.reading.rawValue] == .common, abs(means[Slot.reading.rawValue]) < 2 * PulseFilter.resolution {
      roles[Slot.reading.rawValue] = .fixed
      means[Slot.reading.rawValue] = 0
      changed = true
    }
    return changed
  }

  /// Whether at least a tenth of the devices were held by this bound.
  func isSeen(_ bound: Slot) -> Bool { bound == .high ? highIsSeen : lowIsSeen }

  /// The size of a slot's numbers, for differences and thresholds.
  func scale(_ slot: Slot) -> Double {
    switch slot {
    case .size: law.logNormal ? 1 : max(abs(means[slot.rawValue]), 1e-6)
    case .asymmetry:
      law.name == .neuroSim
        ? 1 : law.logNormal ? exp(means[Slot.size.rawValue]) : max(abs(means[Slot.size.rawValue]), 1e-6)
    case .reading: max(abs(means[slot.rawValue]), 1e-4)
    default: 1
    }
  }

  private func scoringSteps(
    _ fits: [DeviceFit], own: [Slot], common: [Slot]
  ) -> (locations: [Double], spreads: [Double], size: Double) {
    let order = own.count + common.count
    var information = SymmetricMatrix(order: order)
    var spread = SymmetricMatrix(order: own.count)
    var score = [Double](repeating: 0, count: order + own.count)
    for fit in fits {
      information += fit.information
      spread += fit.spreadInformation
      for index in score.indices { score[index] += fit.score[index] }
    }
    let (inverse, inverseSpread) = (information.inverted().inverse, spread.inverted().inverse)
    let locations = inverse * Array(score[..<order])
    let spreads = inverseSpread * Array(score[order...])
    // In standard errors: numbers of curved laws are tied to each other, and what the data know of one with the others
    // held says little about how far it is from its place.
    var size = 0.0
    for (index, step) in locations.enumerated() where inverse[index, index] > 0 {
      size = max(size, abs(step) / inverse[index, index].squareRoot())
    }
    for (index, step) in spreads.enumerated() where inverseSpread[index, index] > 0 {
      size = max(size, abs(step) / inverseSpread[index, index].squareRoot())
    }
    return (locations, spreads, size)
  }

  private mutating func apply(
    _ steps: (locations: [Double], spreads: [Double], size: Double), _ factor: Double, own: [Slot], common: [Slot]
  ) {
    for (index, slot) in (own + common).enumerated() {
      let limit =
        switch slot {
        case .noise: 0.7
        case .size: law.logNormal ? 0.7 : 0.5 * scale(.size)
        case .asymmetry: 0.5 * scale(.asymmetry)
        case .high, .low: 0.3
        case .reading: 0.5 * abs(means[slot.rawValue])
        default: 1.0
        }
      means[slot.rawValue] += max(-limit, min(limit, factor * steps.locations[index]))
    }
    for (index, slot) in own.enumerated() {
      deviations[slot.rawValue] *= exp(max(-1, min(1, factor * steps.spreads[index])))
    }
    if means[Slot.reading.rawValue] < 0 { means[Slot.reading.rawValue] *= -1 }
    refreshLaw()
    for device in devices.indices {
      for slot in Slot.allCases where roles[slot.rawValue] != .own {
        devices[device].values[slot.rawValue] = means[slot.rawValue]
      }
    }
  }

  private func evaluated() -> [DeviceFit] {
    let count = trains.count
    let own = own
    let common = common
    return [DeviceFit](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let base = buffer.baseAddress!
      DispatchQueue.concurrentPerform(iterations: count) { index in
        (base + index).initialize(to: evaluate(index, own: own, common: common))
      }
      initialized = count
    }
  }
}
