internal import Crypto
public import Matrices

/// Images with their class labels: one part (training, validation or test) of a classification task.
///
/// Pixels are 8-bit intensities divided by 255, 0 for the background and 1 for full ink, row by row from the top left;
/// of coloured images one channel after the other.
public struct LabelledImages: Sendable, Equatable {
  /// Where the images come from: `digits seed 1 test`, a file's name, …
  public let name: String
  /// [count × values of an image], each element in 0…1.
  public let images: Matrix
  /// The class of each image, in 0..<classes.
  public let labels: [Int]
  /// Rows of pixels of one image.
  public let height: Int
  /// Columns of pixels of one image.
  public let width: Int
  /// Colours of a pixel: 1, or 3 for red, green and blue.
  public let channels: Int
  /// Number of classes, at least one more than the largest label.
  public let classes: Int
  /// What the classes are called, in the order of the labels; nil where nobody says.
  public let classNames: [String]?
  /// Whether these are rows of a table of features and not pixels: `height` is then 1, and values are any numbers.
  public let isTable: Bool

  /// Images with their labels; shapes must agree and labels lie in 0..<classes.
  public init(
    name: String, images: Matrix, labels: [Int], height: Int, width: Int, channels: Int = 1, classes: Int,
    classNames: [String]? = nil, isTable: Bool = false
  ) {
    precondition(classNames == nil || classNames?.count == classes, "names for \(classes) classes")
    precondition(images.rows == labels.count, "\(images.rows) images but \(labels.count) labels")
    precondition(
      images.columns == height * width * channels,
      "\(images.columns) values are not \(height) x \(width) x \(channels)")
    precondition(labels.allSatisfy { $0 >= 0 && $0 < classes }, "a label lies outside 0..<\(classes)")
    self.name = name
    self.images = images
    self.labels = labels
    self.height = height
    self.width = width
    self.channels = channels
    self.classes = classes
    self.classNames = classNames
    self.isTable = isTable
  }

  /// Number of images.
  public var count: Int { labels.count }

  /// Values of one image: pixels times channels.
  public var pixels: Int { height * width * channels }

  /// How many images each class has.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    return counts
  }

  /// Classes without an example, by their labels: phantoms, where labels begin at 1 or a class was forgotten.
  public var emptyClasses: [Int] { classCounts.indices.filter { classCounts[$0] == 0 } }

  /// What a class is called: its name, or else its label.
  public func className(_ label: Int) -> String { classNames?[label] ?? String(label) }

  /// SHA-256, in hexadecimal, of the four numbers count, height, width, classes (64-bit little-endian; the width times
  /// the channels), the labels and the pixels as bytes (of tables, the bits of the features as 32-bit floats): equal
  /// exactly for equal data, whatever the name and wherever it was read or drawn.
  public var checksum: String {
    var hash = SHA256()
    for number in [count, height, width * channels, classes] {
      withUnsafeBytes(of: UInt64(number).littleEndian) { hash.update(bufferPointer: $0) }
    }
    labels.map { UInt64($0).littleEndian }.withUnsafeBytes { hash.update(bufferPointer: $0) }
    if isTable {
      images.elements.map(\.bitPattern.littleEndian).withUnsafeBytes { hash.update(bufferPointer: $0) }
    } else {
      pixelBytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return Checksum.hexadecimal(hash.finalize())
  }

  /// The pixels as the bytes they came from: the nearest of 0…255. Not for tables.
  public var pixelBytes: [UInt8] { images.elements.map { UInt8(($0 * 255).rounded()) } }
}
