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
    if let named = environment["MORTAL_ENERGY"], !named.isEmpty {
      let library = TechnologyLibrary(folder: named)
      guard !library.names.isEmpty else { throw .noLibrary(searched: ["MORTAL_ENERGY=\(named)"]) }
      return library
    }
    var candidates = [currentDirectory + "/Energy"]
    if let executable {
      var url = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      while url.path != "/", url.pathComponents.count > 1 {
        url.deleteLastPathComponent()
        candidates.append(url.path == "/" ? "/Energy" : url.path + "/Energy")
      }
    }
    for folder in candidates where !TechnologyLibrary(folder: folder).names.isEmpty {
      return TechnologyLibrary(folder: folder)
    }
    throw .noLibrary(searched: candidates)
  }

  /// The names of the technologies, sorted: the files' names without `.yaml`.
  package var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
  }

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
