internal import DeviceModels
internal import Matrices
internal import Randomness
internal import Units

/// Conductances of many devices over a train of identical pulses: what `mortal device pulse` writes and the laboratory
/// shows. A device's curve is the same however many devices there are.
package struct PulsedDevices: Sendable {
  /// The card's name.
  package let card: String
  package let devices: Int
  /// Readings of a device: before any pulse, and after each.
  package let columns: Int
  /// Microsiemens, [devices × columns], device after device.
  package let curves: [Float]

  /// The largest train: pulses are applied one after the other.
  static let mostPulses = 1_000_000
  /// The largest table, in numbers.
  static let mostNumbers = 1_000_000_000

  /// Applies the pulses; every device starts at its low end.
  /// - Throws: ``DeviceModelsError/missingPart(card:part:cardsThatHaveIt:)`` for a card without pulses, errors of the
  ///   card, ``WorkbenchError/outOfRange(option:value:allowed:)``.
  package init(card nameOrPath: String, up: Int, down: Int, devices: Int, seed: UInt64) throws {
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
    try MachineMemory.require(
      8 * Double(devices) * Double(columns), for: "--devices \(devices) with \(columns - 1) pulses")
    if model.oneSided, down > 0 {
      throw WorkbenchError.outOfRange(option: "--down", value: "\(down)", allowed: "0: pulses of this card only raise")
    }
    let key = StreamKey(seed: seed)
    var cells = PulsedCells(model: model, count: devices, identity: key.child("pulse.identity"))
    let scale = Float(card.window.gMax.value * 1e6)
    var curves = [Float](repeating: 0, count: devices * columns)
    for device in 0..<devices { curves[device * columns] = cells.g[device] * scale }
    for pulse in 0..<(up + down) {
      let pulses = [Float](repeating: pulse < up ? 1 : -1, count: devices)
      cells.pulse(counts: pulses.span, key: key.child("pulse.event"), step: UInt32(pulse))
      for device in 0..<devices { curves[device * columns + pulse + 1] = cells.g[device] * scale }
    }
    self.card = card.id
    self.devices = devices
    self.columns = columns
    self.curves = curves
  }

  /// All devices' conductances in microsiemens after so many pulses.
  package func conductances(after pulse: Int) -> [Float] { (0..<devices).map { curves[$0 * columns + pulse] } }
}
