import Foundation
import Testing

/// The one idea of the architecture: what learns cannot look into what it learns on.
@Suite struct ModuleBoundaryTests {
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func sources() throws -> [(name: String, text: String)] {
    let folder = root.appendingPathComponent("Sources/Learning")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }.sorted()
      .map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) }
  }

  @Test func learningImportsNoDevice() throws {
    let sources = try Self.sources()
    #expect(sources.count > 20)
    for (name, text) in sources {
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 2, words.count > place + 1,
          words[..<place].allSatisfy({ ["public", "internal", "private", "package", "@testable"].contains($0) })
        else { continue }
        let module = words[place + 1].split(separator: ".")[0]
        #expect(["Substrate", "Matrices", "Randomness", "VectorMath"].contains(module), "\(name) imports \(module)")
      }
    }
  }

  @Test func packageGraphForbidsIt() throws {
    let manifest = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    var graph: [String: [String]] = [:]
    for match in manifest.matches(of: /library\(\s*"(\w+)",\s*\[([^\]]*)\]/) {
      graph[String(match.1)] = match.2.matches(of: /"(\w+)"/).map { String($0.1) }
    }
    var reached: Set<String> = []
    var open = ["Learning"]
    while let next = open.popLast() {
      if reached.insert(next).inserted { open += graph[next] ?? [] }
    }
    #expect(reached.isSuperset(of: ["Learning", "Substrate", "Matrices"]) && graph.count > 15)
    #expect(reached.isDisjoint(with: ["Crossbar", "DeviceModels", "Periphery", "Wires"]), "\(reached.sorted())")
  }

  /// Learners that claim to know nothing name neither the derivative nor the way to read weights.
  @Test func blackBoxLearnersAskForNoWeights() throws {
    let blind = ["ForwardForward", "LocalLoss", "NodePerturbation", "ReadoutOnly", "SoftmaxReadout", "DenseNet"]
    var seen = 0
    for (name, text) in try Self.sources() where blind.contains(where: { name.hasPrefix($0) }) {
      seen += 1
      for word in ["ExactModel", "effectiveWeights", "WeightPort", "readBack"] {
        #expect(!text.contains(word), "\(name) mentions \(word)")
      }
    }
    #expect(seen >= 12)
  }
}
