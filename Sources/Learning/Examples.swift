public import Matrices

/// Images with their classes: what supervised learners learn from and are tested on.
public struct Examples: Sendable, Equatable {
  /// One example per row, [n × features], values in 0…1.
  public let images: Matrix
  /// The class of each row, in 0..<classes.
  public let labels: [Int]
  /// Number of classes.
  public let classes: Int

  /// Number of examples.
  public var count: Int { labels.count }

  /// - Throws: ``LearningError`` when there are no examples, when images and labels differ in number, or when a label
  ///   lies outside 0..<classes.
  public init(images: Matrix, labels: [Int], classes: Int = 10) throws(LearningError) {
    guard images.rows == labels.count else {
      throw .countsDiffer(images: images.rows, labels: labels.count)
    }
    guard !labels.isEmpty else { throw .noExamples }
    for (index, label) in labels.enumerated() where !(0..<classes).contains(label) {
      throw .labelOutOfRange(index: index, label: label, classes: classes)
    }
    self.images = images
    self.labels = labels
    self.classes = classes
  }

  /// Share of `predictions`, one per example, that differ from the labels.
  public func error(of predictions: [Int]) -> Double {
    precondition(predictions.count == count, "\(predictions.count) predictions for \(count) examples")
    var wrong = 0
    for (prediction, label) in zip(predictions, labels) where prediction != label { wrong += 1 }
    return Double(wrong) / Double(count)
  }
}
