internal import NumPyFiles
internal import OutputFiles
internal import Statistics

/// `mortal device pulse`: conductances of many devices over a train of identical pulses, written as a NumPy file or,
/// for a name that ends in `.csv`, as a table.
package struct DevicePulsing: Sendable, Codable, Equatable {
  package let card: String
  package let up: Int
  package let down: Int
  package let devices: Int
  package let seed: UInt64
  package let output: String
  /// Mean over devices and standard deviation between them, in microsiemens: at the start, after the up pulses, at the
  /// end.
  package let mean: [Double]
  package let standardDeviation: [Double]

  /// Applies the pulses and writes Float32 microsiemens of shape [devices × (up + down + 1)]; every device starts
  /// at its low end. A `.csv` has the same numbers, a line each.
  /// - Throws: ``DeviceModelsError/missingPart(card:part:cardsThatHaveIt:)`` for a card without pulses, and errors of
  ///   the card and of the file.
  package init(card nameOrPath: String, up: Int, down: Int, devices: Int, seed: UInt64, output: String) throws {
    _ = try OutputFile.ready(output, endings: ["npy", "csv"])
    let pulsed = try PulsedDevices(card: nameOrPath, up: up, down: down, devices: devices, seed: seed)
    let columns = up + down + 1
    let curves = pulsed.curves
    if OutputFile.ending(of: output) == "csv" {
      try OutputFile(output).write(Self.table(curves, devices: devices, up: up, columns: columns))
    } else {
      try NPY.write(curves, shape: [devices, columns], to: output)
    }
    self.card = pulsed.card
    self.up = up
    self.down = down
    self.devices = devices
    self.seed = seed
    self.output = output
    let moments = try [0, up, up + down].map { pulse in try Sample(pulsed.conductances(after: pulse)) }
    mean = moments.map(\.mean)
    standardDeviation = devices > 1 ? try moments.map { try $0.standardDeviation() } : []
  }

  /// The curves as a measured table has them, for `mortal device fit`: a line a reading, the first of each device
  /// before any pulse.
  private static func table(_ curves: [Float], devices: Int, up: Int, columns: Int) -> String {
    var text = "device,pulse,direction,conductance_uS\n"
    for device in 0..<devices {
      for pulse in 0..<columns {
        let direction = pulse == 0 ? "" : pulse <= up ? "up" : "down"
        text += "\(device + 1),\(pulse),\(direction),\(curves[device * columns + pulse])\n"
      }
    }
    return text
  }

  /// The summary as lines of text.
  package var lines: [String] {
    let stages = zip(["start", "after \(up) up", "after \(down) down"], mean.indices).map { name, index in
      let spread = index < standardDeviation.count ? " ± \(significant(standardDeviation[index]))" : ""
      return "\(name) \(significant(mean[index]))\(spread) uS"
    }
    return [
      "\(output): \(devices) devices of \(card), \(up) pulses up and \(down) down, seed \(seed)",
      "mean ± standard deviation between devices: " + stages.joined(separator: ", "),
    ]
  }
}
