public import Foundation
internal import Matrices

/// CIFAR-10 in its binary form (A. Krizhevsky, 2009): 32 × 32 pixels in three colours, ten classes.
///
/// Every image is a byte with its class and 3072 bytes: 1024 for red, row by row, then green, then blue. Training
/// images lie in `data_batch_1.bin` to `data_batch_5.bin`, test images in `test_batch.bin`; any number of training
/// files is read, and other sets in this form with them.
public enum CIFAR {
  /// Sides of an image.
  public static let side = 32
  /// Bytes of one image with its class.
  public static let recordBytes = 1 + 3 * side * side

  /// Whether a directory holds files in this form.
  public static func isPresent(in directory: URL) -> Bool {
    exists(directory, "data_batch_1.bin") || exists(directory, "test_batch.bin")
  }

  /// Reads the files of a directory.
  ///
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  public static func load(directory: URL) throws(DatasetError) -> ImageDataset {
    let names = (1...5).map { "data_batch_\($0).bin" }
    let present = names.filter { exists(directory, $0) }
    guard !present.isEmpty else { throw .missingFile(directory: directory.path, names: names) }
    guard exists(directory, "test_batch.bin") else {
      throw .missingFile(directory: directory.path, names: ["test_batch.bin"])
    }
    var bytes: [UInt8] = []
    for name in present { bytes += try read(directory.appendingPathComponent(name)) }
    let test = try read(directory.appendingPathComponent("test_batch.bin"))
    let classes = max(largestLabel(bytes), largestLabel(test)) + 1
    let name = directory.lastPathComponent
    return ImageDataset(
      train: images(bytes, name: name + " train", classes: classes),
      test: images(test, name: name + " test", classes: classes))
  }

  private static func exists(_ directory: URL, _ name: String) -> Bool {
    FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
  }

  private static func read(_ file: URL) throws(DatasetError) -> [UInt8] {
    let data: Data
    do { data = try Data(contentsOf: file) } catch { throw .unreadable(path: file.path, reason: "cannot be read") }
    guard !data.isEmpty else { throw .emptyFile(path: file.path, dimensions: [0]) }
    let whole = data.count / recordBytes * recordBytes
    guard whole == data.count else {
      throw .truncated(path: file.path, expected: whole + recordBytes, found: data.count)
    }
    return [UInt8](data)
  }

  private static func largestLabel(_ bytes: [UInt8]) -> Int {
    stride(from: 0, to: bytes.count, by: recordBytes).reduce(0) { max($0, Int(bytes[$1])) }
  }

  private static func images(_ bytes: [UInt8], name: String, classes: Int) -> LabelledImages {
    let count = bytes.count / recordBytes
    let values = recordBytes - 1
    let levels = (0..<256).map { Float($0) / 255 }
    var images = Matrix(rows: count, columns: values)
    var labels: [Int] = []
    for index in 0..<count {
      let start = index * recordBytes
      labels.append(Int(bytes[start]))
      for value in 0..<values { images.elements[index * values + value] = levels[Int(bytes[start + 1 + value])] }
    }
    return LabelledImages(
      name: name, images: images, labels: labels, height: side, width: side, channels: 3, classes: classes)
  }
}
