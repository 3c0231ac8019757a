internal import Datasets
package import ExperimentFiles
package import Learning
internal import Matrices
internal import Randomness

/// What a run learns from and is tested with.
package struct RunData: Sendable {
  /// `digits`, or the folder of IDX files.
  package let name: String
  package let train: Examples
  /// Nil when the configuration has none.
  package let validation: Examples?
  package let test: Examples
  /// Sides and colours of the images; nil where the inputs are no image any more.
  let image: ImageShape?
  /// What must be said of the data: classes without an example.
  package let warnings: [String]

  /// - Throws: `DatasetError`, `LearningError`.
  package init(_ configuration: ResolvedConfiguration) throws {
    name = configuration[DataFields.source]
    let seed = UInt64(configuration[DataFields.seed])
    let split = try ReducedData(configuration).split(DataSource(parsing: name), seed: seed)
    let order = configuration[DataFields.permutesPixels] ? StreamKey(seed: seed).child("permutedPixels") : nil
    func examples(_ images: LabelledImages) throws -> Examples {
      try Examples(order.map { images.permutingPixels(by: $0) } ?? images)
    }
    let drawn = split.train
    image =
      order == nil && !drawn.isTable
      ? ImageShape(height: drawn.height, width: drawn.width, channels: drawn.channels) : nil
    train = try examples(split.train)
    validation = configuration[DataFields.validation] > 0 ? try examples(split.validation) : nil
    test = try examples(split.test)
    warnings = Self.warnings(drawn, name: name)
  }

  private static func warnings(_ train: LabelledImages, name: String) -> [String] {
    let empty = train.emptyClasses
    // A handful of examples need not show every class.
    guard !empty.isEmpty, train.count >= 20 * train.classes else { return [] }
    let listed = empty.prefix(10).map { train.className($0) }.joined(separator: ", ") + (empty.count > 10 ? ", …" : "")
    let present = train.classes - empty.count
    var text = "\(name): \(empty.count) of \(train.classes) classes (\(listed)) "
    text += "\(empty.count == 1 ? "has" : "have") no training example; the net tells \(train.classes) classes apart "
    text += "where the data have \(present)"
    if let first = train.labels.min(), empty == Array(0..<first) {
      text += "; labels begin at \(first): set data.firstLabel=\(first)"
    }
    return [text]
  }

  /// What a net for these data must be able to do.
  func task(hidden: [Int]) -> LearningTask {
    LearningTask(features: train.images.columns, image: image, classes: train.classes, hidden: hidden)
  }

  /// Paths of the fields that data depend on.
  static let paths = [
    DataFields.source.path, DataFields.seed.path, DataFields.train.path, DataFields.validation.path,
    DataFields.test.path, DataFields.permutesPixels.path, DataFields.classes.path, DataFields.pooling.path,
    DataFields.firstLabel.path,
  ]
}

extension Examples {
  /// Images and labels of a set.
  init(_ images: LabelledImages) throws(LearningError) {
    try self.init(images: images.images, labels: images.labels, classes: images.classes)
  }

  /// The first `count` examples, as many as there are.
  func prefix(_ count: Int) throws(LearningError) -> Examples { try part(0..<min(count, self.count)) }

  /// Examples of a range.
  func part(_ range: Range<Int>) throws(LearningError) -> Examples {
    try Examples(images: images.rows(range), labels: Array(labels[range]), classes: classes)
  }
}
