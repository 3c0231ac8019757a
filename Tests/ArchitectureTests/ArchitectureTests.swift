import Foundation
import Testing

/// The house as docs/architecture.md draws it is the house as the manifest builds it.
struct ArchitectureTests {
  private static let page = PackageGraph.root.appendingPathComponent("docs/architecture.md")

  /// Every target has a row whose last cell is its imports. `MORTAL_WRITE_DOCS=1` writes these cells anew; what a room
  /// is for is written by hand.
  @Test func pageShowsTheGraph() throws {
    let graph = try PackageGraph()
    #expect(graph.targets.count > 20)
    var page = try String(contentsOf: Self.page, encoding: .utf8)
    for target in graph.targets {
      let imports = graph.dependencies[target] ?? []
      let cell = imports.isEmpty ? "–" : imports.joined(separator: ", ")
      let lines = page.components(separatedBy: "\n")
      guard let row = lines.firstIndex(where: { $0.hasPrefix("| `\(target)` |") || $0.hasPrefix("| `\(target)` (") })
      else {
        Issue.record("docs/architecture.md has no row for \(target)")
        continue
      }
      let cells = lines[row].components(separatedBy: " | ")
      let wanted = cells.dropLast().joined(separator: " | ") + " | \(cell) |"
      if ProcessInfo.processInfo.environment["MORTAL_WRITE_DOCS"] != nil {
        page = page.replacing(lines[row], with: wanted)
      } else {
        #expect(lines[row] == wanted)
      }
    }
    if ProcessInfo.processInfo.environment["MORTAL_WRITE_DOCS"] != nil {
      try page.write(to: Self.page, atomically: true, encoding: .utf8)
    }
  }

  /// A target declares what its sources import, all of it and nothing else.
  @Test func declaredIsImported() throws {
    let graph = try PackageGraph()
    let known = Set(graph.dependencies.values.joined()).union(graph.dependencies.keys)
    for (target, declared) in graph.dependencies {
      let isTest = target.hasSuffix("Tests") || target == "TestSupport"
      let sources = try PackageGraph.sources((isTest ? "Tests/" : "Sources/") + target)
      #expect(!sources.isEmpty, "\(target) has no sources")
      let imported = sources.reduce(into: Set<String>()) { $0.formUnion(PackageGraph.imports($1.text)) }
        .intersection(known)
      // The tests of the command line need the program beside them; helpers may serve some tests only.
      let ignored: Set = ["TestSupport", "mortal"]
      #expect(imported.subtracting(ignored) == Set(declared).subtracting(ignored), "\(target)")
    }
  }

  @Test func thereIsNoCycle() throws {
    let graph = try PackageGraph()
    for target in graph.dependencies.keys {
      let below = (graph.dependencies[target] ?? []).reduce(into: Set<String>()) { $0.formUnion(graph.reach(of: $1)) }
      #expect(!below.contains(target), "\(target) reaches itself")
    }
  }

  /// Each room stands on what it may know: learners reach no device, physics no experiment, the store no physics.
  @Test func roomsStandOnWhatTheyMay() throws {
    let graph = try PackageGraph()
    let devices: Set = ["Crossbar", "DeviceModels", "Periphery", "Wires"]
    let above: Set = ["ExperimentFiles", "RunStore", "Experiments", "ExperimentReports", "Workbench", "Benchmarks"]
    #expect(graph.reach(of: "Learning").isDisjoint(with: devices))
    #expect(graph.reach(of: "Crossbar").union(graph.reach(of: "Datasets")).isDisjoint(with: above))
    #expect(graph.reach(of: "RunStore").isDisjoint(with: devices.union(["Learning", "ExperimentFiles"])))
    #expect(graph.reach(of: "Reports").isDisjoint(with: devices.union(above)))
    #expect(graph.reach(of: "ExperimentFiles").isDisjoint(with: ["RunStore", "Experiments"]))
  }

  /// One error enum a room, files of one idea, and one word for one thing.
  @Test func rulesOfTheHouse() throws {
    let graph = try PackageGraph()
    for target in graph.targets {
      let sources = try PackageGraph.sources("Sources/\(target)")
      let errors = sources.flatMap { source in
        source.text.matches(of: /(?m)^(?:public |package )?enum (\w+Error): .*Error\b/).map { String($0.1) }
      }
      #expect(errors.count <= 1, "\(target): \(errors)")
      for (path, text) in sources {
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 401, "\(path)")
        #expect(text.firstMatch(of: /\b[Ss]tud(y|ies)[A-Z]/) == nil, "\(path): an experiment, a run")
      }
    }
  }
}
