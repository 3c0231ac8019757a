internal import Foundation
internal import Learning
internal import RunStore

/// What a run found, before it becomes a row of a store or of a comparison.
package struct RunMeasurement: Sendable {
  var metrics: [RunOutcome.Measurement]
  /// The tries of learning rates; nil without a search.
  var search: RateSearch?
  /// Of the hidden layers of a Forward-Forward net, over the test images.
  var goodness: [GoodnessHistogram]
  /// A part of the first layer's weights, of nets that were written on a chip.
  var weightMap: WeightMap?
  /// Of training, writing on the chip and testing there. Where runs share a digitally trained net, its training counts
  /// for each of them.
  var seconds: Double

  /// The value of a metric; nil when it was not measured.
  func value(_ name: String, step: Int = 0) -> Double? {
    metrics.first { $0.name == name && $0.step == step }?.value
  }

  /// The name of the artifact with the histograms.
  package static let goodnessArtifact = "goodness"

  /// As a store keeps it: the histograms are the artifact `goodness`, JSON, the weights the artifact `weightMap`. Both are
  /// small, as thousands of runs may have them.
  func outcome() throws -> RunOutcome {
    var outcome = RunOutcome(metrics: metrics)
    if !goodness.isEmpty {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      outcome.artifacts.append(
        .init(name: Self.goodnessArtifact, mediaType: "application/json", content: try encoder.encode(goodness)))
    }
    if let weightMap {
      outcome.artifacts.append(
        .init(name: WeightMap.artifact, mediaType: WeightMap.mediaType, content: weightMap.data))
    }
    return outcome
  }
}
