public import Foundation
internal import Matrices
internal import NumPyFiles
internal import TextTables
internal import Units

/// Examples that are no images: rows of features, as CSV or NumPy files in a directory.
///
/// | files | hold |
/// |---|---|
/// | `train.csv`, `test.csv` | an example a line; labels in column `label`, `class` or `target`, else the last |
/// | `train-features.npy`, `train-labels.npy`, `test-features.npy`, `test-labels.npy` | [examples × features]; [examples] |
///
/// Labels are whole numbers from `firstLabel` on, or (CSV) names, whose classes are in the order of the alphabet; a
/// `classes.txt` names the classes of numbers. Every feature is brought to 0…1 by its smallest and largest value *in the
/// training part*, so that tests may lie outside; a feature that never changes becomes 0.
enum FeatureTable {
  /// One part as it was read.
  private struct Part {
    let path: String
    var features: [[Double]]
    /// Labels as they were written.
    var labels: [String]
    var names: [String]?
  }

  /// Whether a directory holds such files.
  static func isThere(_ directory: URL) -> Bool {
    ["train.csv", "train-features.npy"].contains {
      FileManager.default.fileExists(atPath: directory.appendingPathComponent($0).path)
    }
  }

  /// Reads the two parts of a directory.
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  static func load(directory: URL, firstLabel: Int) throws(DatasetError) -> ImageDataset {
    let isText = FileManager.default.fileExists(atPath: directory.appendingPathComponent("train.csv").path)
    let train = isText ? try text(directory, "train") : try arrays(directory, "train")
    let test = isText ? try text(directory, "test") : try arrays(directory, "test")
    guard let width = train.features.first?.count, width > 0, !test.features.isEmpty else {
      throw .unfitTable(path: directory.path, what: "a part has no examples or no features; both need at least one")
    }
    guard test.features.allSatisfy({ $0.count == width }) else {
      throw .unfitTable(
        path: test.path, what: "\(test.features[0].count) features, but \(train.path) has \(width); both need as many")
    }
    if let names = train.names, let others = test.names, names != others {
      throw .unfitTable(path: test.path, what: "its columns are not named as those of \(train.path)")
    }
    let written = train.labels + test.labels
    let numbers = written.map { Int($0) }
    let labels: [Int]
    let classNames: [String]?
    if numbers.allSatisfy({ $0 != nil }) {
      if let far = numbers.first(where: { ($0 ?? 0).magnitude > 1_000_000 }), let far {
        throw .unfitTable(
          path: directory.path,
          what: "a label of \(far); are these measured values? Labels are classes, at most 100000")
      }
      labels = numbers.map { ($0 ?? 0) - firstLabel }
      if let least = labels.min(), least < 0 {
        throw .labelBelow(path: directory.path, label: least + firstLabel, firstLabel: firstLabel)
      }
      let count = (labels.max() ?? 0) + 1
      guard count <= 100_000 else {
        throw .unfitTable(
          path: directory.path,
          what: "a label of \(count - 1 + firstLabel); are these measured values? Labels are classes, at most 100000")
      }
      classNames = try LabelledImages.classNames(directory, count: count)
    } else {
      let names = Set(written).sorted()
      guard names.count <= 100_000, names.count < written.count else {
        throw .unfitTable(
          path: train.path, what: "every label is another text, such as \(shown(names[0])); labels name classes")
      }
      let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      labels = written.map { places[$0] ?? 0 }
      classNames = names
    }
    let classes = classNames?.count ?? (labels.max() ?? 0) + 1
    var ranges = [(low: Double, high: Double)](repeating: (.infinity, -.infinity), count: width)
    for row in train.features {
      for (column, value) in row.enumerated() {
        ranges[column] = (min(ranges[column].low, value), max(ranges[column].high, value))
      }
    }
    func examples(_ part: Part, _ kind: String, _ labels: ArraySlice<Int>) -> LabelledImages {
      var elements: [Float] = []
      elements.reserveCapacity(part.features.count * width)
      for row in part.features {
        for (value, range) in zip(row, ranges) {
          let extent = range.high - range.low
          elements.append(extent > 0 ? Float((value - range.low) / extent) : 0)
        }
      }
      return LabelledImages(
        name: directory.lastPathComponent + kind,
        images: Matrix(rows: part.features.count, columns: width, elements: elements), labels: Array(labels), height: 1,
        width: width, classes: classes, classNames: classNames, isTable: true)
    }
    return ImageDataset(
      train: examples(train, " train", labels.prefix(train.labels.count)),
      test: examples(test, " test", labels.suffix(test.labels.count)))
  }

  private static func text(_ directory: URL, _ part: String) throws(DatasetError) -> Part {
    let path = directory.appendingPathComponent(part + ".csv").path
    do throws(TableError) {
      let table = try TextTable(contentsOf: path)
      let place =
        table.header?.firstIndex { ["label", "class", "target"].contains($0.lowercased()) } ?? table.columns - 1
      var result = Part(path: path, features: [], labels: [], names: table.header)
      for row in table.rows {
        var features: [Double] = []
        for column in row.fields.indices where column != place { features.append(try table.number(row, column)) }
        result.features.append(features)
        result.labels.append(row.fields[place])
      }
      return result
    } catch {
      throw .table(error)
    }
  }

  private static func arrays(_ directory: URL, _ part: String) throws(DatasetError) -> Part {
    let path = directory.appendingPathComponent(part + "-features.npy").path
    let labelPath = directory.appendingPathComponent(part + "-labels.npy").path
    let features: (shape: [Int], values: [Double])
    let labels: (shape: [Int], values: [Double])
    do {
      features = try NPY.readDoubles(path)
      labels = try NPY.readDoubles(labelPath)
    } catch {
      throw .unfitTable(path: directory.path, what: "\(error)")
    }
    guard features.shape.count == 2, labels.shape == [features.shape[0]] else {
      throw .unfitTable(
        path: path,
        what: "axes \(features.shape) and labels \(labels.shape); features are [examples x features], "
          + "labels [examples]")
    }
    guard
      let whole = try? labels.values.map({ value throws(DatasetError) -> String in
        guard let label = Int(exactly: value) else { throw .unfitTable(path: labelPath, what: "") }
        return String(label)
      })
    else {
      throw .unfitTable(path: labelPath, what: "labels must be whole numbers")
    }
    let width = features.shape[1]
    return Part(
      path: path, features: (0..<features.shape[0]).map { Array(features.values[$0 * width..<($0 + 1) * width]) },
      labels: whole)
  }
}

extension LabelledImages {
  /// Reads the training and test part of a directory: IDX files (MNIST and its like), those of
  /// CIFAR-10 in its binary form, or tables of features.
  ///
  /// - Parameter firstLabel: the label of the first class, where labels do not begin at 0.
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  public static func load(directory: URL, firstLabel: Int = 0) throws(DatasetError) -> ImageDataset {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory), isDirectory.boolValue
    else { throw .unreadable(path: directory.path, reason: "is not a directory") }
    if CIFAR.isPresent(in: directory) { return try CIFAR.load(directory: directory) }
    return FeatureTable.isThere(directory)
      ? try FeatureTable.load(directory: directory, firstLabel: firstLabel)
      : try loadIDX(directory: directory, firstLabel: firstLabel)
  }
}
