internal import DeviceModels
internal import NumPyFiles
internal import OutputFiles
internal import Randomness
internal import Statistics
internal import Units

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

  /// The largest train: pulses are applied one after the other.
  static let mostPulses = 1_000_000
  /// The largest file, in numbers.
  static let mostNumbers = 1_000_000_000

  /// Applies the pulses and writes Float32 microsiemens of shape [devices × (up + down + 1)]; every device starts
  /// at its low end. A `.csv` has the same numbers, a line each.
  /// - Throws: ``DeviceModelsError/missingPart(card:part:cardsThatHaveIt:)`` for a card without pulses, and errors of
  ///   the card and of the file.
  package init(card nameOrPath: String, up: Int, down: Int, devices: Int, seed: UInt64, output: String) throws {
    let card = try DeviceLibrary.card(nameOrPath)
    guard let model = card.pulse else {
      let others = (try? DeviceLibrary.find().cards())?.filter { $0.pulse != nil }.map(\.id) ?? []
      throw DeviceModelsError.missingPart(card: card.id, part: "pulse", cardsThatHaveIt: others)
    }
    for (option, value) in [("--up", up), ("--down", down)] where !(0...Self.mostPulses).contains(value) {
      throw WorkbenchError.outOfRange(option: option, value: "\(value)", allowed: "0...\(Self.mostPulses)")
    }
    let columns = up + down + 1
    let largest = min(Self.mostNumbers / columns, 1 << 28)
    guard devices >= 1, devices <= largest else {
      throw WorkbenchError.outOfRange(
        option: "--devices", value: "\(devices)", allowed: "1...\(largest) for \(columns) numbers each")
    }
    if model.oneSided, down > 0 {
      throw WorkbenchError.outOfRange(option: "--down", value: "\(down)", allowed: "0: pulses of this card only raise")
    }
    let key = StreamKey(seed: seed)
    var cells = PulsedCells(model: model, count: devices, identity: key.child("pulse.identity"))
    let scale = Float(card.window.gMax.value * 1e6)
    var curves = [Float](repeating: 0, count: devices * columns)
    var moments: [Sample] = [try Sample(cells.g.map { $0 * scale })]
    for device in 0..<devices { curves[device * columns] = cells.g[device] * scale }
    for pulse in 0..<(up + down) {
      let pulses = [Float](repeating: pulse < up ? 1 : -1, count: devices)
      cells.pulse(counts: pulses.span, key: key.child("pulse.event"), step: UInt32(pulse))
      for device in 0..<devices { curves[device * columns + pulse + 1] = cells.g[device] * scale }
      if pulse + 1 == up { moments.append(try Sample(cells.g.map { $0 * scale })) }
    }
    if up == 0 { moments.append(moments[0]) }
    moments.append(try Sample(cells.g.map { $0 * scale }))
    if output.hasSuffix(".csv") {
      try OutputFile(output).write(Self.table(curves, devices: devices, up: up, columns: columns))
    } else {
      try NPY.write(curves, shape: [devices, columns], to: output)
    }
    self.card = card.id
    self.up = up
    self.down = down
    self.devices = devices
    self.seed = seed
    self.output = output
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
