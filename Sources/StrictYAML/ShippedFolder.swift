internal import Foundation

/// A folder of YAML files that comes with the program, such as that of the device cards.
package struct ShippedFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What a search comes to.
  package enum Search: Sendable {
    case found(ShippedFolder)
    /// No place that was looked at has a file.
    case missing(searched: [String])
  }

  /// The names of the files, sorted, without `.yaml`.
  package var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Looks for a folder: the one that a variable of the environment names, which must have files, or one of the given name
  /// in the current directory, or beside or above the executable.
  package static func search(
    _ name: String, variable: String, environment: [String: String], currentDirectory: String, executable: String?
  ) -> Search {
    if let named = environment[variable], !named.isEmpty {
      let folder = ShippedFolder(path: named)
      return folder.names.isEmpty ? .missing(searched: ["\(variable)=\(named)"]) : .found(folder)
    }
    var candidates = [currentDirectory + "/" + name]
    if let executable {
      var url = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      while url.path != "/", url.pathComponents.count > 1 {
        url.deleteLastPathComponent()
        candidates.append(url.path == "/" ? "/" + name : url.path + "/" + name)
      }
    }
    let folder = candidates.lazy.map(ShippedFolder.init).first { !$0.names.isEmpty }
    return folder.map { .found($0) } ?? .missing(searched: candidates)
  }
}
