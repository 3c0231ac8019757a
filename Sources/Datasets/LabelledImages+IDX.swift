public import Foundation
internal import Matrices
internal import OutputFiles

/// A data set as its authors published it: examples to train on and examples to test on.
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
  /// `t10k-labels-idx1-ubyte`, each also with `.idx` for `-idx`, and each first plain and then with `.gz`. Coloured images
  /// have four dimensions, in files of the same names with `idx4` (or `idx3`, whose header decides). The number
  /// of classes is one more than the largest label of both parts, less `firstLabel`. A file `classes.txt` beside them
  /// names the classes, one a line.
  ///
  /// - Parameter firstLabel: the label of the first class, where labels do not begin at 0.
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  static func loadIDX(directory: URL, firstLabel: Int) throws(DatasetError) -> ImageDataset {
    let train = try pair(directory, "train")
    let test = try pair(directory, "t10k")
    guard train.images.dimensions[1...] == test.images.dimensions[1...] else {
      throw .shapesDiffer(
        directory: directory.path, train: Array(train.images.dimensions[1...]),
        test: Array(test.images.dimensions[1...]))
    }
    let all = train.labels.bytes + test.labels.bytes
    if let smallest = all.min(), Int(smallest) < firstLabel {
      throw .labelBelow(path: directory.path, label: Int(smallest), firstLabel: firstLabel)
    }
    let classes = Int(all.reduce(0, max)) + 1 - firstLabel
    let names = try classNames(directory, count: classes)
    let name = directory.lastPathComponent
    func part(_ files: Files, _ kind: String) -> LabelledImages {
      LabelledImages(name: name + kind, files, classes: classes, firstLabel: firstLabel, names: names)
    }
    return ImageDataset(train: part(train, " train"), test: part(test, " test"))
  }

  /// The names in `classes.txt`, where it is there: one a line, empty lines left out.
  static func classNames(_ directory: URL, count: Int) throws(DatasetError) -> [String]? {
    let file = directory.appendingPathComponent("classes.txt")
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw .unreadable(path: file.path, reason: "cannot be read as UTF-8 text")
    }
    let names = text.replacing("\u{FEFF}", with: "").split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard names.count == count else { throw .classNames(path: file.path, found: names.count, expected: count) }
    return names
  }

  /// Reads one pair of IDX files; the number of classes is one more than the largest label.
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  public static func load(images: URL, labels: URL, name: String) throws(DatasetError) -> LabelledImages {
    let files = try read(images: images, labels: labels)
    return LabelledImages(name: name, files, classes: Int(files.labels.bytes.reduce(0, max)) + 1)
  }

  /// Writes the four files of a directory in the form that ``load(directory:firstLabel:)`` reads; at most 256 classes.
  ///
  /// Files of the same four names are replaced; others under which a part would be looked for (with `.gz`, with `.idx`)
  /// would shadow or be shadowed, and are an error.
  /// - Throws: `DatasetError.wouldShadow`, or `.unreadable` if a file cannot be written.
  public static func write(_ dataset: ImageDataset, directory: URL) throws(DatasetError) {
    precondition(dataset.train.classes <= 256 && dataset.test.classes <= 256, "IDX labels are bytes")
    let written = ["train", "t10k"].flatMap { [$0 + "-images-idx3-ubyte", $0 + "-labels-idx1-ubyte"] }
    let dotted = written.map { $0.replacing("-idx", with: ".idx") }
    let others = (written.map { $0 + ".gz" } + dotted + dotted.map { $0 + ".gz" })
      .filter { FileManager.default.fileExists(atPath: directory.appendingPathComponent($0).path) }
    guard others.isEmpty else { throw .wouldShadow(directory: directory.path, names: others) }
    do throws(OutputError) {
      try OutputFolder.prepare(directory.path)
      for (part, prefix) in [(dataset.train, "train"), (dataset.test, "t10k")] {
        let shape = (part.channels == 1 ? [] : [part.channels]) + [part.height, part.width]
        let images = IDX(dimensions: [part.count] + shape, bytes: part.pixelBytes)
        let labels = IDX(dimensions: [part.count], bytes: part.labels.map { UInt8($0) })
        try OutputFile(directory.path + "/" + prefix + "-images-idx3-ubyte").write(Data(images.encoded))
        try OutputFile(directory.path + "/" + prefix + "-labels-idx1-ubyte").write(Data(labels.encoded))
      }
    } catch {
      throw .unwritable(error)
    }
  }

  private typealias Files = (images: IDX, labels: IDX)

  private init(name: String, _ files: Files, classes: Int, firstLabel: Int = 0, names: [String]? = nil) {
    let shape = ImageOrder(files.images.dimensions)
    var levels = [Float](repeating: 0, count: 256)
    for value in 0..<256 { levels[value] = Float(value) / 255 }
    self.init(
      name: name,
      images: Matrix(
        rows: files.images.dimensions[0], columns: shape.height * shape.width * shape.channels,
        elements: shape.byColour(files.images.bytes).map { levels[Int($0)] }),
      labels: files.labels.bytes.map { Int($0) - firstLabel }, height: shape.height, width: shape.width,
      channels: shape.channels, classes: classes, classNames: names)
  }

  private static func pair(_ directory: URL, _ prefix: String) throws(DatasetError) -> Files {
    try read(
      images: find(directory, prefix + "-images", imageKinds),
      labels: find(directory, prefix + "-labels", labelKinds))
  }

  private static func read(images: URL, labels: URL) throws(DatasetError) -> Files {
    // Three dimensions, unless the file says that it has a fourth one for colours.
    let rank = try IDX.rank(of: images) == 4 ? 4 : 3
    let files = (images: try IDX(contentsOf: images, rank: rank), labels: try IDX(contentsOf: labels, rank: 1))
    let (imageCount, labelCount) = (files.images.dimensions[0], files.labels.dimensions[0])
    guard imageCount == labelCount else {
      throw .countsDiffer(
        images: images.path, imageCount: imageCount, labels: labels.path, labelCount: labelCount)
    }
    if rank == 4, ImageOrder(files.images.dimensions).isUnknown {
      throw .colours(path: images.path, dimensions: files.images.dimensions)
    }
    return files
  }

  /// The four files that a directory is read from.
  /// - Throws: `DatasetError.missingFile`.
  static func files(in directory: URL) throws(DatasetError) -> [URL] {
    var files: [URL] = []
    for prefix in ["train", "t10k"] {
      files.append(try find(directory, prefix + "-images", imageKinds))
      files.append(try find(directory, prefix + "-labels", labelKinds))
    }
    return files
  }

  private static let imageKinds = ["idx3-ubyte", "idx4-ubyte"]
  private static let labelKinds = ["idx1-ubyte"]

  private static func find(_ directory: URL, _ stem: String, _ kinds: [String]) throws(DatasetError) -> URL {
    let names = kinds.flatMap { kind in
      ["-", "."].flatMap { separator in ["", ".gz"].map { stem + separator + kind + $0 } }
    }
    for name in names {
      let file = directory.appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw .missingFile(directory: directory.path, names: names)
  }
}
