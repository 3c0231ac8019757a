internal import Foundation
internal import StrictYAML

/// The folder of shipped device cards, and cards by name or path.
public struct DeviceLibrary: Sendable {
  /// The folder of the cards.
  public let folder: String

  /// A library in a given folder.
  public init(folder: String) { self.folder = folder }

  /// Finds the library: the folder that MORTAL_DEVICES names, or a folder `Devices` beside the current directory or
  /// above the executable. What is not given is taken from the running process.
  /// - Throws: ``DeviceModelsError/noLibrary(searched:)``.
  public static func find(
    environment: [String: String]? = nil, currentDirectory: String? = nil, executable: String? = nil
  ) throws(DeviceModelsError) -> DeviceLibrary {
    let search = ShippedFolder.search(
      "Devices", variable: "MORTAL_DEVICES", environment: environment ?? ProcessInfo.processInfo.environment,
      currentDirectory: currentDirectory ?? FileManager.default.currentDirectoryPath,
      executable: executable ?? Bundle.main.executablePath)
    switch search {
    case .found(let folder): return DeviceLibrary(folder: folder.path)
    case .missing(let searched): throw .noLibrary(searched: searched)
    }
  }

  /// The names of the cards, sorted: the files' names without `.yaml`.
  public var names: [String] { ShippedFolder(path: folder).names }

  /// All cards.
  /// - Throws: what the first faulty card throws.
  public func cards() throws -> [DeviceCard] { try names.map { try DeviceCard(contentsOf: "\(folder)/\($0).yaml") } }

  /// The card of a name, or of a path when the text has a slash or ends in `.yaml`.
  /// - Throws: ``DeviceModelsError/unknownCard(name:nearest:searched:)``, or what the file's decoding throws.
  public func card(_ nameOrPath: String) throws -> DeviceCard {
    if Self.isPath(nameOrPath) { return try DeviceCard(contentsOf: nameOrPath) }
    guard names.contains(nameOrPath) else {
      if let renamed = renamed(nameOrPath) { return renamed }
      let ranked = names.map { (name: $0, distance: editDistance(nameOrPath, $0)) }
        .filter { $0.distance <= max(3, nameOrPath.count / 2) || $0.name.contains(nameOrPath) }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      throw DeviceModelsError.unknownCard(
        name: nameOrPath, nearest: ranked.prefix(3).map(\.name), searched: [folder])
    }
    return try DeviceCard(contentsOf: "\(folder)/\(nameOrPath).yaml")
  }

  /// The card that was once called so; nil when there is none.
  private func renamed(_ former: String) -> DeviceCard? {
    var card = names.lazy.compactMap { try? DeviceCard(contentsOf: "\(folder)/\($0).yaml") }
      .first { $0.formerName == former }
    card?.askedAs = former
    return card
  }

  /// The card of a name or path; a path needs no library to be found.
  public static func card(_ nameOrPath: String) throws -> DeviceCard {
    isPath(nameOrPath) ? try DeviceCard(contentsOf: nameOrPath) : try find().card(nameOrPath)
  }

  /// A part of a card, or an error that names the cards of this library that have it.
  public func require<Part>(
    _ part: KeyPath<DeviceCard, Part?>, named name: String, of card: DeviceCard
  ) throws -> Part {
    if let value = card[keyPath: part] { return value }
    let others = (try? cards())?.filter { $0[keyPath: part] != nil }.map(\.id) ?? []
    throw DeviceModelsError.missingPart(card: card.id, part: name, cardsThatHaveIt: others)
  }

  private static func isPath(_ text: String) -> Bool { text.contains("/") || text.hasSuffix(".yaml") }
}
