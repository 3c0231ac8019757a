internal import Foundation
internal import Learning
internal import RunStore

/// What a run found, before it becomes a row of a store or of a comparison.
package struct RunMeasurement: Sendable {
  var metrics: [RunOutcome.Measurement]
  /// The tries of learning rates; nil without a search.
  var search: RateSearch?
  /// Goodness in the hidden layers of a Forward-Forward net over the test images, and what its first layer looks for.
  var figures: NetFigures
  /// A part of the first layer's weights, of nets that were written on a chip.
  var weightMap: WeightMap?
  /// Of training, writing on the chip and testing there. Where runs share a digitally trained net, its training counts
  /// for each of them.
  var seconds: Double
  /// What must be said of conversions beyond a full scale in the test at home.
  var saturation: [String] = []

  /// The value of a metric; nil when it was not measured.
  func value(_ name: String, step: Int = 0) -> Double? {
    metrics.first { $0.name == name && $0.step == step }?.value
  }

  /// The name of the artifact with the histograms.
  package static let goodnessArtifact = "goodness"
  /// The same of each class, layer by layer.
  package static let goodnessByClassArtifact = "goodnessByClass"

  /// As a store keeps it: the histograms are the artifacts `goodness` and `goodnessByClass`, JSON, weights the artifacts
  /// `receptiveFields` and `weightMap`. All are small, as thousands of runs may have them.
  func outcome() throws -> RunOutcome {
    var outcome = RunOutcome(metrics: metrics)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    func keep(_ name: String, _ value: some Encodable) throws {
      outcome.artifacts.append(.init(name: name, mediaType: "application/json", content: try encoder.encode(value)))
    }
    if !figures.goodness.isEmpty { try keep(Self.goodnessArtifact, figures.goodness) }
    if !figures.byClass.isEmpty { try keep(Self.goodnessByClassArtifact, figures.byClass) }
    if let fields = figures.fields {
      outcome.artifacts.append(
        .init(name: ReceptiveFields.artifact, mediaType: ReceptiveFields.mediaType, content: fields.data))
    }
    if let weightMap {
      outcome.artifacts.append(
        .init(name: WeightMap.artifact, mediaType: WeightMap.mediaType, content: weightMap.data))
    }
    return outcome
  }
}
