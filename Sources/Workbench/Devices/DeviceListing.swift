package import DeviceModels
internal import StrictYAML
internal import Units

/// One line of `mortal device list`.
package struct DeviceListing: Sendable, Codable, Equatable {
  package let id: String
  package let title: String
  package let technology: String
  /// Ends of the conductance window in microsiemens.
  package let lowestMicrosiemens: Double
  package let highestMicrosiemens: Double
  /// The parts that the card has.
  package let parts: [String]

  package init(_ card: DeviceCard) {
    id = card.id
    title = card.title
    technology = card.technology.rawValue
    lowestMicrosiemens = card.window.gMin.value * 1e6
    highestMicrosiemens = card.window.gMax.value * 1e6
    parts = card.parts
  }

  /// All cards of the library that is found from here.
  /// - Throws: ``DeviceModelsError/noLibrary(searched:)``, or what a faulty card throws.
  package static func all() throws -> [DeviceListing] { try DeviceLibrary.find().cards().map(DeviceListing.init) }

  /// One line of text: name, window, technology and title.
  package var line: String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    let window = "\(Siemens(lowestMicrosiemens * 1e-6))...\(Siemens(highestMicrosiemens * 1e-6))"
    return padded(id, 30) + padded(technology, 7) + padded(window, 26) + title
  }
}
