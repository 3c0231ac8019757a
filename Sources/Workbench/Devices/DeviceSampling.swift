internal import DeviceModels
internal import Matrices
internal import NumPyFiles
internal import OutputFiles
internal import Statistics
internal import Units

/// `mortal device sample`: conductances of many independent devices, written as a NumPy file.
package struct DeviceSampling: Sendable, Codable, Equatable {
  package let card: String
  package let targetMicrosiemens: Double
  package let count: Int
  package let ageSeconds: Double
  package let temperatureKelvin: Double
  package let seed: UInt64
  package let output: String
  /// Estimates over the sample, in microsiemens, with 95 % intervals.
  package let mean: [Double]
  package let standardDeviation: [Double]
  /// What the reader should know about this card and age.
  package let notes: [String]

  /// Draws and writes the sample.
  /// - Parameters:
  ///   - target, at, temperature: with unit, as `5uS`, `1d`, `300K`; without `at` the card's earliest time.
  ///   - output: the `.npy` file: Float32, shape [count], microsiemens.
  /// - Throws: errors of the card, of the quantities and of the file.
  package init(
    card nameOrPath: String, target: String, count: Int, at: String?, temperature: String, seed: UInt64, output: String
  ) throws {
    _ = try OutputFile.ready(output, endings: ["npy"])
    try MachineMemory.require(40 * Double(count), for: "--count \(count)")
    let card = try DeviceLibrary.card(nameOrPath)
    let target = try Self.quantity(target, Siemens.self, "--target")
    let age = try at.map { try Self.quantity($0, Seconds.self, "--at") } ?? card.referenceTime
    let temperature = try Self.quantity(temperature, Kelvin.self, "--temperature")
    let values = try card.sample(target: target, count: count, at: age, temperature: temperature, seed: seed)
    try NPY.write(values, shape: [values.count], to: output)
    self.card = card.id
    targetMicrosiemens = target.value * 1e6
    self.count = count
    ageSeconds = age.value
    temperatureKelvin = temperature.value
    self.seed = seed
    self.output = output
    let sample = try Sample(values, name: "conductance")
    mean =
      [sample.mean]
      + (values.count > 1 ? [try sample.meanInterval()].flatMap { [$0.lower, $0.upper] } : [])
    standardDeviation =
      values.count > 3
      ? try DeviationEstimate(sample).threeNumbers : []
    var notes = [card.renamingNote].compactMap { $0 }
    if age < card.referenceTime {
      notes.append("published from \(card.referenceTime) on; earlier nothing has drifted or relaxed yet")
    }
    if let limit = card.heldBeyond, age > limit {
      notes.append("published up to \(limit); later the state is held as it is then")
    }
    if age.value > 0, card.drift == nil, card.relaxation == nil, card.technology != .ideal {
      notes.append("card '\(card.id)' has neither drift nor relaxation; the age changes nothing")
    }
    if temperature != Kelvin(300), card.temperature == nil {
      notes.append(
        "card '\(card.id)' says nothing of temperature: nothing in a sampled cell reacts (on a chip thermal and shot noise "
          + "and the wires do)")
    }
    self.notes = notes
  }

  private static func quantity<Q: Quantity>(_ text: String, _ type: Q.Type, _ option: String) throws -> Q {
    do { return try Q(parsing: text) } catch { throw WorkbenchError.notAQuantity(option: option, reason: "\(error)") }
  }

  /// The summary as lines of text.
  package var lines: [String] {
    func three(_ values: [Double]) -> String {
      values.count == 3
        ? "\(significant(values[0])) [\(significant(values[1])), \(significant(values[2]))] uS"
        : values.map { "\(significant($0)) uS" }.joined()
    }
    return [
      "\(output): \(count) devices of \(card), target \(significant(targetMicrosiemens)) uS, "
        + "read \(significant(ageSeconds)) s after programming, seed \(seed)",
      "mean \(three(mean)), standard deviation \(three(standardDeviation)) (95 % intervals)",
    ]
  }
}
