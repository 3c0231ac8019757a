internal import Datasets
public import Learning

/// What a comparison trains on, chooses rates by, and tests with.
public struct ComparisonData: Sendable {
  /// `digits`, or the folder of IDX files.
  public let name: String
  public let train: Examples
  public let validation: Examples
  public let test: Examples

  /// The first `train` and the following `validation` images of the training set, and the first `test` of the test set.
  ///
  /// - Parameter source: `digits` for the built-in set, else a folder with the four IDX files.
  /// - Throws: `DatasetError` for files that are missing or damaged and sets that are too small.
  public init(source: String, train: Int, validation: Int, test: Int, seed: UInt64) throws {
    name = source
    for (option, count) in [("--train", train), ("--validation", validation), ("--test", test)] where count < 1 {
      throw SettingError.outOfRange(option: option, value: "\(count)", allowed: "1 and more")
    }
    let split = try DataSource(parsing: source).split(train: train, validation: validation, test: test, seed: seed)
    self.train = try Examples(split.train)
    self.validation = try Examples(split.validation)
    self.test = try Examples(split.test)
  }
}

extension Examples {
  /// Images and labels of a set.
  init(_ images: LabelledImages) throws(LearningError) {
    try self.init(images: images.images, labels: images.labels, classes: images.classes)
  }
}
