internal import Foundation
internal import Learning

/// What a run found, before it becomes a row of a store or of a comparison.
struct StudyMeasurement: Sendable {
  var metrics: [RunOutcome.Metric]
  /// The tries of learning rates; nil without a search.
  var search: RateSearch?
  /// Of the hidden layers of a Forward-Forward net, over the test images.
  var goodness: [GoodnessHistogram]
  /// Of training, writing on the chip and testing there. Where runs share a digitally trained net, its training counts
  /// for each of them.
  var seconds: Double

  /// The value of a metric; nil when it was not measured.
  func value(_ name: String, step: Int = 0) -> Double? {
    metrics.first { $0.name == name && $0.step == step }?.value
  }

  /// As a store keeps it: the histograms are the artifact `goodness`, JSON.
  func outcome() throws -> RunOutcome {
    guard !goodness.isEmpty else { return RunOutcome(metrics: metrics) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let content = try encoder.encode(goodness)
    return RunOutcome(
      metrics: metrics, artifacts: [.init(name: "goodness", mediaType: "application/json", content: content)])
  }
}
