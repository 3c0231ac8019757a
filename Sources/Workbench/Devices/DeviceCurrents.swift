internal import DeviceModels
internal import Foundation
internal import NumPyFiles
internal import OutputFiles
internal import Units

/// `mortal device iv`: a card's static current–voltage curve in one state, sampled at equal steps of the voltage.
package struct DeviceCurrents: Sendable, Codable, Equatable {
  package let card: String
  /// Microsiemens.
  package let state: Double
  package let from: Double
  package let to: Double
  package let points: Int
  package let output: String
  /// Largest deviation of the current from G V, relative to it.
  package let curvature: Double

  /// Writes `[points × 2]` Float64 numbers, volts and amperes; a `.csv` has them as `voltage_V,current_A`.
  ///
  /// A card without a curve is an ohmic cell: I = G V.
  /// - Throws: ``DeviceModelsError`` for a state outside the window, ``WorkbenchError`` for voltages beyond those for
  ///   which the curve was published, errors of the file.
  package init(
    card nameOrPath: String, state: String, from: String, to: String, points: Int, output: String
  ) throws {
    _ = try OutputFile.ready(output, endings: ["npy", "csv"])
    let card = try DeviceLibrary.card(nameOrPath)
    let conductance: Siemens = try Self.quantity("--state", state)
    let (low, high): (Volts, Volts) = (try Self.quantity("--from", from), try Self.quantity("--to", to))
    try card.require(conductance)
    guard low < high else {
      throw WorkbenchError.outOfRange(option: "--from", value: "\(low)", allowed: "voltages below --to \(high)")
    }
    guard (2...1_000_000).contains(points) else {
      throw WorkbenchError.outOfRange(option: "--points", value: "\(points)", allowed: "2...1000000")
    }
    if let limit = card.currentVoltage?.voltageLimit {
      for (option, voltage) in [("--from", low), ("--to", high)] where abs(voltage.value) > limit.value * (1 + 1e-12) {
        throw WorkbenchError.outOfRange(
          option: option, value: "\(voltage)", allowed: "-\(limit)...\(limit), for which the curve was published")
      }
    }
    var numbers: [Double] = []
    var curvature = 0.0
    for point in 0..<points {
      let voltage = low + (high - low) * (Double(point) / Double(points - 1))
      let ohmic = conductance.value * voltage.value
      let current = card.currentVoltage?.current(conductance, at: voltage).value ?? ohmic
      numbers += [voltage.value, current]
      if abs(voltage.value) > 1e-9 { curvature = max(curvature, abs(current / ohmic - 1)) }
    }
    if OutputFile.ending(of: output) == "csv" {
      let rows = (0..<points).map { "\(numbers[2 * $0]),\(numbers[2 * $0 + 1])\n" }
      try OutputFile(output).write("voltage_V,current_A\n" + rows.joined())
    } else {
      try NPY.write(doubles: numbers, shape: [points, 2], to: output)
    }
    self.card = card.id
    self.state = conductance.value * 1e6
    self.from = low.value
    self.to = high.value
    self.points = points
    self.output = output
    self.curvature = curvature
  }

  private static func quantity<Q: Quantity>(_ option: String, _ text: String) throws -> Q {
    do { return try Q(parsing: text) } catch {
      throw WorkbenchError.notAQuantity(option: option, reason: error.description)
    }
  }

  /// The summary as lines of text.
  package var lines: [String] {
    [
      "\(output): I(V) of \(card) at \(significant(state)) uS, \(points) points from \(significant(from)) V to "
        + "\(significant(to)) V",
      "largest deviation from G V: \(significant(100 * curvature)) %",
    ]
  }
}
