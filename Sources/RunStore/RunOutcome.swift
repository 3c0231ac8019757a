package import Foundation

/// What a run found.
package struct RunOutcome: Sendable, Equatable {
  /// One number, such as the test error after an epoch.
  package struct Measurement: Sendable, Equatable, Codable {
    package var name: String
    /// Epoch, generation, or 0 for a quantity with a single value.
    package var step: Int
    /// NaN is kept as "no number".
    package var value: Double

    package init(_ name: String, step: Int = 0, _ value: Double) {
      self.name = name
      self.step = step
      self.value = value
    }
  }

  /// A file's worth of results, such as a confusion matrix or a sample of goodness.
  package struct Artifact: Sendable, Equatable {
    package var name: String
    /// Such as `application/json` or `application/x-npy`.
    package var mediaType: String
    package var content: Data

    package init(name: String, mediaType: String, content: Data) {
      self.name = name
      self.mediaType = mediaType
      self.content = content
    }
  }

  package var metrics: [Measurement]
  package var artifacts: [Artifact]

  /// - Parameter metrics: no two with the same name and step.
  package init(metrics: [Measurement] = [], artifacts: [Artifact] = []) {
    self.metrics = metrics
    self.artifacts = artifacts
  }
}
