internal import ExperimentFiles
package import Experiments
internal import Foundation
internal import Learning
internal import OutputFiles
internal import RunStore

/// `results.json` of a comparison: the settings, and one row for each arm and chip in the order arm, chip.
package struct ComparisonResults: Encodable {
  /// Everything the numbers depend on: every field of the base configuration by its path, and what is not one.
  let config: [String: String]
  package let rows: [ArmOutcome]

  /// - Parameters:
  ///   - results: of an experiment that ``Comparison`` made.
  ///   - comparison: the same.
  /// - Throws: `StoreError`, `ExperimentFileError`.
  package init(_ results: ExperimentResults, of comparison: Comparison) throws {
    let arms = try comparison.learners()
    var config = results.base.mapValues(\.value)
    config["version"] = results.experiment.program
    config["blasCore"] = results.makings.kernels.joined(separator: ", ")
    config["chips"] = "\(comparison.chips)"
    config["arms"] = arms.map(\.rawValue).joined(separator: ",")
    config["rateFactors"] = try comparison.rateFactors().map { "\($0)" }.joined(separator: ",")
    self.config = config
    let outcomes = try results.complete.compactMap { try ArmOutcome($0, in: results) }
    rows = arms.flatMap { arm in outcomes.filter { $0.arm == arm }.sorted { $0.seed < $1.seed } }
  }

  /// Writes `results.json` into a folder.
  /// - Throws: `OutputError`.
  package func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try OutputFile(folder + "/results.json").write(try encoder.encode(self))
  }
}
