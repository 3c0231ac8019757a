import ExperimentFiles
import Experiments
import Foundation
import TestSupport
import Testing

struct ShippedExperimentsTests {
  @Test func thereAreSome() {
    #expect(ShippedExperiments.names.contains("first-look") && ShippedExperiments.names.contains("copy-between-chips"))
  }

  @Test(arguments: ShippedExperiments.names, [false, true]) func expands(name: String, quick: Bool) throws {
    let path = ShippedExperiments.folder.appendingPathComponent("\(name)/experiment.yaml").path
    let experiment = try ExperimentExecution(path, quick: quick, options: [])
    #expect(experiment.file.name == name)
    #expect(experiment.runs.count > 1)
    let listing = try experiment.listing()
    #expect(listing.seconds.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(
      FileManager.default.fileExists(atPath: ShippedExperiments.folder.appendingPathComponent("\(name)/README.md").path)
    )
  }

  @Test func fieldsWithoutEffectAreRefused() throws {
    let file = ShippedExperiments.folder.appendingPathComponent("first-look/experiment.yaml").path
    let cases = [
      ("copy.keepsReadout=false", CopyFields.keepsReadout.path), ("stage.knowledge=wrong", StageFields.knowledge.path),
    ]
    for (option, path) in cases {
      #expect("\(option)") {
        try ExperimentExecution(file, quick: true, options: [option])
      } throws: { error in
        if case .unsupported(path, _, _) = error as? ExperimentError { true } else { false }
      }
    }
  }
}
