internal import DeviceModels
internal import Matrices
internal import NumPyFiles
internal import OutputFiles
internal import Statistics
internal import Units

/// What `mortal device trace` and `mortal device spectrum` are asked for, as text.
package struct DeviceTraceOptions: Sendable {
  /// Name of a shipped card, or path of a card file.
  package var card: String
  /// With units, as `10uS`, `2.5ms`.
  package var target: String
  package var interval: String
  /// Reads of every device.
  package var count = 100_000
  package var devices = 1
  package var serial = 1
  /// Time of the first read after programming; nil at the earliest time for which the card was published.
  package var at: String?
  package var seed: UInt64 = 1

  package init(card: String, target: String, interval: String) {
    self.card = card
    self.target = target
    self.interval = interval
  }

  /// The card and the request that the text says.
  func parsed() throws -> (card: DeviceCard, request: TraceRequest) {
    try MachineMemory.require(
      40 * Double(count) * Double(devices), for: "--count \(count) --devices \(devices)")
    guard (0...Int(Int32.max)).contains(serial) else {
      throw WorkbenchError.outOfRange(option: "--serial", value: "\(serial)", allowed: "0...\(Int32.max)")
    }
    let card = try DeviceLibrary.card(self.card)
    func quantity<Q: Quantity>(_ text: String, _ type: Q.Type, _ option: String) throws -> Q {
      do { return try Q(parsing: text) } catch { throw WorkbenchError.notAQuantity(option: option, reason: "\(error)") }
    }
    return (
      card,
      TraceRequest(
        target: try quantity(target, Siemens.self, "--target"),
        interval: try quantity(interval, Seconds.self, "--interval"), count: count, devices: devices, serial: serial,
        start: try at.map { try quantity($0, Seconds.self, "--at") })
    )
  }
}

/// `mortal device trace`: devices that were programmed once and are read again and again, as a NumPy file.
package struct DeviceTracing: Sendable, Codable, Equatable {
  package let card: String
  package let targetMicrosiemens: Double
  package let intervalSeconds: Double
  /// Time of the first and of the last read after programming.
  package let firstSeconds: Double
  package let lastSeconds: Double
  package let count: Int
  package let devices: Int
  package let serial: Int
  package let seed: UInt64
  package let output: String
  /// Of every device over its reads, in microsiemens.
  package let means: [Double]
  package let deviations: [Double]
  /// What the reader should know about this card.
  package let notes: [String]

  /// Reads and writes the trace: Float32, shape [devices, count], microsiemens.
  /// - Throws: errors of the card, of the quantities and of the file.
  package init(_ options: DeviceTraceOptions, output: String) throws {
    _ = try OutputFile.ready(output, endings: ["npy"])
    let (card, request) = try options.parsed()
    let values = try card.trace(request, seed: options.seed)
    try NPY.write(values, shape: [request.devices, request.count], to: output)
    self.card = card.id
    targetMicrosiemens = request.target.value * 1e6
    intervalSeconds = request.interval.value
    let start = request.start ?? card.referenceTime
    firstSeconds = start.value
    lastSeconds = start.value + Double(request.count - 1) * request.interval.value
    count = request.count
    devices = request.devices
    serial = request.serial
    seed = options.seed
    self.output = output
    let samples = try (0..<request.devices).map { device in
      try Sample(values[device * request.count..<(device + 1) * request.count].map(Double.init))
    }
    means = samples.map(\.mean)
    deviations = request.count > 1 ? try samples.map { try $0.standardDeviation() } : []
    notes = Self.notes(card)
  }

  static func notes(_ card: DeviceCard) -> [String] {
    guard let noise = card.readNoise else {
      return ["card '\(card.id)' has no read noise; its conductances do not fluctuate"]
    }
    guard noise.spectrum != nil else {
      return ["card '\(card.id)' says nothing of the memory of its read noise; it is drawn anew at every read"]
    }
    return []
  }

  /// The summary as lines of text.
  package var lines: [String] {
    let first =
      "\(output): \(devices) x \(count) reads of \(card), target \(significant(targetMicrosiemens)) uS, every "
      + "\(significant(intervalSeconds)) s from \(significant(firstSeconds)) s to \(significant(lastSeconds)) s after "
      + "programming, serial \(serial), seed \(seed)"
    guard !deviations.isEmpty else { return [first] }
    return [first]
      + zip(means, deviations).prefix(10).enumerated().map { device, moments in
        "device \(device): mean \(significant(moments.0)) uS, standard deviation over its reads "
          + "\(significant(moments.1)) uS"
      } + (devices > 10 ? ["… and \(devices - 10) more devices"] : [])
  }
}
