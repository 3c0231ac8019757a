internal import Foundation
public import Randomness
internal import StrictYAML
public import Units

/// Stochastic switching of integrated 1T1R ReRAM cells: what a full set–reset cycle gives, device by device.
///
/// Features of a cycle: HRS resistance, set voltage, LRS resistance, reset voltage. A device has a mean and a
/// cycle-to-cycle deviation of each (an 8-vector from a mixture of Gaussians with full covariance: device-to-device
/// spread). Its cycles are a vector autoregression xₙ = Σₖ Aₖ xₙ₋ₖ + B εₙ in a normalised space, of as many orders as the
/// card gives (the published default has ten), passed through a polynomial γ per feature and scaled: yₙ = µ + σ γ(xₙ),
/// the first feature in decades of ohm.
///
/// Source: T. Hennen et al., IEEE Trans. Electron Devices (2024), doi 10.1109/TED.2024.3427616, parameters
/// from 512 devices × 6000 cycles as published with the model. The first cycles are drawn from the stationary
/// distribution of the autoregression; the published code starts from a history of zeros.
public struct ReRAMHennen2024: Sendable, Equatable {
  /// One component of the device-to-device mixture.
  public struct Component: Sendable, Equatable {
    public let weight: Double
    /// Means of the four features and of their four cycle-to-cycle deviations.
    public let mean: [Double]
    /// Lower Cholesky factor of the covariance, 8 × 8 by rows.
    public let factor: [[Double]]
  }

  /// One device: its features' means and deviations over cycles.
  public struct Device: Sendable, Equatable {
    public let mean: SIMD4<Double>
    public let deviation: SIMD4<Double>
    /// The mixture component that the device came from.
    public let component: Int
  }

  /// One set–reset cycle.
  public struct Cycle: Sendable, Equatable {
    public let highResistance: Ohms
    public let setVoltage: Volts
    public let lowResistance: Ohms
    public let resetVoltage: Volts
  }

  public let components: [Component]
  /// [A₁ A₂ …], 4 rows of 4 numbers an order, the last cycle's first; B, 4 × 4 by rows.
  public let memory: [[Double]]
  public let innovation: [[Double]]
  /// How many past cycles a cycle depends on.
  public var order: Int { memory[0].count / 4 }
  /// Polynomial of each feature, highest power first.
  public let shape: [[Double]]
  /// Lower Cholesky factor of the stationary covariance of ``order`` cycles in a row, the earliest first.
  private let stationary: [[Double]]

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    var components: [Component] = []
    for item in try mapping.mappings("components", count: 1...16) {
      components.append(
        Component(
          weight: try item.number("weight", in: 0...1), mean: try item.numbers("mean", count: 8...8),
          factor: try item.matrix("factor", rows: 8, columns: 8)))
    }
    let total = components.reduce(0) { $0 + $1.weight }
    guard abs(total - 1) < 1e-3 else {
      throw mapping.outside("components", value: "a sum of weights of \(total)", allowed: "weights that add up to 1")
    }
    self.components = components
    var memory: [[Double]] = []
    for row in try mapping.list("memory", count: 4...4) {
      let numbers = try row.numbers(count: 4...64)
      guard numbers.count % 4 == 0, numbers.count == memory.first?.count ?? numbers.count else {
        throw mapping.outside(
          "memory", value: "a row of \(numbers.count) numbers", allowed: "4 rows of 4 numbers for every order")
      }
      memory.append(numbers)
    }
    self.memory = memory
    innovation = try mapping.matrix("innovation", rows: 4, columns: 4)
    shape = try mapping.matrix("shape", rows: 4, columns: 5)
    guard let stationary = Self.stationaryFactor(memory, innovation) else {
      throw mapping.outside("memory", value: "this matrix", allowed: "autoregressions that settle (|eigenvalues| < 1)")
    }
    self.stationary = stationary
  }

  /// Devices number `first` … `first + count − 1` of a chip.
  public func devices(_ count: Int, identity: StreamKey, first: Int) -> [Device] {
    let choice = identity.child("component").uniforms(count, from: first)
    let draws = (0..<8).map { identity.child("switching", $0).normals(count, from: first) }
    return (0..<count).map { index in
      let component = component(Double(choice[index]))
      let chosen = components[component]
      let values = (0..<8).map { row in
        chosen.mean[row] + (0...row).reduce(0) { $0 + chosen.factor[row][$1] * Double(draws[$1][index]) }
      }
      return Device(
        mean: SIMD4(values[0], values[1], values[2], values[3]),
        deviation: SIMD4(values[4], values[5], values[6], values[7]), component: component)
    }
  }

  /// The first `cycles` cycles of one device.
  /// - Parameters:
  ///   - cell: the device's number; with `event` it fixes the history.
  public func cycles(_ cycles: Int, of device: Device, cell: Int, event: StreamKey) -> [Cycle] {
    let draws = event.child("cycles", cell).normals(4 * cycles).map(Double.init)
    var history = [Double](repeating: 0, count: 4 * order)
    return (0..<cycles).map { cycle in
      // The first cycles have the joint law of as many cycles in a row, of which a Cholesky factor gives one after the
      // other.
      let state =
        cycle < order
        ? (4 * cycle..<4 * cycle + 4).map { row in (0...row).reduce(0) { $0 + stationary[row][$1] * draws[$1] } }
        : zip(Self.times(memory, history), Self.times(innovation, Array(draws[4 * cycle..<4 * cycle + 4])))
          .map { $0 + $1 }
      history = state + history.dropLast(4)
      var y = SIMD4<Double>()
      for feature in 0..<4 {
        let bent = shape[feature].reduce(0) { $0 * state[feature] + $1 }
        y[feature] = device.mean[feature] + device.deviation[feature] * bent
      }
      return Cycle(
        highResistance: Ohms(pow(10, y[0])), setVoltage: Volts(y[1]), lowResistance: Ohms(y[2]),
        resetVoltage: Volts(y[3]))
    }
  }

  private func component(_ draw: Double) -> Int {
    var sum = 0.0
    for (index, component) in components.enumerated() {
      sum += component.weight
      if draw < sum { return index }
    }
    return components.count - 1
  }

  private static func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The Cholesky factor of the covariance of as many cycles in a row as there are orders; nil when the autoregression
  /// does not settle.
  ///
  /// C = Σₙ Fⁿ Q Fⁿᵀ with F the companion matrix and Q the innovation's covariance, by doubling: C ← C + F C Fᵀ, F ← F².
  private static func stationaryFactor(_ a: [[Double]], _ b: [[Double]]) -> [[Double]]? {
    let size = a[0].count
    var companion = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    var covariance = companion
    for row in 0..<size {
      if row < 4 { companion[row] = a[row] } else { companion[row][row - 4] = 1 }
    }
    for row in 0..<4 {
      for column in 0..<4 { covariance[row][column] = (0..<4).reduce(0) { $0 + b[row][$1] * b[column][$1] } }
    }
    for _ in 0..<64 {
      let added = product(product(companion, covariance), transposed(companion))
      for row in 0..<size { for column in 0..<size { covariance[row][column] += added[row][column] } }
      companion = product(companion, companion)
      guard covariance[0][0].isFinite, covariance[0][0] < 1e12 else { return nil }
      if companion.allSatisfy({ $0.allSatisfy { abs($0) < 1e-14 } }) {
        // The companion's state has the latest cycle first; the earliest shall come first.
        let last = size / 4 - 1
        func place(_ index: Int) -> Int { 4 * (last - index / 4) + index % 4 }
        return choleskyFactor((0..<size).map { row in (0..<size).map { covariance[place(row)][place($0)] } })
      }
    }
    return nil
  }

  private static func product(_ x: [[Double]], _ y: [[Double]]) -> [[Double]] {
    var result = [[Double]](repeating: [Double](repeating: 0, count: y[0].count), count: x.count)
    for row in x.indices {
      for inner in y.indices where x[row][inner] != 0 {
        for column in y[inner].indices { result[row][column] += x[row][inner] * y[inner][column] }
      }
    }
    return result
  }

  private static func transposed(_ x: [[Double]]) -> [[Double]] { x[0].indices.map { column in x.map { $0[column] } } }

  private static func choleskyFactor(_ covariance: [[Double]]) -> [[Double]]? {
    var factor = [[Double]](repeating: [Double](repeating: 0, count: covariance.count), count: covariance.count)
    for row in covariance.indices {
      for column in 0...row {
        let rest = covariance[row][column] - (0..<column).reduce(0) { $0 + factor[row][$1] * factor[column][$1] }
        if row == column {
          guard rest > 0 else { return nil }
          factor[row][row] = rest.squareRoot()
        } else {
          factor[row][column] = rest / factor[column][column]
        }
      }
    }
    return factor
  }
}

extension YAMLMapping {
  /// A list of rows of numbers.
  func matrix(_ key: String, rows: Int, columns: Int) throws(YAMLError) -> [[Double]] {
    var matrix: [[Double]] = []
    for row in try list(key, count: rows...rows) { matrix.append(try row.numbers(count: columns...columns)) }
    return matrix
  }
}
