import Experiments
import Foundation
import Testing

struct ShippedExperimentsTests {
  static let folder = CompositionProgram.project.appendingPathComponent("Experiments")
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/experiment.yaml").path)
  }.sorted()

  @Test func thereAreSome() { #expect(Self.names.contains("first-look") && Self.names.contains("copy-between-chips")) }

  @Test(arguments: names, [false, true]) func expands(name: String, quick: Bool) throws {
    let path = Self.folder.appendingPathComponent("\(name)/experiment.yaml").path
    let study = try StudyExecution(path, quick: quick, options: [])
    #expect(study.file.name == name)
    #expect(study.runs.count > 1)
    let listing = try study.listing()
    #expect(listing.seconds.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(FileManager.default.fileExists(atPath: Self.folder.appendingPathComponent("\(name)/README.md").path))
  }

  @Test func fieldsWithoutEffectAreRefused() throws {
    let path = Self.folder.appendingPathComponent("first-look/experiment.yaml").path
    for option in [
      "copy.keepsReadout=false", "stage.knowledge=wrong",
    ] {
      #expect(throws: (any Error).self, "\(option)") { try StudyExecution(path, quick: true, options: [option]).listing()
        _ = try StudyRunner().execute(
          StudyExecution(path, quick: true, options: [option]).runs[0], RunContext())
      }
    }
  }
}
