public import Foundation
internal import Matrices
internal import OutputFiles

/// CIFAR-10 (A. Krizhevsky, 2009): 32 × 32 pixels in three colours, ten classes; in its binary or its Python form, as
/// files or in the archive that is offered for download.
///
/// Binary: every image is a byte with its class and 3072 bytes: 1024 for red, row by row, then green, then blue. Training
/// images lie in `data_batch_1.bin` to `data_batch_5.bin`, test images in `test_batch.bin`. Python: pickles
/// `data_batch_1` to `data_batch_5` and `test_batch`, each a dictionary of which `data`, an array [images × 3072] of bytes
/// in the same order, and `labels` are read. Any number of training files is read, and other sets in these forms with
/// them. The archives are `cifar-10-binary.tar.gz` and `cifar-10-python.tar.gz`; plain files are taken before them.
public enum CIFAR {
  /// Sides of an image.
  public static let side = 32
  /// Bytes of one image with its class.
  public static let recordBytes = 1 + values
  private static let values = 3 * side * side
  private static let archives = ["cifar-10-binary.tar.gz", "cifar-10-python.tar.gz"]
  /// Where archives unpack to.
  private static let folders = ["", "cifar-10-batches-bin/", "cifar-10-batches-py/"]

  /// Images with their classes as they lie in a file.
  private struct Batch {
    var pixels: [UInt8] = []
    var labels: [Int] = []
  }

  /// Whether a directory holds files in one of the forms.
  public static func isPresent(in directory: URL) -> Bool {
    ["data_batch_1", "test_batch"].contains { stem in
      folders.contains { exists(directory, $0 + stem + ".bin") || exists(directory, $0 + stem) }
    } || archives.contains { exists(directory, $0) }
  }

  /// Reads the files of a directory.
  ///
  /// - Throws: `DatasetError` naming the file and what is wrong with it.
  public static func load(directory: URL) throws(DatasetError) -> ImageDataset {
    let files = try Files(directory)
    let stems = (1...5).map { "data_batch_\($0)" }
    var train = Batch()
    for stem in stems {
      guard let batch = try files.batch(stem) else { continue }
      train.pixels += batch.pixels
      train.labels += batch.labels
    }
    guard !train.labels.isEmpty else {
      throw .missingFile(directory: directory.path, names: stems.map { $0 + files.ending })
    }
    guard let test = try files.batch("test_batch") else {
      throw .missingFile(directory: directory.path, names: ["test_batch" + files.ending])
    }
    let classes = max(train.labels.max() ?? 0, test.labels.max() ?? 0) + 1
    let name = directory.lastPathComponent
    return ImageDataset(
      train: images(train, name: name + " train", classes: classes),
      test: images(test, name: name + " test", classes: classes))
  }

  private static func exists(_ directory: URL, _ name: String) -> Bool {
    var isDirectory: ObjCBool = false
    let path = directory.appendingPathComponent(name).path
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
  }

  private static func read(_ file: URL) throws(DatasetError) -> [UInt8] {
    do throws(InputFault) { return [UInt8](try InputFile.contents(of: file.path)) } catch {
      throw .unreadable(path: file.path, reason: error.reason)
    }
  }

  /// The files of one form in a directory or an archive.
  private struct Files {
    let directory: URL
    /// `.bin`, or nothing for the Python form.
    let ending: String
    private var folder = ""
    private var archive: (bytes: [UInt8], files: TarArchive, path: String)?

    init(_ directory: URL) throws(DatasetError) {
      self.directory = directory
      func isThere(_ folder: String, _ ending: String) -> Bool {
        ["data_batch_1", "test_batch"].contains { exists(directory, folder + $0 + ending) }
      }
      for ending in [".bin", ""] {
        for folder in CIFAR.folders where isThere(folder, ending) {
          (self.folder, self.ending) = (folder, ending)
          return
        }
      }
      guard let name = archives.first(where: { exists(directory, $0) }) else {
        throw .missingFile(directory: directory.path, names: ["data_batch_1.bin", "data_batch_1"] + archives)
      }
      let file = directory.appendingPathComponent(name)
      let bytes = try GzipReader(try read(file), path: file.path).rest()
      ending = name.contains("binary") ? ".bin" : ""
      archive = (bytes, try TarArchive(bytes, path: file.path), file.path)
    }

    /// A batch; nil when there is none of the name.
    func batch(_ stem: String) throws(DatasetError) -> Batch? {
      let name = stem + ending
      var content: [UInt8]
      var path = directory.appendingPathComponent(folder + name).path
      if let archive {
        guard let range = archive.files.files[name] else { return nil }
        content = Array(archive.bytes[range])
        path = archive.path + "/" + name
      } else {
        guard exists(directory, folder + name) else { return nil }
        content = try read(directory.appendingPathComponent(folder + name))
      }
      guard !content.isEmpty else { throw .emptyFile(path: path, dimensions: [0]) }
      return ending.isEmpty ? try CIFAR.python(content, path: path) : try CIFAR.binary(content, path: path)
    }
  }

  private static func binary(_ bytes: [UInt8], path: String) throws(DatasetError) -> Batch {
    let count = bytes.count / recordBytes
    guard count * recordBytes == bytes.count else {
      throw .truncated(path: path, expected: (count + 1) * recordBytes, found: bytes.count)
    }
    var batch = Batch()
    batch.pixels.reserveCapacity(count * values)
    for index in 0..<count {
      let start = index * recordBytes
      batch.labels.append(Int(bytes[start]))
      batch.pixels += bytes[start + 1..<start + recordBytes]
    }
    return batch
  }

  private static func python(_ bytes: [UInt8], path: String) throws(DatasetError) -> Batch {
    func failure(_ reason: String) -> DatasetError { .badPickle(path: path, place: bytes.count, reason: reason) }
    let content = try PickleReader.read(bytes, path: path)
    guard let data = content["data"]?.byteArray, data.shape.count == 2, data.shape[1] == values else {
      throw failure("no array 'data' of images x \(values) bytes")
    }
    guard let labels = content["labels"]?.numbers, labels.count == data.shape[0], labels.allSatisfy({ 0...255 ~= $0 })
    else { throw failure("no list 'labels' of \(data.shape[0]) classes") }
    return Batch(pixels: data.bytes, labels: labels)
  }

  private static func images(_ batch: Batch, name: String, classes: Int) -> LabelledImages {
    let levels = (0..<256).map { Float($0) / 255 }
    return LabelledImages(
      name: name,
      images: Matrix(rows: batch.labels.count, columns: values, elements: batch.pixels.map { levels[Int($0)] }),
      labels: batch.labels, height: side, width: side, channels: 3, classes: classes)
  }
}
