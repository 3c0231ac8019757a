internal import Matrices
public import Randomness

/// Training, validation and test images of one task, without an image in common.
public struct DataSplit: Sendable, Equatable {
  /// What learners train on.
  public let train: LabelledImages
  /// What learning rates and other settings are chosen on.
  public let validation: LabelledImages
  /// What the reported errors are measured on, once.
  public let test: LabelledImages

  public init(train: LabelledImages, validation: LabelledImages, test: LabelledImages) {
    self.train = train
    self.validation = validation
    self.test = test
  }
}

extension LabelledImages {
  /// The images at `indices`, in that order.
  public func subset(at indices: some Collection<Int>, name: String? = nil) -> LabelledImages {
    LabelledImages(
      name: name ?? self.name, images: images.rows(at: indices), labels: indices.map { labels[$0] }, height: height,
      width: width, channels: channels, classes: classes, classNames: classNames, isTable: isTable)
  }

  /// The images of a range, in their order.
  public func subset(_ range: Range<Int>, name: String? = nil) -> LabelledImages {
    LabelledImages(
      name: name ?? self.name, images: images.rows(range), labels: Array(labels[range]), height: height, width: width,
      channels: channels, classes: classes, classNames: classNames, isTable: isTable)
  }

  /// The first `count` images.
  /// - Throws: `DatasetError.tooFewSamples` or `.invalidCount`.
  public func prefix(_ count: Int) throws(DatasetError) -> LabelledImages {
    guard count >= 0 else { throw .invalidCount(name: name, value: count, allowed: "at least 0") }
    guard count <= self.count else { throw .tooFewSamples(name: name, requested: count, available: self.count) }
    return subset(0..<count)
  }

  /// Three disjoint parts: the first `train` images, the `validation` after them and the `test` after those; with a
  /// key, of the order that the key's permutation gives.
  ///
  /// - Throws: `DatasetError.tooFewSamples` if the three together exceed ``count``, `.invalidCount` below 0.
  public func split(
    train: Int, validation: Int, test: Int, shuffledBy key: StreamKey? = nil
  ) throws(DatasetError) -> DataSplit {
    for value in [train, validation, test] where value < 0 {
      throw .invalidCount(name: name, value: value, allowed: "at least 0")
    }
    let (partial, overflow1) = train.addingReportingOverflow(validation)
    let (total, overflow2) = partial.addingReportingOverflow(test)
    guard !overflow1, !overflow2, total <= count else {
      throw .tooFewSamples(name: name, requested: overflow1 || overflow2 ? Int.max : total, available: count)
    }
    let order = key?.permutation(count) ?? Array(0..<count)
    return DataSplit(
      train: subset(at: order[0..<train], name: name + " train"),
      validation: subset(at: order[train..<partial], name: name + " validation"),
      test: subset(at: order[partial..<total], name: name + " test"))
  }
}
