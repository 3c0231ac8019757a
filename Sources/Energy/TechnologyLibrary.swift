internal import Foundation
internal import StrictYAML

/// The folder of shipped technologies, and technologies by name or path.
package struct TechnologyLibrary: Sendable {
  package let folder: String

  package init(folder: String) { self.folder = folder }

  /// Finds the library: the folder that MORTAL_ENERGY names, or a folder `Energy` beside the current directory or above
  /// the executable.
  /// - Throws: ``EnergyError/noLibrary(searched:)``.
  package static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentDirectory: String = FileManager.default.currentDirectoryPath,
    executable: String? = Bundle.main.executablePath
  ) throws(EnergyError) -> TechnologyLibrary {
    let search = ShippedFolder.search(
      "Energy", variable: "MORTAL_ENERGY", environment: environment, currentDirectory: currentDirectory,
      executable: executable)
    switch search {
    case .found(let folder): return TechnologyLibrary(folder: folder.path)
    case .missing(let searched): throw .noLibrary(searched: searched)
    }
  }

  /// The names of the technologies, sorted: the files' names without `.yaml`.
  package var names: [String] { ShippedFolder(path: folder).names }

  /// All technologies.
  /// - Throws: what the first faulty file throws.
  package func technologies() throws -> [Technology] {
    try names.map { try Technology(contentsOf: "\(folder)/\($0).yaml") }
  }

  /// The technology of a name.
  /// - Throws: ``EnergyError/unknownTechnology(name:known:)``; `YAMLError`.
  package func technology(_ name: String) throws -> Technology {
    guard names.contains(name) else { throw EnergyError.unknownTechnology(name: name, known: names) }
    return try Technology(contentsOf: "\(folder)/\(name).yaml")
  }

  /// The technology of a name or, when the text has a slash or ends in `.yaml`, of a path.
  package static func technology(_ nameOrPath: String) throws -> Technology {
    nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml")
      ? try Technology(contentsOf: nameOrPath) : try find().technology(nameOrPath)
  }
}
