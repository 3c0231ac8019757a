import Foundation

/// The targets of the package with what the manifest lets each import, and what their sources do import.
struct PackageGraph {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Dependencies by target, in the order of the manifest; products of other packages by the name of their module.
  let dependencies: [String: [String]]
  /// Targets of libraries and executables in the order of the manifest.
  let targets: [String]

  /// Reads `Package.swift`: `library("Name", […])`, `tests("Name", […])` and targets written out.
  init() throws {
    let manifest = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
      .split(separator: "\n").filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }.joined(
        separator: "\n")
    var products: [String: String] = [:]
    for match in manifest.matches(of: /let (\w+): Target\.Dependency = \.product\(name: "(\w+)"/) {
      products[String(match.1)] = String(match.2)
    }
    func names(_ list: Substring) -> [String] {
      list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        .map { $0.hasPrefix("\"") ? String($0.dropFirst().dropLast()) : products[$0] ?? $0 }
    }
    var dependencies: [String: [String]] = [:]
    var targets: [(place: String.Index, name: String)] = []
    for match in manifest.matches(of: /library\(\s*"(\w+)",\s*\[([^\]]*)\]/) {
      dependencies[String(match.1)] = names(match.2)
      targets.append((match.range.lowerBound, String(match.1)))
    }
    for match in manifest.matches(of: /tests\(\s*"(\w+)",\s*\[([^\]]*)\]/) {
      dependencies[match.1 + "Tests"] = names(match.2) + ["TestSupport"]
    }
    for match in manifest.matches(of: /arget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/) {
      dependencies[String(match.1)] = names(match.2)
      if match.1 != "TestSupport" { targets.append((match.range.lowerBound, String(match.1))) }
    }
    self.dependencies = dependencies
    self.targets = targets.sorted { $0.place < $1.place }.map(\.name)
  }

  /// Everything a target can reach, itself included.
  func reach(of target: String) -> Set<String> {
    var reached: Set<String> = []
    var open = [target]
    while let next = open.popLast() {
      if reached.insert(next).inserted { open += dependencies[next] ?? [] }
    }
    return reached
  }

  /// Swift files of a folder below the package.
  static func sources(_ folder: String) throws -> [(path: String, text: String)] {
    let url = root.appendingPathComponent(folder)
    let files = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
    return try files.filter { $0.hasSuffix(".swift") }.sorted().map { file in
      ("\(folder)/\(file)", try String(contentsOf: url.appendingPathComponent(file), encoding: .utf8))
    }
  }

  /// Modules that a file imports.
  static func imports(_ text: String) -> Set<String> {
    Set(
      text.matches(of: /(?m)^(?:@\w+ )*(?:(?:public|package|internal|private) )?import (?:(?:struct|func) )?(\w+)/).map
      { String($0.1) })
  }
}
