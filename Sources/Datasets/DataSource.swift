internal import Foundation
internal import Matrices
internal import Randomness

/// Where an experiment's images come from, as `--data` names it: the built-in `digits`, a directory with the four
/// files of an IDX data set, with those of CIFAR-10 or with tables of features, or with `text:` a file of running text.
public enum DataSource: Sendable, Hashable, CustomStringConvertible {
  /// The built-in generated set.
  case digits
  /// A directory with IDX files, or with those of CIFAR-10.
  case directory(String)
  /// A file of text, read as ``TextWindows``.
  case text(String)

  /// `digits`, `text:FILE`, the name of a published set, which lies where `mortal dataset fetch` keeps it, or the path of
  /// a directory (`./mnist` is a directory, `mnist` the published set).
  public init(parsing text: String) {
    if text == "digits" {
      self = .digits
    } else if text.hasPrefix("text:") {
      self = .text(String(text.dropFirst(5)))
    } else {
      self = .directory(PublishedDataset.known.first { $0.name == text }?.keptDirectory ?? text)
    }
  }

  public var description: String {
    switch self {
    case .digits: "digits"
    case .directory(let path): path
    case .text(let path): "text:" + path
    }
  }

  /// Training, validation and test images of the given numbers.
  ///
  /// `digits` draws them with the seed, each part from its own stream. Of a directory, training and validation images
  /// are taken from the training files without an image in common and test images from the test files, both in the
  /// random order of the seed; the same seed with more training images keeps those it had, and the same validation
  /// images serve every number of training images. Text keeps its order: training windows from its beginning, test
  /// windows from its end.
  ///
  /// - Parameter firstLabel: the label of the first class of a directory, where labels do not begin at 0.
  /// - Throws: `DatasetError`: what is wrong with the files, `.tooLarge`, or `.tooFewSamples` and `.invalidCount` for
  ///   the numbers.
  public func split(train: Int, validation: Int, test: Int, seed: UInt64, firstLabel: Int = 0) throws(DatasetError)
    -> DataSplit
  {
    for value in [train, validation, test] where value < 0 {
      throw .invalidCount(name: description, value: value, allowed: "at least 0")
    }
    switch self {
    case .digits:
      do throws(MemoryShortage) {
        let pixels = Double(Digits.side * Digits.side)
        try MachineMemory.require(
          4 * pixels * (Double(train) + Double(validation) + Double(test)),
          for: "digits, \(train) + \(validation) + \(test) images")
      } catch {
        throw .tooLarge(error)
      }
      return Digits(seed: seed).split(train: train, validation: validation, test: test)
    case .text(let path):
      return try TextWindows(contentsOf: URL(fileURLWithPath: path))
        .split(train: train, validation: validation, test: test)
    case .directory(let path):
      try PublishedDataset.requireKept(path)
      let dataset = try LabelledImages.load(directory: URL(fileURLWithPath: path), firstLabel: firstLabel)
      let (wanted, overflow) = train.addingReportingOverflow(validation)
      guard !overflow, wanted <= dataset.train.count else {
        throw .tooFewSamples(
          name: dataset.train.name, requested: overflow ? .max : wanted, available: dataset.train.count)
      }
      guard test <= dataset.test.count else {
        throw .tooFewSamples(name: dataset.test.name, requested: test, available: dataset.test.count)
      }
      let key = StreamKey(seed: seed).child("dataSplit")
      let order = key.child("train").permutation(dataset.train.count)
      let testOrder = key.child("test").permutation(dataset.test.count)
      let name = dataset.train.name
      return DataSplit(
        train: dataset.train.subset(at: order[0..<train]),
        validation: dataset.train.subset(at: order.suffix(validation), name: name + " validation"),
        test: dataset.test.subset(at: testOrder[0..<test]))
    }
  }
}
