internal import Foundation
public import Randomness
internal import StrictYAML
public import Units

/// Two-level random telegraph noise: a trap captures and emits, and the cell's resistance steps between two levels.
///
/// Each affected cell is a two-state Markov process with mean times τ_c (until capture) and τ_e (until emission). Its
/// state is a pure function of cell and time, so that reads in any order and number see one and the same history: at
/// the times of a Poisson process of rate 1/τ̄ = 1/τ_c + 1/τ_e the state is drawn afresh with probability τ_c⁻¹ τ̄ of
/// being captured, which is exactly that Markov process.
///
/// Opt-in and illustrative: amplitudes, time constants and the share of visible cells are of the right order (larger in
/// high-resistance states: S. Ambrogio et al., IEEE Trans. Electron Devices 61, 2920 (2014)), not a fit to a device.
public struct RandomTelegraphNoise: Sendable, Equatable {
  /// Share of cells with a visible trap.
  public let visibleShare: Double
  /// ΔR/R at ``referenceResistance``; proportional to R and held to ``saturation``.
  public let relativeAmplitude: Double
  public let referenceResistance: Ohms
  public let saturation: Double
  /// τ_c and τ_e are drawn evenly in ln τ between these.
  public let shortest: Seconds
  public let longest: Seconds

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    guard try mapping.bool("illustrative") else {
      throw mapping.outside("illustrative", value: "false", allowed: "true: no telegraph noise here is a fit")
    }
    visibleShare = try mapping.number("visibleShare", in: 0...1)
    relativeAmplitude = try mapping.number("relativeAmplitude", in: 0...1)
    referenceResistance = try mapping.quantity("referenceResistance", Ohms.self, in: Ohms(1)...Ohms(1e12))
    saturation = try mapping.number("saturation", in: 0...10)
    shortest = try mapping.quantity("shortest", Seconds.self, in: Seconds(1e-9)...Seconds(1e6))
    longest = try mapping.quantity("longest", Seconds.self, in: shortest...Seconds(1e9))
  }

  /// The trap of one cell.
  public struct Trap: Sendable, Equatable {
    /// τ_c and τ_e in seconds; nil when the cell has no visible trap.
    public let times: (capture: Double, emission: Double)?
    public static func == (left: Trap, right: Trap) -> Bool {
      left.times?.capture == right.times?.capture && left.times?.emission == right.times?.emission
    }
  }

  /// The trap of cell number `cell` of a chip.
  public func trap(_ cell: Int, identity: StreamKey) -> Trap {
    var words = WordSequence(identity.child("telegraph", cell))
    let visible = Double(words.nextUniform()) < visibleShare
    let span = log(longest / shortest)
    let capture = shortest.value * exp(span * Double(words.nextUniform()))
    let emission = shortest.value * exp(span * Double(words.nextUniform()))
    return Trap(times: visible ? (capture, emission) : nil)
  }

  /// Whether the trap of a cell is captured (high resistance) at a time.
  public func isCaptured(_ cell: Int, identity: StreamKey, at time: Seconds) -> Bool {
    guard let times = trap(cell, identity: identity).times else { return false }
    let key = identity.child("telegraph", cell)
    let mean = 1 / (1 / times.capture + 1 / times.emission)
    let share = mean / times.capture
    // Time is cut into bins of one τ̄; the last renewal before `time` is looked for bin by bin, backwards.
    let position = time.value / mean
    var bin = Int(position.rounded(.down))
    var limit = position - Double(bin)
    while true {
      var words = WordSequence(key.child("bin", bin))
      var latest = -1.0
      var captured = false
      for _ in 0..<poisson(&words) {
        let at = Double(words.nextUniform())
        let state = Double(words.nextUniform()) < share
        if at <= limit, at > latest {
          latest = at
          captured = state
        }
      }
      if latest >= 0 { return captured }
      bin -= 1
      limit = 1
    }
  }

  /// The factors on the conductances of `conductances.count` cells from cell `first` on at a time: 1/(1 + ΔR/R) for
  /// cells that are captured, 1 otherwise.
  public func factors(
    _ conductances: [Float], gMax: Siemens, identity: StreamKey, first: Int, at time: Seconds
  ) -> [Float] {
    conductances.indices.map { index in
      guard isCaptured(first + index, identity: identity, at: time) else { return 1 }
      return Float(1 / (1 + amplitude(gMax * Double(conductances[index]))))
    }
  }

  /// ΔR/R of a cell of the given conductance.
  public func amplitude(_ conductance: Siemens) -> Double {
    guard conductance.value > 0 else { return saturation }
    return min(saturation, relativeAmplitude / (conductance.value * referenceResistance.value))
  }

  /// The number of renewals in a bin: Poisson with mean 1, by inversion.
  private func poisson(_ words: inout WordSequence) -> Int {
    let draw = Double(words.nextUniform())
    var count = 0
    var term = exp(-1.0)
    var sum = term
    while draw > sum, count < 20 {
      count += 1
      term /= Double(count)
      sum += term
    }
    return count
  }
}
