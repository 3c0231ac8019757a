public import Foundation
internal import Matrices

/// A data set as its authors published it: images to train on and images to test on.
public struct ImageDataset: Sendable, Equatable {
  /// The published training images.
  public let train: LabelledImages
  /// The published test images.
  public let test: LabelledImages

  public init(train: LabelledImages, test: LabelledImages) {
    self.train = train
    self.test = test
  }
}

extension LabelledImages {
  /// Reads the training and test files of a directory: MNIST, Fashion-MNIST and every set in that form.
  ///
  /// Looked for are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
  /// `t10k-labels-idx1-ubyte`, each also with `.idx` for `-idx`, and each first plain and then with `.gz`. The number
  /// of classes is one more than the largest label of both parts.
  ///
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  public static func load(directory: URL) throws(DatasetError) -> ImageDataset {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory), isDirectory.boolValue
    else { throw .unreadable(path: directory.path, reason: "is not a directory") }
    let train = try pair(directory, "train")
    let test = try pair(directory, "t10k")
    guard train.images.dimensions[1...] == test.images.dimensions[1...] else {
      throw .shapesDiffer(
        directory: directory.path, train: Array(train.images.dimensions[1...]),
        test: Array(test.images.dimensions[1...]))
    }
    let largest = (train.labels.bytes + test.labels.bytes).reduce(0, max)
    let name = directory.lastPathComponent
    return ImageDataset(
      train: LabelledImages(name: name + " train", train, classes: Int(largest) + 1),
      test: LabelledImages(name: name + " test", test, classes: Int(largest) + 1))
  }

  /// Reads one pair of IDX files; the number of classes is one more than the largest label.
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  public static func load(images: URL, labels: URL, name: String) throws(DatasetError) -> LabelledImages {
    let files = try read(images: images, labels: labels)
    return LabelledImages(name: name, files, classes: Int(files.labels.bytes.reduce(0, max)) + 1)
  }

  /// Writes the four files of a directory in the form that ``load(directory:)`` reads; at most 256 classes.
  /// - Throws: `DatasetError.unreadable` if one cannot be written.
  public static func write(_ dataset: ImageDataset, directory: URL) throws(DatasetError) {
    precondition(dataset.train.classes <= 256 && dataset.test.classes <= 256, "IDX labels are bytes")
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      for (part, prefix) in [(dataset.train, "train"), (dataset.test, "t10k")] {
        let images = IDX(dimensions: [part.count, part.height, part.width], bytes: part.pixelBytes)
        let labels = IDX(dimensions: [part.count], bytes: part.labels.map { UInt8($0) })
        try Data(images.encoded).write(to: directory.appendingPathComponent(prefix + "-images-idx3-ubyte"))
        try Data(labels.encoded).write(to: directory.appendingPathComponent(prefix + "-labels-idx1-ubyte"))
      }
    } catch {
      throw .unreadable(path: directory.path, reason: "cannot be written to")
    }
  }

  private typealias Files = (images: IDX, labels: IDX)

  private init(name: String, _ files: Files, classes: Int) {
    let shape = files.images.dimensions
    var levels = [Float](repeating: 0, count: 256)
    for value in 0..<256 { levels[value] = Float(value) / 255 }
    self.init(
      name: name,
      images: Matrix(
        rows: shape[0], columns: shape[1] * shape[2], elements: files.images.bytes.map { levels[Int($0)] }),
      labels: files.labels.bytes.map(Int.init), height: shape[1], width: shape[2], classes: classes)
  }

  private static func pair(_ directory: URL, _ prefix: String) throws(DatasetError) -> Files {
    try read(
      images: find(directory, prefix + "-images", "idx3-ubyte"),
      labels: find(directory, prefix + "-labels", "idx1-ubyte"))
  }

  private static func read(images: URL, labels: URL) throws(DatasetError) -> Files {
    let files = (images: try IDX(contentsOf: images, rank: 3), labels: try IDX(contentsOf: labels, rank: 1))
    let (imageCount, labelCount) = (files.images.dimensions[0], files.labels.dimensions[0])
    guard imageCount == labelCount else {
      throw .countsDiffer(
        images: images.path, imageCount: imageCount, labels: labels.path, labelCount: labelCount)
    }
    return files
  }

  private static func find(_ directory: URL, _ stem: String, _ kind: String) throws(DatasetError) -> URL {
    let names = ["-", "."].flatMap { separator in ["", ".gz"].map { stem + separator + kind + $0 } }
    for name in names {
      let file = directory.appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw .missingFile(directory: directory.path, names: names)
  }
}
