public import Foundation

/// What a run found.
public struct RunOutcome: Sendable, Equatable {
  /// One number, such as the test error after an epoch.
  public struct Metric: Sendable, Equatable, Codable {
    public var name: String
    /// Epoch, generation, or 0 for a quantity with a single value.
    public var step: Int
    /// NaN is kept as "no number".
    public var value: Double

    public init(_ name: String, step: Int = 0, _ value: Double) {
      self.name = name
      self.step = step
      self.value = value
    }
  }

  /// A file's worth of results, such as a confusion matrix or a sample of goodness.
  public struct Artifact: Sendable, Equatable {
    public var name: String
    /// Such as `application/json` or `application/x-npy`.
    public var mediaType: String
    public var content: Data

    public init(name: String, mediaType: String, content: Data) {
      self.name = name
      self.mediaType = mediaType
      self.content = content
    }
  }

  public var metrics: [Metric]
  public var artifacts: [Artifact]

  /// - Parameter metrics: no two with the same name and step.
  public init(metrics: [Metric] = [], artifacts: [Artifact] = []) {
    self.metrics = metrics
    self.artifacts = artifacts
  }
}
