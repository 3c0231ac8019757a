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
    // Not every machine has every experiment's data.
    let file = try ExperimentFile(contentsOf: path, quick: quick)
    let runs = try file.runs()
    try ExperimentExecution.check(runs)
    #expect(file.name == name)
    #expect(runs.count > 1)
    #expect(UnusedFields.notices(runs.map(\.configuration), quick: quick) == [])
    #expect(PlanNotices.of(runs.map(\.configuration)) == [])
    var estimate = RunEstimate()
    let listing = try RunListing(file) { estimate.seconds($0) }
    #expect(listing.seconds.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(
      FileManager.default.fileExists(atPath: ShippedExperiments.folder.appendingPathComponent("\(name)/README.md").path)
    )
  }

  /// What `make reproduce TARGET=…` runs.
  @Test(arguments: ShippedExperiments.reproduced) func targetsExpand(name: String) throws {
    let path = ShippedExperiments.folder.appendingPathComponent("hinton-2022/reproduce/\(name).yaml").path
    let file = try ExperimentFile(contentsOf: path)
    let runs = try file.runs()
    try ExperimentExecution.check(runs)
    #expect(file.name == "reproduce-\(name)")
    #expect(UnusedFields.notices(runs.map(\.configuration)) == [])
    #expect(PlanNotices.of(runs.map(\.configuration)) == [])
    #expect(runs.count >= 3, "three seeds")
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

  /// A symbol that moves by a place is another symbol.
  @Test func textDoesNotMove() throws {
    for (option, path) in [
      ("learner.jitter=1", "learner.jitter"), ("learner.recurrent.frames=moving", "learner.recurrent.frames"),
    ] {
      func check(_ source: String) throws {
        let shipped = ShippedExperiments.folder.appendingPathComponent("first-look/experiment.yaml").path
        let file = try ExperimentFile(contentsOf: shipped, quick: true, options: ["data.source=\(source)", option])
        try ExperimentExecution.check(file.runs())
      }
      try check("digits")
      #expect("\(option)") {
        try check("text:fables.txt")
      } throws: { error in
        if case .unsupported(path, _, _) = error as? ExperimentError { true } else { false }
      }
    }
  }
}
